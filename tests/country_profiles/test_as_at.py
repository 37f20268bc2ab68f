"""What had my country reported by then, and what did its profile say? (R44, R93)"""

from datetime import UTC, datetime

import pytest

from chm_portal.records import publication
from tests import world
from tests.test_public_pages import MOST_QUERIES, queries_of

pytestmark = pytest.mark.django_db
BELGIUM = "/en/countries/be/"


@pytest.fixture
def on(time_machine):
    """Go to noon of a day of March 2027."""
    return lambda day: time_machine.move_to(datetime(2027, 3, day, 12, tzinfo=UTC), tick=False)


@pytest.fixture
def profile(person, on):
    """A profile of the 2nd that was revised on the 4th, a report entered on the 2nd; now it is the 9th."""
    focal_point = person("focal_point_a")
    on(2)
    profile = world.registered(focal_point, kind="country-profile")
    world.registered(focal_point)
    on(4)
    profile = world.revised(profile, focal_point, focal_point, biodiversity_en="Dunes and peat bogs.")
    on(9)
    return profile


def page_as_at(client, day: str) -> str:
    answer = client.get(BELGIUM, {"as-at": day})
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_profile_says_what_it_said_then(client, profile):
    then, now = page_as_at(client, "2027-03-03"), page_as_at(client, "2027-03-05")
    assert "Belgium as at 3 March 2027" in then
    assert "Forests, heaths" in then
    assert "Dunes and peat bogs." not in then
    assert "Dunes and peat bogs." in now
    assert "Forests, heaths" not in now


def test_the_reports_are_those_of_then(client, profile):
    page = client.get(BELGIUM, {"as-at": "2022-12-19"})
    states = {cell.cycle.code: cell.state for cell in page.context["reports"]}
    assert (states["nr4"], states["nr6"], states["nr7"]) == ("entered-later", "missing", "not-due")
    assert "No profile of this country was public here on that day." in page.content.decode()


def test_what_a_profile_said_that_is_withdrawn_now_is_not_told(client, person, profile):
    publication.withdraw(profile, person("focal_point_a"), "Out of date.")
    page = page_as_at(client, "2027-03-05")
    assert "can no longer be read" in page
    assert "Dunes" not in page


def test_a_draft_of_a_profile_is_never_shown(client, person, on):
    on(2)
    world.draft(person("focal_point_a"), kind="country-profile", biodiversity_en="Quokka.")
    on(5)
    assert "Quokka" not in page_as_at(client, "2027-03-04")


def test_who_is_no_party_has_a_page_as_at_a_day_without_reports(client):
    page = client.get("/en/countries/us/", {"as-at": "2022-12-19"})
    assert page.status_code == 200
    assert page.context["reports"] == []


def test_the_page_of_today_asks_for_a_day(client):
    assert 'name="as-at"' in client.get(BELGIUM).content.decode()


def test_it_takes_few_queries(client, profile):
    assert queries_of(client, f"{BELGIUM}?as-at=2027-03-05") <= MOST_QUERIES
