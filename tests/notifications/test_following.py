"""Following: the button on pages, the page that a visitor comes back to, the list, how often to write."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chm_portal.notifications import following
from chm_portal.notifications.models import Subscription
from chm_portal.records import publication
from tests import talk, world
from tests.notifications.conftest import THEME

pytestmark = pytest.mark.django_db
PAGE = "/en/themes/invasive-alien-species/"
FOLLOW, STOP, LIST = (reverse(f"notifications:{name}") for name in ("follow", "stop", "followed_list"))


def topics_of(user) -> list[str]:
    return sorted(user.subscriptions.values_list("topic", flat=True))


def test_a_visitor_signs_in_and_comes_back_to_the_question(client, client_of):
    page = client.get(PAGE).content.decode()
    address = f"{FOLLOW}?topic=theme%3Ainvasive-alien-species"
    assert f'href="{address}"' in page
    assert "csrfmiddlewaretoken" not in page
    answer = client.get(address)
    assert answer.status_code == 302
    assert "next=/en/workspace/following/follow/%3Ftopic%3Dtheme" in answer.url
    asked = client_of("member").get(address).content.decode()
    assert "Invasive alien species" in asked
    assert 'value="weekly"' in asked


def test_a_member_follows_with_one_click_and_stops_with_one(client_of, person):
    client = client_of("member")
    assert client.post(FOLLOW, {"topic": THEME}).url == PAGE
    assert topics_of(person("member")) == [THEME]
    assert "You follow this." in client.get(PAGE).content.decode()
    assert client.post(STOP, {"topic": THEME, "from": "page"}).url == PAGE
    assert topics_of(person("member")) == []


def test_following_twice_is_following_once(client_of, person):
    client = client_of("member")
    client.post(FOLLOW, {"topic": THEME})
    client.post(FOLLOW, {"topic": THEME, "frequency": "weekly"})
    assert [one.frequency for one in person("member").subscriptions.all()] == ["weekly"]


def test_each_kind_of_thing_that_has_a_page_can_be_followed(client_of, person, index):
    record = world.published(person("partner_contact"), person("curator"), of="partner")
    board = talk.board()
    thread = talk.thread(person("moderator"), person("curator"), board)
    search = person("member").saved_searches.create(name="Mine", address_name="search:search", query="q=mangrove")
    pages = {
        record.topic: record.get_absolute_url(),
        "theme:invasive-alien-species": PAGE,
        "article:8": "/en/articles/8/",
        "decision:ix-30": "/en/decisions/ix-30/",
        "target:gbf-1": "/en/targets/gbf/gbf-1/",
        "cycle:nr4": "/en/reporting/cycles/nr4/",
        "country:be": "/en/countries/be/",
        "region:africa": "/en/countries/",
        "organisation:iucn": "/en/partners/iucn/",
        "kind:resource": "/en/knowledge-base/",
        board.topic: board.get_absolute_url(),
        thread.topic: thread.get_absolute_url(),
        search.topic: "/en/workspace/searches/",
    }
    client = client_of("member")
    for topic, page in pages.items():
        assert f'name="topic" value="{topic}"' in client.get(page).content.decode(), topic
        assert client.post(FOLLOW, {"topic": topic}).status_code == 302, topic
    assert topics_of(person("member")) == sorted(pages)
    listed = client.get(LIST).content.decode()
    assert listed.count("followed since") == len(pages)
    assert "This is not there any more." not in listed


@pytest.mark.parametrize(
    "topic", ["", "theme:unknown", "nothing", "user:1", "theme:a\x00b", "x" * 300, "record:999999"]
)
def test_what_is_not_there_cannot_be_followed(client_of, topic):
    client = client_of("member")
    assert client.post(FOLLOW, {"topic": topic}).status_code == 404
    assert not Subscription.objects.exists()


def test_a_draft_a_proposal_and_somebody_elses_search_cannot_be_followed(client_of, person):
    draft = world.draft(person("contributor_a"))
    proposal = talk.proposed(person("contributor_a"), talk.board())
    search = person("focal_point_a").saved_searches.create(name="Mine", address_name="search:search", query="q=x")
    for topic in (draft.record.topic, proposal.topic, search.topic):
        assert client_of("contributor_a").post(FOLLOW, {"topic": topic}).status_code == 404
        assert client_of("contributor_a").get(FOLLOW, {"topic": topic}).status_code == 404


def test_an_unknown_frequency_is_refused_with_the_choice_shown_again(client_of, person):
    answer = client_of("member").post(FOLLOW, {"topic": THEME, "frequency": "hourly"})
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    assert topics_of(person("member")) == []


def test_one_person_follows_a_bounded_number_of_things(client_of, person, monkeypatch):
    monkeypatch.setattr(Subscription, "MOST", 1)
    client = client_of("member")
    client.post(FOLLOW, {"topic": THEME})
    answer = client.post(FOLLOW, {"topic": "article:8"})
    assert answer.status_code == 422
    assert "Stop following one of them first" in answer.content.decode()
    assert topics_of(person("member")) == [THEME]


def test_how_often_is_chosen_for_each_on_one_page(client_of, person, follow):
    first, second = follow("member"), follow("member", "article:8", "")
    client = client_of("member")
    page = client.get(LIST).content.decode()
    assert "as in my account: once a day" in page
    assert client.post(LIST, {f"of-{first.pk}": "never", f"of-{second.pk}": "weekly"}).url == LIST
    chosen = dict(person("member").subscriptions.values_list("topic", "frequency"))
    assert chosen == {THEME: "never", "article:8": "weekly"}
    assert client.post(LIST, {f"of-{first.pk}": "hourly"}).status_code == 422
    client.post(LIST, {f"of-{first.pk}": "daily"})
    assert person("member").subscriptions.get(topic="article:8").frequency == "weekly"


def test_nobody_changes_what_others_follow(client_of, person, follow):
    theirs = follow("focal_point_b")
    client = client_of("member")
    client.post(LIST, {f"of-{theirs.pk}": "never"})
    client.post(STOP, {"topic": THEME})
    theirs.refresh_from_db()
    assert theirs.frequency == "at-once"


def test_what_is_gone_is_still_listed_so_that_it_can_be_ended(client_of, person, follow):
    record = world.published(person("focal_point_a"), person("curator"))
    follow("member", record.topic)
    publication.withdraw(record, person("focal_point_a"), "Replaced.")
    assert "This is not there any more." in client_of("member").get(LIST).content.decode()


def test_a_saved_search_that_is_taken_off_is_followed_no_more(client_of, person):
    search = person("member").saved_searches.create(name="Mine", address_name="search:search", query="q=mangrove")
    following.follow(person("member"), search.topic)
    client_of("member").post(reverse("search:saved_remove", args=[search.pk]))
    assert topics_of(person("member")) == []


def queries_of(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_button_costs_a_visitor_nothing_and_a_member_one_query(client, client_of, follow):
    follow("member", "article:8")
    with CaptureQueriesContext(connection) as as_visitor:
        client.get(PAGE)
    assert not [query for query in as_visitor if "subscription" in query["sql"]]
    member = client_of("member")
    with CaptureQueriesContext(connection) as as_member:
        member.get("/en/countries/")
    assert len([query for query in as_member if "subscription" in query["sql"]]) == 1


def test_the_list_takes_the_same_queries_with_1_and_with_50(client_of, person, follow):
    follow("member")
    client = client_of("member")
    few = queries_of(client, LIST)
    codes = [f"country:{code}" for code in ("be", "cm", "fr", "de", "it", "es", "br", "in", "cn", "ru")]
    for topic in [*codes, *(f"article:{number}" for number in range(1, 20))]:
        follow("member", topic)
    assert queries_of(client, LIST) == few <= 6


def test_letters_are_switched_off_and_on_as_a_whole(client_of, person, follow):
    follow("member")
    client = client_of("member")
    switch = reverse("notifications:letters_switch")
    client.post(switch)
    assert "You have ended all letters" in client.get(LIST).content.decode()
    client.post(switch, {"wanted": "1"})
    person("member").refresh_from_db()
    assert person("member").takes_digests
