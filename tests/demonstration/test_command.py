"""Where the demonstration is not loaded: among people who work, and half."""

import pytest
from django.core.management import CommandError, call_command

from chm_portal.accounts.models import User
from chm_portal.common.models import Installation
from chm_portal.demonstration import people
from chm_portal.directory.models import Organisation


@pytest.mark.django_db
def test_a_database_with_people_is_refused_and_left_as_it_is(person):
    person("member")
    with pytest.raises(CommandError, match="has people already"):
        call_command("load_demonstration", verbosity=0)
    assert User.objects.count() == 1
    assert not Installation.is_demonstration()


@pytest.mark.django_db
def test_a_load_that_fails_half_way_leaves_nothing_behind(monkeypatch):
    def fails(_people):
        raise RuntimeError("the power went out")

    monkeypatch.setattr(people, "ask_for_roles", fails)
    with pytest.raises(RuntimeError):
        call_command("load_demonstration", verbosity=0)
    assert not User.objects.exists()
    assert not Organisation.objects.exists()
    Installation.is_demonstration.cache_clear()
    assert not Installation.is_demonstration()
