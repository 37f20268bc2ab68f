"""The portal in numbers: what everybody may know of it, as a page and as a table (R54)."""

import csv
import io

import pytest
from django.core.cache import cache

from chm_portal.directory.models import today
from chm_portal.usage.models import DailyUse
from tests import talk, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled(person):
    """Two records of a Party, one about another by the secretariat, a draft, and a discussion with an answer."""
    focal_point, curator = person("focal_point_a"), person("curator")
    record = world.published(focal_point, curator)
    world.registered(focal_point)
    world.registered(curator, of="secretariat")
    world.draft(focal_point)
    thread = talk.thread(curator, curator)
    talk.post(thread, person("contributor_a"))
    DailyUse.objects.create(record=record.pk, day=today(), views=41, downloads=7)


def table(client, language: str = "en") -> dict[tuple[str, str], str]:
    """Return {(figure, code): number} of the file."""
    text = client.get(f"/{language}/statistics.csv").getvalue().decode("utf-8-sig")
    return {(row[0], row[1]): row[3] for row in list(csv.reader(io.StringIO(text)))[1:]}


def test_what_is_published_is_counted_and_nothing_else(client, filled):
    numbers = table(client)
    assert numbers["Published records by kind", "resource"] == "1"
    assert numbers["Published records by kind", "national-report"] == "2"
    assert numbers["Published records by Party", "be"] == "2"
    assert numbers["Published records by Party", "cm"] == "1"
    assert numbers["Published records by year of first publication", str(today().year)] == "3"
    assert numbers["Page views of records by month", f"{today():%Y-%m}"] == "41"
    assert numbers["Downloads of files by month", f"{today():%Y-%m}"] == "7"
    assert numbers["Discussions", ""] == "1"
    assert numbers["Answers in discussions", ""] == "1"


def test_the_page_shows_them_and_leads_to_the_file(client, filled):
    page = client.get("/en/statistics/").content.decode()
    for words in ("/en/statistics.csv", "41", "2 of 198 governments have", "Belgium", "National reports"):
        assert words in page


@pytest.mark.parametrize("language", ["ar", "es", "fr", "ru", "zh-hans"])
def test_the_page_is_there_in_every_language_and_while_it_is_empty(client, language):
    assert client.get(f"/{language}/statistics/").status_code == 200


def test_counting_takes_six_queries_and_for_ten_minutes_none(client, filled, settings, django_assert_num_queries):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "numbers"}}
    cache.clear()
    client.get("/en/")
    with django_assert_num_queries(6):
        client.get("/en/statistics/")
    with django_assert_num_queries(0):
        client.get("/fr/statistics/")


def test_without_the_service_discussions_are_not_counted(client, filled, settings):
    settings.PORTAL_SERVICES = ("knowledge_base", "reporting", "country_profiles")
    assert ("Discussions", "") not in table(client)
    assert "Answers in discussions" not in client.get("/en/statistics/").content.decode()
