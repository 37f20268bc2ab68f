"""Searches that people keep: their own, run again with one click, in whatever language they read (R41)."""

import pytest
from django.urls import reverse

from chm_portal.search.models import SavedSearch
from tests import world

pytestmark = pytest.mark.django_db
LIST = reverse("search:saved_list")


def save(client, query: str, name: str = "Mangroves", listed: str = "search:search"):
    return client.post(reverse("search:search_save"), {"name": name, "list": listed, "query": query})


def test_a_search_is_saved_from_its_page_and_run_again(index, client_of, person, drain_outbox):
    world.published(person("focal_point_a"), person("curator"), title_en="Mangrove guide")
    drain_outbox("index")
    client = client_of("member")
    page = client.get("/en/search/", {"q": "mangrove", "type": "guideline"}).content.decode()
    assert "Save this search" in page
    assert 'value="mangrove · Guidelines"' in page or 'value="mangrove · ' in page
    assert save(client, "q=mangrove&type=guideline").status_code == 302
    saved = client.get(LIST).content.decode()
    url = "/en/search/?q=mangrove&amp;type=guideline"
    assert url in saved
    assert "Mangrove" in client.get(url.replace("&amp;", "&")).content.decode()


def test_the_same_search_again_gets_a_new_name(client_of):
    client = client_of("member")
    save(client, "q=mangrove", "One")
    save(client, "page=3&q=mangrove", "Two")
    assert [search.name for search in SavedSearch.objects.all()] == ["Two"]


def test_lists_of_a_service_are_saved_as_such(client_of):
    client = client_of("member")
    save(client, "q=mangrove", listed="knowledge_base:resource_list")
    assert SavedSearch.objects.get().url == "/en/knowledge-base/?q=mangrove"


@pytest.mark.parametrize(
    "listed", ["accounts:logout", "admin:index", "https://elsewhere.example/", "", "search:theme_list"]
)
def test_only_lists_can_be_saved(client_of, listed):
    assert save(client_of("member"), "q=a", listed=listed).status_code == 422
    assert not SavedSearch.objects.exists()


def test_a_name_is_needed_and_nothing_is_lost(client_of):
    page = save(client_of("member"), "q=mangrove", name="")
    assert page.status_code == 422
    assert 'value="q=mangrove"' in page.content.decode()


def test_there_is_an_end(client_of, monkeypatch):
    monkeypatch.setattr(SavedSearch, "MOST", 1)
    client = client_of("member")
    save(client, "q=one")
    assert save(client, "q=two").status_code == 422
    assert save(client, "q=one", "Renamed").status_code == 302


def test_nobody_sees_or_removes_the_searches_of_others(client_of):
    save(client_of("member"), "q=mangrove", "My secret interest")
    saved = SavedSearch.objects.get()
    other = client_of("focal_point_a")
    assert "My secret interest" not in other.get(LIST).content.decode()
    assert other.post(reverse("search:saved_remove", args=[saved.pk])).status_code == 404
    assert client_of("member").post(reverse("search:saved_remove", args=[saved.pk])).status_code == 302
    assert not SavedSearch.objects.exists()


def test_visitors_are_asked_to_sign_in(client, index):
    assert client.get(LIST).status_code == 302
    assert "Save this search" not in client.get("/en/search/", {"q": "mangrove"}).content.decode()
