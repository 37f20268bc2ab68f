"""Time zones are offered by the names in use, and none that somebody has is lost."""

import pytest

from chm_portal.accounts.forms import ProfileForm, time_zones, time_zones_and

pytestmark = pytest.mark.django_db


def names(choices) -> set[str]:
    return {zone for part, zones in choices for zone in ([part] if isinstance(zones, str) else dict(zones))}


def test_old_names_are_not_offered():
    offered = names(time_zones())
    assert {"UTC", "Asia/Kolkata", "Europe/Kyiv", "America/Toronto", "Africa/Nairobi"} <= offered
    assert not offered & {"Asia/Calcutta", "Europe/Kiev", "America/Montreal", "Asia/Saigon", "Australia/NSW"}


def test_who_has_an_old_name_keeps_it(person):
    user = person("member")
    user.time_zone = "America/Montreal"
    user.save()
    assert "America/Montreal" in names(ProfileForm(instance=user).fields["time_zone"].choices)
    assert time_zones_and("Europe/Brussels") == time_zones_and("") == time_zones()
