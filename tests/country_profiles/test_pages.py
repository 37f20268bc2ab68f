"""Where is my country, who speaks for it, what has it reported? (R93, R94, R96)"""

import csv
import io

import pytest
from django.urls import reverse

from chm_portal.records import publication
from country_profiles.models import NationalSite
from tests import world
from tests.clones import clone
from tests.test_public_pages import MOST_QUERIES, queries_of

pytestmark = pytest.mark.django_db
BELGIUM = "/en/countries/be/"


@pytest.fixture
def belgium(person):
    """A country with a profile, a report, a strategy, a resource, and one about it by somebody else."""
    focal_point, curator = person("focal_point_a"), person("curator")
    world.registered(focal_point, kind="country-profile")
    world.registered(focal_point)
    world.registered(focal_point, kind="strategy")
    resource = world.published(focal_point, curator, title_en="Guide by Belgium")
    world.published(person("partner_contact"), curator, of="partner", title_en="Study of Belgium", countries=["be"])
    return resource


def test_the_list_has_198_governments_by_region_and_says_that_names_imply_nothing(client):
    page = client.get(reverse("country_profiles:home"))
    assert page.context["total"] == 198
    assert next(region.code for region, _lines in page.context["regions"]) == "africa"
    text = page.content.decode()
    assert "imply no opinion on the legal status" in text
    assert text.count("not a Party") == 2


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("region=africa", 54),
        ("group=is_sids", 39),
        ("having=profile", 1),
        ("having=focal-point", 1),
        ("having=site", 1),
        ("region=x&having=y", 198),
        ("region=africa&having=profile", 0),
    ],
)
def test_the_address_is_the_filter(client, belgium, query, number):
    page = client.get(f"{reverse('country_profiles:home')}?{query}")
    assert page.context["total"] == number


def test_the_list_counts_what_is_here_of_each_country(client, belgium):
    lines = [line for _region, of in client.get(reverse("country_profiles:home")).context["regions"] for line in of]
    line = next(line for line in lines if line.country.code == "be")
    assert (line.has_profile, line.focal_points, line.reports, line.strategies, line.resources) == (True, 1, 1, 1, 1)


@pytest.mark.parametrize("code", ["be", "us", "va", "eu", "ps", "ck", "nu"])
def test_every_government_has_a_page(client, code):
    assert client.get(f"/en/countries/{code}/").status_code == 200


def test_codes_in_capitals_lead_to_the_page_and_unknown_ones_nowhere(client):
    assert client.get("/en/countries/BE/")["Location"] == BELGIUM
    assert client.get("/en/countries/xx/").status_code == 404


def test_the_page_says_who_speaks_for_the_country_and_what_that_means_and_shows_no_address(client, person, belgium):
    page = client.get(BELGIUM).content.decode()
    assert "Focal Point A" in page
    assert "CHM national focal point" in page
    assert "Looks after the exchange of information" in page
    assert "@example.org" not in page
    assert "Contributor A" not in page


def test_the_page_shows_the_profile_in_the_readers_language_and_marks_what_is_in_another(client, belgium):
    french = client.get("/fr/countries/be/").content.decode()
    assert "Des forêts, des landes" in french
    assert "The strategy has fifteen objectives." in french
    assert french.count('class="mark"') >= 1
    assert "Last confirmed on" in client.get(BELGIUM).content.decode()


def test_the_page_lists_every_cycle_also_those_without_a_report(client, belgium):
    page = client.get(BELGIUM)
    states = {cell.cycle.code: cell.state for cell in page.context["reports"]}
    assert states["nr4"] == "submitted"
    assert states["nr6"] == "missing"
    assert "Not submitted here" in page.content.decode()
    assert client.get("/en/countries/us/").context["reports"] == []


def test_the_page_tells_a_strategy_of_the_national_clearing_house(client, person, belgium):
    assert "None is registered" in client.get(BELGIUM).content.decode()
    world.registered(person("focal_point_a"), kind="strategy", strategy_kind="chm-strategy", title_en="CHM strategy")
    assert "None is registered" not in client.get(BELGIUM).content.decode()


def test_the_page_tells_when_the_national_clearing_house_was_last_seen(client, belgium, time_machine):
    assert "Not checked yet" in client.get(BELGIUM).content.decode()
    site = NationalSite.objects.get(country__code="be")
    site.seen_at = site.checked_at = "2026-03-05T10:00Z"
    site.save()
    assert "5 March 2026" in client.get(BELGIUM).content.decode()
    site.failures, site.failing_since = 2, "2026-03-07T10:00Z"
    site.save()
    page = client.get(BELGIUM).content.decode()
    assert "No answer" in page
    assert "7 March 2026" in page


def test_an_empty_page_says_what_will_stand_there(client):
    page = client.get("/en/countries/fj/").content.decode()
    assert "Nobody is registered here as a focal point" in page
    assert "has not written its profile yet" in page
    assert "No strategy of this country is registered" in page


def test_everything_by_and_about_a_country_is_listed_page_by_page_and_goes_out_as_a_file(client, person, belgium):
    clone(belgium, 30)
    url = reverse("country_profiles:country_records", args=["be"])
    page = client.get(f"{url}?kind=resource")
    assert page.context["page_obj"].paginator.count == 31
    assert page.context["page_obj"].paginator.num_pages == 2
    about = client.get(f"{url}?which=about").content.decode()
    assert "Study of Belgium" in about
    assert "Guide by Belgium" not in about
    answer = client.get(reverse("country_profiles:country_records_csv", args=["be"]))
    lines = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert len(lines) == 34
    assert {line["kind"] for line in lines} == {"resource", "national-report", "strategy", "country-profile"}


def test_the_feed_has_what_the_country_published(client, belgium):
    feed = client.get(reverse("interop:feed_of", args=["countries", "be"])).content.decode()
    assert "Guide by Belgium" in feed
    assert "Study of Belgium" not in feed
    assert client.get(reverse("interop:feed_of", args=["countries", "xx"])).status_code == 404


def test_the_print_has_the_same_and_no_navigation(client, belgium):
    page = client.get(reverse("country_profiles:country_print", args=["be"])).content.decode()
    assert "Forests, heaths" in page
    assert "Fourth national report" in page
    assert "<nav" not in page


def test_a_withdrawn_profile_is_gone_from_the_page(client, person, belgium):
    record = next(iter(client.get(BELGIUM).context["sections"])) and client.get(BELGIUM).context["profile"]
    publication.withdraw(record, person("focal_point_a"), "Out of date.")
    assert "Forests, heaths" not in client.get(BELGIUM).content.decode()
    assert client.get(record.get_absolute_url()).status_code == 410


def test_a_country_page_takes_twelve_queries_with_ten_and_with_two_thousand_records(client, person, belgium):
    addresses = [BELGIUM, "/en/countries/be/print/", "/en/countries/be/records/", "/en/countries/"]
    clone(belgium, 10)
    few = {address: queries_of(client, address) for address in addresses}
    clone(belgium, 1990, first=20_001)
    many = {address: queries_of(client, address) for address in addresses}
    assert max(few.values()) <= MOST_QUERIES, few
    assert {address: number for address, number in many.items() if number > few[address]} == {}


@pytest.mark.parametrize(
    "rest", ["", "records/", "message/", "print/", "records.csv", "records/?which=about&kind=resource"]
)
@pytest.mark.parametrize("code", ["BE", "Be", "bE"])
def test_every_address_of_a_country_leads_to_its_code_in_small_letters(client, code, rest):
    answer = client.get(f"/en/countries/{code}/{rest}")
    assert (answer.status_code, answer["Location"]) == (301, f"/en/countries/be/{rest}")
