"""Lists and searches as CSV and XLSX: to the last record, with their filters, nothing of them runs, not too often."""

import csv
import io

import pytest
from django.core.cache import cache
from django.urls import reverse
from openpyxl import load_workbook

from chm_portal.records import publication
from chm_portal.records.exports import table
from chm_portal.search import every_hit, indexer, results
from chm_portal.search.address import Asked
from chm_portal.search.engines import IndexUnusable
from tests import talk, world
from tests.clones import clone
from tests.search.shelf import copies

pytestmark = pytest.mark.django_db
THEME = "invasive-alien-species"


@pytest.fixture(autouse=True)
def nobody_has_asked():
    cache.clear()


@pytest.fixture
def record(person):
    return world.published(
        person("focal_point_a"),
        person("curator"),
        title_en="=HYPERLINK(1)",
        title_ar="دليل أشجار المانغروف",
        summary_ar="ملخص طويل بما يكفي ليقبله النموذج. " * 5,
        targets=["gbf-20"],
        countries=["be"],
    )


def csv_of(client, address: str) -> list[dict]:
    response = client.get(address)
    assert response.status_code == 200, address
    content = b"".join(response.streaming_content)
    assert content.startswith(b"\xef\xbb\xbf"), "a spreadsheet takes it for UTF-8"
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def xlsx_of(client, address: str):
    response = client.get(address)
    assert response.status_code == 200, address
    return load_workbook(io.BytesIO(b"".join(response.streaming_content)), read_only=False).active


def test_both_files_have_every_column_and_titles_stay_text(client, record):
    [line] = csv_of(client, f"/en/lists/themes/{THEME}.csv")
    assert list(line) == list(table.HEAD)
    assert (line["identifier"], line["kind"], line["type"]) == (record.identifier, "resource", "guideline")
    assert (line["title (en)"], line["title (ar)"]) == ("'=HYPERLINK(1)", "دليل أشجار المانغروف")
    assert (line["themes"], line["targets"], line["countries"]) == (THEME, "gbf-20", "be")
    assert (line["licence"], line["year"], line["link"]) == ("cc-by-4.0", "2007", "https://www.example.org/guide.pdf")
    sheet = xlsx_of(client, f"/en/lists/themes/{THEME}.xlsx")
    head = [cell.value for cell in sheet[1]]
    cells = dict(zip(head, sheet[2], strict=True))
    assert (cells["title (en)"].data_type, cells["title (en)"].value) == ("s", "=HYPERLINK(1)")
    assert cells["published"].value.date() == record.published_at.date()
    assert cells["permanent address"].value == record.permanent_address


def test_every_list_that_has_a_feed_of_records_goes_out_whole(client, record):
    clone(record, 1200)
    for address in ("records", f"themes/{THEME}", "articles/6", "targets/gbf-20", "countries/be"):
        assert len(csv_of(client, f"/en/lists/{address}.csv")) == 1201
    assert xlsx_of(client, "/en/lists/records.xlsx").max_row == 1202


def test_pages_of_records_lead_to_their_files(client, record):
    page = client.get(reverse("search:theme_detail", args=[THEME])).content.decode()
    for extension in ("csv", "xlsx"):
        assert f'href="/en/lists/themes/{THEME}.{extension}"' in page


@pytest.mark.parametrize("address", ["discussions", "unknown", "themes/unknown", "topics/1", "themes"])
def test_what_is_no_list_of_records_is_not_found(client, address):
    assert client.get(f"/en/lists/{address}.csv").status_code == 404


def test_queries_grow_by_batches_and_not_by_records(client, record, django_assert_max_num_queries):
    clone(record, 1500)
    with django_assert_max_num_queries(4 * 4 + 6):  # four batches
        csv_of(client, "/en/lists/records.csv")


@pytest.fixture
def found(record, index, person):
    """Forty records of two kinds in the index."""
    world.registered(person("focal_point_a"))
    copies(record, 39)
    indexer.repair(indexer.live_build())
    return record


def test_a_search_goes_out_to_its_last_hit_in_its_order(client, found, monkeypatch):
    monkeypatch.setattr(table, "BATCH", 7)
    for query, number in (("", 41), ("kind=resource", 40), ("q=strategies", 41), (f"theme={THEME}&sort=title", 40)):
        lines = csv_of(client, f"/en/search/?{query}&format=csv")
        identifiers = [line["identifier"] for line in lines]
        assert len(identifiers) == len(set(identifiers)) == number, query
        page = client.get(f"/en/search/?{query}").context["answer"]
        assert [row.identifier for row in page.rows] == identifiers[:20], query
    assert xlsx_of(client, "/en/search/?kind=resource&format=xlsx").max_row == 41
    assert len(csv_of(client, "/en/knowledge-base/?format=csv")) == 40
    assert len(csv_of(client, f"/en/search/?like={found.identifier}&format=csv")) >= 39


def test_a_hit_that_goes_meanwhile_ends_nothing_and_doubles_nothing(client, found, person, monkeypatch):
    monkeypatch.setattr(table, "BATCH", 10)
    lines = every_hit._lines

    def withdrawn_meanwhile(hits):
        told = lines(hits)
        backend = every_hit.put_to_engine.__globals__["SearchQuerySet"]().query.backend
        backend.write([], [every_hit.name_of(hits[-1])])
        return told

    monkeypatch.setattr(every_hit, "_lines", withdrawn_meanwhile)
    identifiers = [line["identifier"] for line in csv_of(client, "/en/search/?format=csv")]
    assert len(identifiers) == len(set(identifiers)) == 41


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_list_that_the_index_breaks_off_says_so_in_its_last_line(client, found, monkeypatch, form):
    monkeypatch.setattr(table, "BATCH", 10)

    def unusable(*asked):
        raise IndexUnusable("A test.")

    monkeypatch.setattr(every_hit, "_after", unusable)
    address = f"/en/search/?format={form}"
    if form == "csv":
        rows = [list(line.values()) for line in csv_of(client, address)]
    else:
        rows = list(xlsx_of(client, address).iter_rows(min_row=2, values_only=True))
    assert len(rows) == 11
    assert rows[-1][0].startswith("INCOMPLETE")


def test_discussions_stand_in_the_files_of_a_search_too(client, person, index, drain_outbox):
    curator = person("curator")
    talk.thread(curator, curator, title="Which tools help?")
    drain_outbox("index")
    [line] = csv_of(client, "/en/search/?format=csv")
    assert (line["kind"], line["title (en)"]) == ("discussion", "Which tools help?")


def test_discussions_among_the_first_hits_do_not_hide_that_there_are_more_records(found, person, drain_outbox):
    talk.thread(person("curator"), person("curator"), title="Aardvarks: which tools help?")
    drain_outbox("index")
    records, is_more = every_hit.first_records(Asked(order="title"), 40)
    assert (len(records), is_more) == (40, True)
    assert every_hit.first_records(Asked(order="title"), 60)[1] is False


def test_while_the_index_is_away_the_database_gives_the_file(client, record, monkeypatch):
    def unusable(asked):
        raise IndexUnusable("A test.")

    monkeypatch.setattr(results, "_from_index", unusable)
    assert [line["identifier"] for line in csv_of(client, f"/en/search/?theme={THEME}&format=csv")] == [
        record.identifier
    ]


def test_what_is_withdrawn_is_in_no_file_whatever_the_index_says(client, found, person):
    publication.withdraw(found, person("curator"), "Replaced.")
    assert found.identifier not in [line["identifier"] for line in csv_of(client, "/en/search/?format=csv")]


def test_one_place_takes_so_many_files_an_hour(client, record, settings):
    settings.LIST_FILES_AN_HOUR = 2
    addresses = ["/en/lists/records.csv", "/en/search/?format=xlsx", "/en/countries/be/records.csv"]
    assert [client.get(address).status_code for address in addresses] == [200, 200, 429]
    refused = client.get("/fr/reporting/reports/register.xlsx")
    assert (refused.status_code, refused["Retry-After"]) == (429, "3600")
    assert refused["Content-Type"].startswith("text/html")
    assert client.get("/en/lists/records.csv", REMOTE_ADDR="192.0.2.9").status_code == 200
