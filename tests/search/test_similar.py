"""More like this: what shares most of what a record says, the record itself left out (row 16)."""

import pytest
from django.test import Client

from tests import world

pytestmark = pytest.mark.django_db
MANGROVES = "Planting mangroves on eroding coasts: seedlings, tides, and the people of the delta. " * 3


@pytest.fixture
def publish(index, person, drain_outbox):
    """Return a function that publishes a resource and waits for the indexer."""

    def give(**answers):
        record = world.published(person("focal_point_a"), person("curator"), **answers)
        drain_outbox("index")
        return record

    return give


def like(record, **query) -> list[str]:
    answer = Client().get("/en/search/", {"like": record.identifier, "format": "json"} | query).json()
    return [result["title"] for result in answer["results"]]


def test_the_nearest_come_first_and_the_record_itself_does_not(publish):
    record = publish(title_en="Mangrove planting guide", summary_en=MANGROVES)
    publish(title_en="Taxes and trade", summary_en="How customs officers read forms about freight and insurance. " * 4)
    publish(title_en="Seedlings of mangroves", summary_en=MANGROVES)
    titles = like(record)
    assert titles[0] == "Seedlings of mangroves"
    assert "Mangrove planting guide" not in titles


def test_the_page_says_what_they_are_like_and_a_record_leads_there(publish):
    record = publish(title_en="Mangrove planting guide", summary_en=MANGROVES)
    publish(title_en="Seedlings of mangroves", summary_en=MANGROVES)
    assert f"?like={record.identifier}" in Client().get(record.get_absolute_url()).content.decode()
    page = Client().get("/en/search/", {"like": record.identifier}).content.decode()
    assert "Most like" in page
    assert "Mangrove planting guide" in page


def test_filters_narrow_it(publish):
    record = publish(title_en="Mangrove planting guide", summary_en=MANGROVES)
    publish(title_en="Seedlings of mangroves", summary_en=MANGROVES, themes=["protected-areas"])
    assert like(record, theme="protected-areas") == ["Seedlings of mangroves"]
    assert like(record, theme="invasive-alien-species") == []


@pytest.mark.parametrize("identifier", ["CHM-RES-BE-999", "<script>", "", "CHM-" + "A" * 200])
def test_a_record_that_is_not_there_is_no_error(index, identifier):
    response = Client().get("/en/search/", {"like": identifier})
    assert response.status_code == 200
    assert ("is not known and was left out" in response.content.decode()) is bool(identifier)
    warnings = Client().get("/en/search/", {"like": identifier, "format": "json"}).json()["warnings"]
    assert [(one["parameter"], one["value"]) for one in warnings] == (
        [("like", identifier.upper())] if identifier else []
    )


def test_a_draft_is_like_nothing(index, person):
    world.submitted(person("focal_point_a"), title_en="Hidden mangrove")
    assert "Hidden" not in Client().get("/en/search/", {"like": "CHM-RES-BE-1"}).content.decode()
