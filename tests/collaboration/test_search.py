"""Discussions are found by search: what everybody may read of them, and nothing else (R16, R78)."""

import json

import pytest
from django.test import Client

from collaboration import conduct, moderation, posting
from tests import talk

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(person):
    return talk.thread(person("member"), person("curator"), title="Who drafts the mangrove chapter?")


@pytest.fixture
def search(index, drain_outbox):
    def ask(typed: str, language: str = "en", **query) -> list[dict]:
        drain_outbox("index")
        query = {"q": typed, "format": "json"} | query
        return json.loads(Client().get(f"/{language}/search/", query).content)["results"]

    return ask


def test_a_discussion_is_found_by_title_question_and_posts(search, thread, person):
    talk.post(thread, person("curator"), "We begin with the seagrass meadows.")
    for typed in ("mangrove", "organise", "seagrass"):
        [found] = search(typed)
        assert found["kind"] == "discussion"
        assert found["identifier"] == thread.topic
        assert found["url"].endswith(f"/en/collaboration/topics/{thread.pk}/")


def test_it_is_a_kind_among_the_filters(search, thread):
    assert [found["identifier"] for found in search("mangrove", kind="discussion")] == [thread.topic]
    assert search("mangrove", kind="resource") == []


def test_it_is_found_by_what_it_is_about(search, person):
    made = talk.thread(person("member"), person("curator"), topics=["theme:invasive-alien-species", "country:be"])
    assert [found["identifier"] for found in search("", theme="invasive-alien-species")] == [made.topic]
    assert [found["identifier"] for found in search("Belgique", "fr")] == [made.topic]


def test_proposals_waiting_refused_and_hidden_posts_are_found_nowhere(search, thread, person):
    talk.proposed(person("member"), title="A proposed zebrafish question")
    before = talk.thread(person("member"), person("curator"), moderation_mode="before")
    talk.post(before, person("member"), "A waiting axolotl.")
    hidden = talk.post(thread, person("curator"), "A hidden pangolin.")
    assert search("pangolin")
    moderation.hide(hidden, person("curator"), "Not about it.")
    for typed in ("zebrafish", "axolotl", "pangolin"):
        assert search(typed) == [], typed
    moderation.show_again(hidden, person("curator"))
    assert search("pangolin")


def test_an_edit_is_found_by_its_new_words_only(search, thread, person):
    post = talk.post(thread, person("curator"), "We begin with the seagrass.")
    posting.edit(post, person("curator"), "We begin with the saltmarsh.")
    assert search("saltmarsh")
    assert search("seagrass") == []


def test_the_closing_summary_is_found(search, thread, person):
    conduct.summarize(talk.close(thread), person("curator"), "They agreed on dugongs.")
    assert search("dugong")


def test_records_and_discussions_stand_in_one_list_of_few_queries(
    search, thread, person, django_assert_max_num_queries
):
    for number in range(10):
        talk.thread(person("curator"), person("curator"), title=f"Mangrove question {number}")
    assert len(search("mangrove")) == 11
    with django_assert_max_num_queries(14):
        Client().get("/en/search/", {"q": "mangrove"})
