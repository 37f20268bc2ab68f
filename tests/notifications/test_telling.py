"""Who is told of what: followers once each, nobody of their own acts, nobody of what they may not see."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chm_portal.notifications import fan_out, notices
from chm_portal.notifications.models import Event, Notice
from chm_portal.records import publication, submission
from chm_portal.search import followed
from collaboration import conduct, moderation
from tests import talk, world
from tests.notifications.conftest import THEME, verbs
from tests.people import make_person

pytestmark = pytest.mark.django_db
LIST = reverse("notifications:notice_list")


def told(user) -> list[tuple[str, str]]:
    """Return (verb, subject) of a person's notices, in the order in which they came."""
    own = Notice.objects.filter(user=user).order_by("pk")
    return list(own.values_list("event__verb", "event__subject"))


@pytest.mark.parametrize(
    "topic",
    ["theme:invasive-alien-species", "article:6", "country:be", "kind:resource", "region:western-europe-and-others"],
)
def test_followers_hear_of_a_new_record(person, follow, tell, topic):
    follow("member", topic)
    record = world.published(person("focal_point_a"), person("curator"))
    tell()
    assert told(person("member")) == [("published", record.topic)]


def test_followers_of_an_organisation_and_of_a_cycle_hear_too(person, follow, tell):
    follow("member", "organisation:iucn")
    follow("focal_point_b", "cycle:nr4")
    of_partner = world.published(person("partner_contact"), person("curator"), of="partner")
    report = world.registered(person("focal_point_a"))
    tell()
    assert told(person("member")) == [("published", of_partner.topic)]
    assert told(person("focal_point_b")) == [("published", report.topic)]


def test_who_follows_what_stands_above_hears_of_what_stands_below(person, follow, tell):
    follow("member", "article:8")
    record = world.published(person("focal_point_a"), person("curator"), articles=["8h"])
    tell()
    assert told(person("member")) == [("published", record.topic)]


def test_a_record_is_told_of_when_it_is_published_revised_and_withdrawn(person, follow, tell):
    record = world.published(person("focal_point_a"), person("curator"))
    follow("member", record.topic)  # after what is told of next, so it is not told of
    tell()
    world.revised(record, person("focal_point_a"), person("curator"), title_en="Second edition")
    tell()
    publication.withdraw(record, person("focal_point_a"), "Replaced.")
    tell()
    assert told(person("member")) == [("revised", record.topic), ("withdrawn", record.topic)]


def test_one_notice_for_a_person_and_event_however_many_subscriptions_match(person, follow, tell):
    follow("member", THEME, "weekly")
    follow("member", "article:6", "at-once")
    follow("member", "country:be", "never")
    world.published(person("focal_point_a"), person("curator"))
    tell()
    notice = Notice.objects.get(user=person("member"))
    assert (notice.frequency, notice.subscription.topic) == ("at-once", "article:6")


def test_told_twice_is_told_once(person, follow, tell):
    follow("member")
    world.published(person("focal_point_a"), person("curator"))
    event = Event.objects.get(verb="published")
    assert [fan_out.tell_followers(event) for _time in range(2)] == [1, 1]
    assert Notice.objects.filter(user=person("member")).count() == 1


def test_nobody_hears_of_their_own_acts(person, follow, tell, letters):
    for name in ("focal_point_a", "curator"):
        follow(name)
    world.published(person("focal_point_a"), person("curator"))
    world.registered(person("focal_point_a"), kind="strategy")
    tell()
    assert told(person("curator")) == []
    assert [verb for verb, _subject in told(person("focal_point_a"))] == ["published"]  # the curator's act
    assert [letter.to for letter in letters] == [["focal_point_a@example.org"]]


def test_nobody_hears_of_a_draft_a_submission_or_what_was_withdrawn_before_they_were_told(person, follow, tell):
    follow("member", "kind:resource")
    draft = world.draft(person("contributor_a"))
    submission.submit(draft, person("contributor_a"))
    tell()
    assert told(person("member")) == []


def test_a_post_hidden_before_followers_are_told_is_not_told_of(person, follow, tell, letters):
    thread = talk.thread(person("moderator"), person("curator"), talk.board())
    follow("member", thread.topic)
    talk.hidden(thread, person("contributor_a"), person("curator"))
    tell()
    assert told(person("member")) == []


def test_what_became_private_after_the_notice_is_not_shown_and_not_written_about(
    person, follow, client_of, drain_outbox, letters
):
    thread = talk.thread(person("moderator"), person("curator"), talk.board(), title="A frank exchange")
    follow("member", thread.topic)
    post = talk.post(thread, person("contributor_a"))
    drain_outbox("notify")
    moderation.hide(post, person("curator"), "It sells something.")
    letters.clear()
    drain_outbox("notice-letter")
    assert letters == []
    page = client_of("member").get(LIST).content.decode()
    assert "This is not there any more." in page
    assert "A frank exchange" not in page


def test_followers_of_a_board_and_of_what_a_discussion_is_about_hear_of_it(person, follow, tell):
    board = talk.board(moderators=[person("moderator")])
    follow("member", board.topic)
    follow("focal_point_b", "article:8")
    thread = talk.thread(person("moderator"), person("curator"), board, topics=["article:8"])
    talk.post(thread, person("contributor_a"))
    conduct.summarize(talk.close(thread), person("moderator"), "Begin early.")
    tell()
    assert [verb for verb, _subject in told(person("member"))] == ["discussed", "posted", "summarized"]
    assert [verb for verb, _subject in told(person("focal_point_b"))] == ["discussed", "summarized"]


def test_a_post_that_waits_is_told_of_when_it_is_approved_its_author_included(person, follow, tell):
    thread = talk.thread(person("moderator"), person("curator"), talk.board(), "before")
    follow("member", thread.topic)
    post = talk.post(thread, person("contributor_a"))
    tell()
    assert told(person("member")) == []
    moderation.approve(post, person("curator"))
    tell()
    assert told(person("member")) == told(person("contributor_a")) == [("posted", post.topic)]


def test_a_proposal_is_told_of_when_it_is_accepted_and_not_before(person, follow, tell):
    board = talk.board()
    follow("member", board.topic)
    talk.proposed(person("contributor_a"), board)
    tell()
    assert verbs() == []
    talk.thread(person("contributor_a"), person("curator"), board, title="Another")
    tell()
    assert [verb for verb, _subject in told(person("member"))] == ["discussed"]


def test_a_saved_search_brings_what_is_newly_published_and_answers_it(person, follow, drain_outbox, index):
    search = person("member").saved_searches.create(name="Mine", address_name="search:search", query="q=mangrove")
    world.published(person("focal_point_a"), person("curator"), title_en="Mangroves before it was followed")
    follow("member", search.topic)
    record = world.published(person("focal_point_a"), person("curator"), title_en="A mangrove guide")
    world.published(person("focal_point_a"), person("curator"), title_en="A guide to peat")
    drain_outbox("index")
    assert followed.match(10) == 1
    followed.match(10)
    assert told(person("member")) == [("published", record.topic)]


def test_a_followed_search_is_not_asked_while_nothing_new_is_there(person, follow, index, monkeypatch):
    search = person("member").saved_searches.create(name="Mine", address_name="search:search", query="q=mangrove")
    world.published(person("focal_point_a"), person("curator"), title_en="A mangrove guide")
    Event.objects.update(created_at="2020-01-01T00:00Z")
    follow("member", search.topic)
    monkeypatch.setattr(followed.results, "newest", None)
    assert followed.match(10) == 0


def test_the_head_counts_unread_notices_without_a_query(person, client_of, follow, tell):
    follow("member")
    client = client_of("member")
    client.get("/en/about/")
    with CaptureQueriesContext(connection) as before:
        client.get("/en/about/")
    world.published(person("focal_point_a"), person("curator"))
    tell()
    with CaptureQueriesContext(connection) as after:
        page = client.get("/en/about/").content.decode()
    assert len(after) == len(before)
    assert "unread notices" in page


def test_notices_are_marked_as_read_one_by_one_and_all_at_once(person, client_of, follow, tell):
    follow("member")
    for _time in range(3):
        world.published(person("focal_point_a"), person("curator"))
    tell()
    client, user = client_of("member"), person("member")
    first = Notice.objects.filter(user=user).first()
    assert client.get(LIST).status_code == 200
    user.refresh_from_db()
    assert user.unread_notices == 3  # a page that is read changes nothing
    client.post(reverse("notifications:notice_read", args=[first.pk]))
    user.refresh_from_db()
    assert user.unread_notices == 2
    assert client.get(LIST, {"unread": "1"}).content.decode().count("Mark as read<") == 2
    client.post(reverse("notifications:notices_read"))
    user.refresh_from_db()
    assert user.unread_notices == 0


def test_nobody_marks_somebody_elses_notice(person, client_of, follow, tell):
    follow("member")
    world.published(person("focal_point_a"), person("curator"))
    tell()
    notice = Notice.objects.get(user=person("member"))
    assert client_of("focal_point_b").post(reverse("notifications:notice_read", args=[notice.pk])).status_code == 404


def test_the_list_takes_the_same_queries_with_1_and_with_25(person, client_of, follow, tell):
    follow("member")
    world.published(person("focal_point_a"), person("curator"))
    tell()
    client = client_of("member")
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    record = Event.objects.get(verb="published").subject
    events = Event.objects.bulk_create(Event(verb="revised", subject=record, key=f"key {n}") for n in range(30))
    notices.give([Notice(event=event, user=person("member")) for event in events])
    with CaptureQueriesContext(connection) as many:
        client.get(LIST)
    assert len(few) == len(many) <= 6


def test_telling_ten_followers_takes_as_many_queries_as_telling_one(person, follow, django_assert_max_num_queries):
    follow("member", THEME, "daily")
    for number in range(10):
        make_person(f"reader{number}").subscriptions.create(topic=THEME, frequency="daily")
    world.published(person("focal_point_a"), person("curator"))
    with django_assert_max_num_queries(10):
        fan_out.tell_followers(Event.objects.get(verb="published"))


def test_what_happened_half_a_year_ago_is_forgotten(person, follow, tell):
    follow("member")
    world.published(person("focal_point_a"), person("curator"))
    tell()
    Event.objects.filter(verb="published").update(created_at="2020-01-01T00:00Z")
    assert notices.forget_old() == 1
    person("member").refresh_from_db()
    assert (Notice.objects.filter(user=person("member")).count(), person("member").unread_notices) == (0, 0)


def test_notices_and_subscriptions_go_with_the_person(follow, tell, person):
    reader = make_person("reader")
    reader.subscriptions.create(topic=THEME)
    world.published(person("focal_point_a"), person("curator"))
    tell()
    assert Notice.objects.filter(user=reader).exists()
    pk = reader.pk
    reader.delete()
    assert not Notice.objects.filter(user=pk).exists()
