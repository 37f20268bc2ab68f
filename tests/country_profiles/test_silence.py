"""Parties nothing is heard from: shown to the secretariat, one letter to the focal points, never in public (R38)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chm_portal.accounts.models import User
from chm_portal.audit.models import AuditEvent
from chm_portal.directory.models import Designation
from country_profiles import silence
from country_profiles.models import PartySilence
from tests.people import make_person

pytestmark = pytest.mark.django_db
CHANGELIST = "/admin/country_profiles/partysilence/?ended_at__isempty=1"


def of(code: str = "be"):
    return PartySilence.objects.filter(country__code=code).order_by("pk")


def seen(user: User, days_ago: int | None, named_days_ago: int = 3000) -> None:
    """Let a person have signed in, and been named, so long ago."""
    now = timezone.now()
    last = None if days_ago is None else now - timedelta(days=days_ago)
    User.objects.filter(pk=user.pk).update(last_login=last)
    Designation.objects.filter(user=user).update(created_at=now - timedelta(days=named_days_ago))


@pytest.fixture
def days_later(monkeypatch):
    """Return a function that lets so many days pass."""

    def pass_by(days: int) -> None:
        now = timezone.now() + timedelta(days=days)
        monkeypatch.setattr(timezone, "now", lambda: now)

    return pass_by


def test_a_party_whose_focal_points_stay_away_for_a_year_is_noticed_once_and_written_to_once(person, letters):
    focal_point = person("focal_point_a")
    seen(focal_point, 366)
    for _ in range(3):
        silence.notice()
    row = of().get()
    assert (row.reason, row.written_at is not None, row.ended_at) == ("away", True, None)
    assert [letter.to for letter in letters] == [[focal_point.email]]
    assert "/en/workspace/parties/be/" in letters[0].body and "/en/workspace/roles/" in letters[0].body
    assert AuditEvent.objects.filter(action="party.silent", subject="country:be").count() == 1


@pytest.mark.parametrize(("days", "is_silent"), [(364, False), (366, True)])
def test_the_clock_is_the_last_sign_in_of_any_focal_point(person, days, is_silent):
    seen(person("focal_point_a"), 2000)
    other = make_person("other", ("cbd_focal_point", "be"))
    seen(other, days)
    silence.notice()
    assert of().exists() is is_silent


def test_who_has_never_signed_in_counts_from_the_day_of_the_naming(person):
    seen(person("focal_point_a"), None, named_days_ago=100)
    seen(person("focal_point_b"), None, named_days_ago=400)
    silence.notice()
    assert not of("be").exists()
    assert of("cm").get().reason == "away"


def test_the_number_of_days_is_a_setting(person, settings):
    settings.PARTY_SILENT_AFTER_DAYS = 30
    seen(person("focal_point_a"), 31)
    silence.notice()
    assert of().get().reason == "away"


def test_a_sign_in_of_a_contributor_or_of_a_closed_account_is_none_of_a_focal_point(person):
    seen(person("focal_point_a"), 400)
    seen(person("contributor_a"), 1)
    closed = make_person("closed", ("cbd_focal_point", "be"))
    seen(closed, 1)
    User.objects.filter(pk=closed.pk).update(is_active=False)
    silence.notice()
    assert of().get().reason == "away"


def test_a_sign_in_ends_it_and_a_second_silence_is_written_about_a_year_later_at_the_earliest(
    person, letters, days_later
):
    focal_point = person("focal_point_a")
    seen(focal_point, 400)
    silence.notice()
    seen(focal_point, 0)
    silence.notice()
    assert of().get().ended_at is not None
    days_later(364)
    silence.notice()
    assert of().lasting().count() == 0
    days_later(2)
    silence.notice()
    assert of().lasting().count() == 1
    assert len(letters) == 2


def test_no_second_letter_within_a_year_however_silences_follow_each_other(person, letters, settings, days_later):
    settings.PARTY_SILENT_AFTER_DAYS = 30
    focal_point = person("focal_point_a")
    seen(focal_point, 40)
    silence.notice()
    for _ in range(3):
        seen(focal_point, 0)
        silence.notice()
        days_later(60)
        silence.notice()
    assert of().count() == 4
    assert len(letters) == 1


def test_a_party_with_no_focal_point_is_noticed_and_nobody_is_written_to(person, letters):
    seen(person("focal_point_a"), 1)
    silence.notice()
    assert not of("be").exists()
    assert of("cm").get().reason == "nobody"
    assert letters == []
    person("focal_point_b")
    silence.notice()
    assert of("cm").get().ended_at is not None


def test_silence_that_becomes_emptiness_is_another_row(person):
    focal_point = person("focal_point_a")
    seen(focal_point, 400)
    silence.notice()
    focal_point.designations.update(ends=timezone.now().date())
    silence.notice()
    assert [(row.reason, row.ended_at is None) for row in of()] == [("away", False), ("nobody", True)]


def test_who_is_no_party_is_left_in_peace(db):
    silence.notice()
    assert not of("us").exists()


def test_the_letter_is_in_the_readers_language(person, letters):
    focal_point = person("focal_point_a")
    User.objects.filter(pk=focal_point.pk).update(interface_language="fr")
    seen(focal_point, 400)
    silence.notice()
    assert "/fr/workspace/parties/be/" in letters[0].body
    assert "Belgique" in letters[0].subject


def test_the_secretariat_finds_them_among_what_waits_and_nobody_else_does(person, client_of, client):
    seen(person("focal_point_a"), 400)
    silence.notice()
    curator = client_of("curator")
    for page in ("/en/workspace/", "/admin/"):
        assert CHANGELIST in curator.get(page).content.decode()
    assert "Belgium" in curator.get(CHANGELIST).content.decode()
    for name in ("focal_point_a", "focal_point_b", "moderator", "member"):
        other = client_of(name)
        assert "partysilence" not in other.get("/en/workspace/").content.decode()
        assert other.get(CHANGELIST).status_code in (302, 403)
    for page in ("/en/countries/", "/en/countries/be/"):
        assert "silent" not in client.get(page).content.decode().lower()
