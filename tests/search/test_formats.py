"""Search for programs: JSON and Atom of every search, and the description that browsers read."""

import json
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse

from chm_portal.search import address
from tests import world
from tests.search.shelf import copies

pytestmark = pytest.mark.django_db
PLANTING = " ".join(["How to plant mangroves where they have been lost, step by step."] * 4)
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def publish(index, person, drain_outbox):
    """Return a function that publishes a resource and waits for the indexer."""

    def give(**answers):
        record = world.published(person("focal_point_a"), person("curator"), **answers)
        drain_outbox("index")
        return record

    return give


def asked(path: str = "/en/search/", **query) -> dict:
    response = Client().get(path, query | {"format": "json"})
    assert response["Content-Type"] == "application/json"
    return json.loads(response.content)


def test_json_has_what_the_page_has(publish):
    record = publish(title_en="Mangrove guide", summary_en=PLANTING)
    publish(title_en="Coral guide")
    answer = asked(q="mangrove")
    assert (answer["count"], answer["count_is_exact"], answer["next"], answer["previous"]) == (1, True, None, None)
    [result] = answer["results"]
    assert result["identifier"] == record.identifier
    assert result["kind"] == "resource"
    assert result["url"].endswith(f"/en/records/{record.identifier}/")
    assert (result["title"], result["language"], result["summary"]) == (
        "Mangrove guide",
        "en",
        PLANTING,
    )
    assert result["score"] > 0


def test_json_counts_facets_and_leads_to_the_pages_beside(publish, drain_outbox):
    record = publish(title_en="Guide 00")
    copies(record, 24)
    from chm_portal.search import indexer

    indexer.repair(indexer.live_build())
    first = asked()
    assert first["count"] == 25
    assert [option["count"] for option in first["facets"].get("type", [])] in ([], [25])
    second = json.loads(Client().get(first["next"].removeprefix("http://127.0.0.1:8000")).content)
    assert len(first["results"]) + len(second["results"]) == 25
    assert second["next"] is None
    assert second["previous"].endswith("page=1&format=json")


def test_past_the_last_numbered_page_the_next_one_is_named_by_its_hit(publish, monkeypatch):
    record = publish(title_en="Guide 00")
    copies(record, 9)
    from chm_portal.search import indexer, results

    indexer.repair(indexer.live_build())
    for module in (address, results):
        monkeypatch.setattr(module, "PER_PAGE", 2)
        monkeypatch.setattr(module, "LAST_PAGE", 2)
    seen, page = [], asked(sort="title")
    while True:
        seen += [result["title"] for result in page["results"]]
        if not page["next"]:
            break
        page = json.loads(Client().get(page["next"].removeprefix("http://127.0.0.1:8000")).content)
    assert seen == sorted(seen)
    assert len(seen) == 10
    html = Client().get("/en/search/", {"sort": "title", "page": 2}).content.decode()
    assert "after=records.record." in html
    further = Client().get("/en/search/", {"sort": "title", "after": f"records.record.{record.pk}"}).content.decode()
    assert "First page" in further


def test_a_program_of_anybody_may_ask():
    assert Client().get("/en/search/", {"format": "json"})["Access-Control-Allow-Origin"] == "*"


def test_every_list_of_a_service_is_asked_the_same_way(publish):
    publish(title_en="Mangrove guide")
    assert asked("/en/knowledge-base/")["count"] == 1


def test_drafts_are_in_no_format(index, person, drain_outbox):
    world.submitted(person("focal_point_a"), title_en="Hidden mangrove")
    drain_outbox("index")
    assert asked(q="mangrove")["count"] == 0
    assert b"Hidden" not in Client().get("/en/search/", {"q": "mangrove", "format": "atom"}).content


def test_atom_has_permanent_entries_in_the_readers_language(publish):
    record = publish(
        title_en="Mangrove guide",
        title_fr="Guide des mangroves",
        summary_fr=PLANTING,
    )
    response = Client().get("/fr/search/", {"q": "mangrove", "format": "atom"})
    assert response["Content-Type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(response.content)
    [entry] = feed.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "Guide des mangroves"
    assert entry.findtext(f"{ATOM}id") == record.permanent_address
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "fr"


def test_an_unknown_format_is_the_page(index):
    assert Client().get("/en/search/", {"format": "yaml"})["Content-Type"].startswith("text/html")


def test_browsers_find_the_description(index):
    page = Client().get("/fr/search/").content.decode()
    url = reverse("search:opensearch")
    assert f'href="{url.replace("/en/", "/fr/")}"' in page
    response = Client().get(url)
    assert response["Content-Type"] == "application/opensearchdescription+xml"
    description = ElementTree.fromstring(response.content)
    templates = [
        element.get("template") for element in description.findall("{http://a9.com/-/spec/opensearch/1.1/}Url")
    ]
    assert all("{searchTerms}" in template for template in templates)
    assert len(templates) == 3


def test_json_says_what_of_the_address_was_left_out(index):
    answer = asked(theme="no-such-theme", sort="upside-down", colour="green", q="x" * 400)
    told = {(one["parameter"], one["value"]) for one in answer["warnings"]}
    assert {("theme", "no-such-theme"), ("sort", "upside-down"), ("colour", "green")} <= told
    assert all(one["message"] for one in answer["warnings"])
    assert "q" in {one["parameter"] for one in answer["warnings"]}
    assert asked()["warnings"] == []


def test_a_page_that_is_not_there_is_told_to_programs_as_json(index):
    for query in ({"page": "999"}, {"page": "x"}):
        response = Client().get("/en/search/", query | {"format": "json"})
        assert response.status_code == 404
        assert response.json()["status"] == 404
        assert response.json()["error"]
    assert Client().get("/en/search/", {"page": "999"})["Content-Type"].startswith("text/html")


def test_a_feed_of_a_search_begins_with_the_newest(publish):
    publish(title_en="Mangrove mangrove mangrove", summary_en=PLANTING)
    newest = publish(title_en="A guide", summary_en=PLANTING)
    feed = ElementTree.fromstring(Client().get("/en/search/", {"q": "mangrove", "format": "atom"}).content)
    assert feed.find(f"{ATOM}entry").findtext(f"{ATOM}id") == newest.permanent_address
    assert feed.findtext(f"{ATOM}id") == "http://127.0.0.1:8000/search/?q=mangrove&format=atom"
