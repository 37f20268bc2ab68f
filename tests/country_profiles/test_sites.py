"""The state of national clearing-houses: looked at once a day, doubted before it is told (R90, F19)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chm_portal.common import address_checks
from chm_portal.common.guarded_http import Fetched, Unreachable
from chm_portal.vocabularies.models import Country
from country_profiles.forms import CountryProfileForm
from country_profiles.models import NationalSite
from country_profiles.tasks import check_sites
from tests import world

pytestmark = pytest.mark.django_db
CODES = ("be", "cm", "fr", "ke")


@pytest.fixture
def web(monkeypatch):
    """Let tests say what each address answers: a status, or why there is no answer."""
    answers: dict[str, int | str] = {}

    def fetch(address, **_options):
        answer = answers.get(address, 200)
        if isinstance(answer, str):
            raise Unreachable(answer)
        return Fetched(address, answer, {}, b"", ())

    monkeypatch.setattr(address_checks.guarded_http, "fetch", fetch)
    return answers


@pytest.fixture
def sites():
    return {
        code: NationalSite.objects.create(country=Country.objects.get(code=code), address=f"https://{code}.example/")
        for code in CODES
    }


def state_of(code: str) -> str:
    return NationalSite.objects.get(country__code=code).state


def test_a_site_that_answers_has_been_seen(web, sites):
    assert check_sites() == 4
    site = NationalSite.objects.get(country__code="be")
    assert site.state == "reachable"
    assert site.seen_at == site.checked_at is not None


def test_one_failure_is_not_told_two_are_with_the_day_of_the_first(web, sites, time_machine):
    web["https://cm.example/"] = "dns"
    check_sites()
    assert state_of("cm") == "unchecked"
    first = NationalSite.objects.get(country__code="cm").failing_since
    time_machine.move_to(timezone.now() + timedelta(hours=25))
    check_sites()
    site = NationalSite.objects.get(country__code="cm")
    assert (site.state, site.failing_since, site.reason) == ("unreachable", first, "dns")
    time_machine.move_to(timezone.now() + timedelta(hours=25))
    web["https://cm.example/"] = 200
    check_sites()
    assert state_of("cm") == "reachable"


@pytest.mark.parametrize(
    ("status", "state"),
    [(404, "unreachable"), (500, "unreachable"), (204, "reachable"), (403, "reachable"), (429, "reachable")],
)
def test_an_error_page_is_no_answer_but_who_lets_no_program_in_is_there(web, sites, time_machine, status, state):
    web["https://be.example/"] = status
    for _day in range(2):
        check_sites()
        time_machine.move_to(timezone.now() + timedelta(hours=25))
    assert state_of("be") == state


def test_when_nobody_answers_it_is_our_own_line_and_nothing_is_noted(web, sites, time_machine):
    check_sites()
    before = list(NationalSite.objects.order_by("pk").values())
    web.update({site.address: "connect" for site in sites.values()})
    time_machine.move_to(timezone.now() + timedelta(hours=25))
    assert check_sites() == 0
    assert list(NationalSite.objects.order_by("pk").values()) == before


def test_a_site_is_looked_at_once_a_day_and_no_more_than_a_few_at_a_time(web, sites, monkeypatch):
    monkeypatch.setattr(address_checks, "BATCH", 3)
    assert check_sites() == 3
    assert check_sites() == 1
    assert check_sites() == 0


def test_an_address_that_was_changed_during_the_look_keeps_its_own_state(web, sites, monkeypatch):
    look = address_checks.look_at

    def slow_look(address):
        NationalSite.objects.filter(address=address).update(address=f"{address}new/")
        return look(address)

    monkeypatch.setattr(address_checks, "look_at", slow_look)
    check_sites()
    assert {site.state for site in NationalSite.objects.all()} == {"unchecked"}


def test_an_address_inside_is_never_looked_at(sites):
    NationalSite.objects.filter(country__code="be").update(address="https://127.0.0.1/")
    assert address_checks.look_at("https://127.0.0.1/") == "forbidden_address"


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1/admin/", "https://localhost/", "https://a:b@www.example.org/", "http://[::1]/"]
)
def test_no_address_near_the_portal_becomes_a_link_on_a_country_page(client_of, sites, address):
    form = CountryProfileForm(world.profile_payload(chm_address=address))
    assert [error.code for error in form.errors.as_data()["chm_address"]] == ["not_public"]
    url = f"/admin/country_profiles/nationalsite/{sites['be'].pk}/change/"
    answer = client_of("curator").post(url, {"country": sites["be"].country_id, "address": address})
    assert "address" in answer.context["adminform"].form.errors


def test_the_secretariat_keeps_addresses_in_the_admin(client_of, sites):
    site = sites["be"]
    NationalSite.objects.filter(pk=site.pk).update(seen_at=timezone.now(), checked_at=timezone.now())
    url = f"/admin/country_profiles/nationalsite/{site.pk}/change/"
    answer = client_of("curator").post(url, {"country": site.country_id, "address": "https://moved.example/"})
    assert answer.status_code == 302
    site.refresh_from_db()
    assert (site.address, site.state) == ("https://moved.example/", "unchecked")
    assert client_of("focal_point_a").get(url).status_code in (302, 403)
