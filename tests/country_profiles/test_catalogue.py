"""What is done in a country under the Convention: the catalogue, its filters and counts, its files, on paper (R14)."""

import csv
import io
import json

import pytest
from django.urls import reverse

from chm_portal.records import publication
from tests import world
from tests.clones import clone
from tests.test_public_pages import MOST_QUERIES, queries_of

pytestmark = pytest.mark.django_db
CATALOGUE = "/en/countries/be/initiatives/"
KIND = {"kind": "initiative"}


def address(name: str, code: str = "be") -> str:
    return reverse(f"country_profiles:country_{name}", args=[code])


def read_csv(answer) -> list[dict]:
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


def read_json(answer) -> dict:
    return json.loads(b"".join(answer.streaming_content))


def shown(page) -> list[str]:
    return [row.identifier for row in page.context["answer"].rows]


def counts(page, facet: str) -> dict[str, int]:
    facets = {one.name: one for one in page.context["answer"].facets}
    return {option.value: option.count for option in facets[facet].options} if facet in facets else {}


@pytest.fixture
def belgium(person):
    """Three initiatives of a country, one of an organisation in it, one of another country."""
    focal_point, curator = person("focal_point_a"), person("curator")
    world.registered(focal_point, title_en="Mangroves of the coast", **KIND)
    world.registered(focal_point, title_en="Old hedges", status="completed", start="1999", end="2005", **KIND)
    world.registered(
        focal_point, title_en="=Heaths", status="planned", start="", end="", themes=["forest-biodiversity"], **KIND
    )
    partner = person("partner_contact")
    world.published(partner, curator, of="partner", title_en="Rivers of Europe", countries=["be", "fr"], **KIND)
    world.registered(curator, of="secretariat", title_en="Mangroves of Cameroon", **KIND)


def test_the_catalogue_has_the_countrys_own_and_those_of_others_in_it_once_each(client, belgium):
    page = client.get(CATALOGUE)
    assert sorted(shown(page)) == ["CHM-INI-BE-1", "CHM-INI-BE-2", "CHM-INI-BE-3", "CHM-INI-IUCN-1"]
    assert "Mangroves of Cameroon" not in page.content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("status=under-way", {"BE-1", "IUCN-1"}),
        ("status=under-way&status=planned", {"BE-1", "BE-3", "IUCN-1"}),
        ("theme=forest-biodiversity", {"BE-3"}),
        ("year=1999", {"BE-2"}),
        ("q=coast", {"BE-1"}),
        ("q=mangroves+-coast&status=under-way", {"IUCN-1"}),
        ("q=%22old+hedges%22", {"BE-2"}),
        ("status=completed&theme=forest-biodiversity", set()),
        (
            "status=x&year=y&theme=z&page=-1&after=records.record.1&like=CHM-INI-BE-1",
            {"BE-1", "BE-2", "BE-3", "IUCN-1"},
        ),
        ("q=%00%27%22%5C%25_", {"BE-1", "BE-2", "BE-3", "IUCN-1"}),
        ("q=100%25_", set()),
    ],
)
def test_page_print_and_both_files_say_the_same_for_every_filter(client, belgium, query, found):
    wanted = sorted(f"CHM-INI-{name}" for name in found)
    assert sorted(shown(client.get(f"{CATALOGUE}?{query}"))) == wanted
    assert (
        sorted(line["identifier"] for line in read_csv(client.get(f"{address('initiatives_csv')}?{query}"))) == wanted
    )
    answer = read_json(client.get(f"{address('initiatives_json')}?{query}"))
    assert sorted(one["identifier"] for one in answer["initiatives"]) == wanted
    assert answer["count"] == len(wanted)
    paper = client.get(f"{address('initiatives_print')}?{query}")
    assert sorted(row.identifier for row in paper.context["rows"]) == wanted


def test_the_counts_beside_a_filter_say_what_one_more_of_its_values_would_bring(client, belgium):
    page = client.get(CATALOGUE)
    assert counts(page, "status") == {"under-way": 2, "completed": 1, "planned": 1}
    assert counts(page, "year") == {"2009": 2, "1999": 1}
    chosen = client.get(f"{CATALOGUE}?status=completed")
    assert counts(chosen, "status") == {"under-way": 2, "completed": 1, "planned": 1}
    by_theme = {"invasive-alien-species": 3, "forest-biodiversity": 1}
    assert counts(page, "theme") == counts(client.get(f"{CATALOGUE}?theme=forest-biodiversity"), "theme") == by_theme
    both = client.get(f"{CATALOGUE}?year=2009&year=1999")
    assert counts(both, "status") == {"under-way": 2, "completed": 1}
    assert counts(client.get(f"{CATALOGUE}?year=2009"), "status") == {}, "one value tells nothing apart"


def test_the_files_have_all_of_it_and_a_spreadsheet_runs_nothing_of_them(client, belgium):
    lines = {line["identifier"]: line for line in read_csv(client.get(address("initiatives_csv")))}
    assert lines["CHM-INI-BE-3"]["title"] == "'=Heaths"
    first = lines["CHM-INI-BE-1"]
    assert (first["budget"], first["currency"], first["funders"]) == ("1500000", "EUR", "Fund for the Coast")
    assert lines["CHM-INI-IUCN-1"]["countries"] == "be fr"
    entry = next(
        one
        for one in read_json(client.get(address("initiatives_json")))["initiatives"]
        if one["identifier"] == "CHM-INI-BE-1"
    )
    assert entry["title"] == {"en": "Mangroves of the coast"}
    assert (entry["budget"], entry["start"], entry["partners"]) == (
        1500000,
        "2009-03",
        ["Institute of Nature Research"],
    )
    assert entry["address"].endswith("/records/CHM-INI-BE-1/")


def test_the_files_are_not_cut_where_the_page_is(client, belgium, person):
    first = world.registered(person("focal_point_a"), **KIND)
    clone(first, 60)
    page = client.get(CATALOGUE)
    assert (page.context["answer"].total, len(page.context["answer"].rows)) == (65, 20)
    assert len(read_csv(client.get(address("initiatives_csv")))) == 65
    assert read_json(client.get(address("initiatives_json")))["count"] == 65


def test_the_general_list_of_records_goes_out_as_json_too(client, belgium, person):
    world.registered(person("focal_point_a"), kind="strategy")
    answer = read_json(client.get(address("records_json")))
    lines = read_csv(client.get(address("records_csv")))
    assert [one["identifier"] for one in answer["records"]] == [line["identifier"] for line in lines]
    assert answer["count"] == 4
    some = read_json(client.get(f"{address('records_json')}?kind=strategy"))
    assert [one["kind"] for one in some["records"]] == ["strategy"]
    about = read_json(client.get(f"{address('records_json')}?which=about"))
    assert [one["identifier"] for one in about["records"]] == ["CHM-INI-IUCN-1"]


def test_the_countrys_page_shows_the_newest_few_with_their_number_and_leads_to_all(client, belgium):
    page = client.get("/en/countries/be/").content.decode()
    section = page.split('id="initiatives"')[1].split("</section>")[0]
    assert '<span class="quiet">4</span>' in section
    assert section.count("<h3>") == 3
    assert CATALOGUE in section
    empty = client.get("/en/countries/fj/").content.decode()
    assert "No initiative of this country is registered here yet." in empty


def test_a_country_without_any_says_so_and_an_unknown_one_is_not_there(client, belgium):
    assert "Nothing yet" in client.get("/en/countries/fj/initiatives/").content.decode()
    for name in ("initiatives", "initiatives_csv", "initiatives_json", "initiatives_print", "records_json"):
        assert client.get(address(name, "xx")).status_code == 404, name


def test_what_was_withdrawn_is_in_no_part_of_it(client, person):
    record = world.registered(person("focal_point_a"), title_en="Gone", **KIND)
    publication.withdraw(record, person("focal_point_a"), "It never began.")
    for name in ("initiatives", "initiatives_csv", "initiatives_json", "initiatives_print", "detail"):
        assert "Gone" not in client.get(address(name)).getvalue().decode(), name


def test_without_planning_and_reporting_there_is_no_catalogue_and_no_door_to_it(client, belgium, settings):
    settings.PORTAL_SERVICES = ("knowledge_base", "collaboration", "country_profiles")
    page = client.get("/en/countries/be/")
    assert page.status_code == 200
    assert "initiatives" not in page.content.decode()
    for name in ("initiatives", "initiatives_csv", "initiatives_json", "initiatives_print"):
        assert client.get(address(name)).status_code == 404, name
    assert read_json(client.get(address("records_json")))["records"] == []


def test_its_pages_take_the_same_queries_with_ten_and_with_two_thousand_and_stay_light(client, person, belgium):
    record = world.registered(person("focal_point_a"), **KIND)
    addresses = [
        *(CATALOGUE, f"{CATALOGUE}?status=under-way&q=mangroves", address("initiatives_print")),
        *("/en/countries/be/", "/en/reporting/initiatives/", record.get_absolute_url()),
    ]
    clone(record, 10)
    few = {url: queries_of(client, url) for url in addresses}
    clone(record, 1990, first=20_001)
    many = {url: queries_of(client, url) for url in addresses}
    assert max(many.values()) <= MOST_QUERIES, many
    assert {url: number for url, number in many.items() if number > few[url]} == {}
    weights = {url: len(client.get(url).content) for url in (CATALOGUE, "/en/countries/be/")}
    assert max(weights.values()) <= 60_000, weights
