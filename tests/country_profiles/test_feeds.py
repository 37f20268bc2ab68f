"""A Party's own feed: read into drafts, never published by itself, never twice, in the name of a focal point (R64)."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from chm_portal.audit.models import AuditEvent
from chm_portal.directory.models import Role
from chm_portal.outbox.models import OutboxItem
from chm_portal.records import submission
from chm_portal.records.models import Record, Revision
from chm_portal.vocabularies.memory import vocabulary
from country_profiles import feed_reading, feeds
from country_profiles.models import FeedEntry, NationalFeed
from country_profiles.tasks import read_feeds
from tests import world
from tests.common import web
from tests.common.web import allow, listener, names, site  # noqa: F401
from tests.country_profiles.feeds import ATOM, BOMB, item, rss
from tests.people import make_person

pytestmark = pytest.mark.django_db
PAGE = "/en/workspace/parties/be/feed/"


@pytest.fixture
def national(site, allow):  # noqa: F811
    """The site of Belgium, whose feed has two entries; links to the web at large are public."""
    allow(443)
    site.answers["/feed.xml"] = web.answer(rss(item(2), item(1), language="en"))
    return site


@pytest.fixture
def feed(national, person) -> NationalFeed:
    return feeds.set_up(vocabulary("country")["be"], national.address("/feed.xml"), person("focal_point_a"))


def offer(national, body: bytes) -> None:
    national.answers["/feed.xml"] = web.answer(body)


def drafts() -> list[Revision]:
    return list(Revision.objects.filter(record__kind="resource").order_by("pk"))


def state_of(feed: NationalFeed) -> NationalFeed:
    return NationalFeed.objects.get(pk=feed.pk)


def test_a_focal_point_gives_the_address_and_finds_drafts_in_the_workspace(national, client_of, drain_outbox):
    client = client_of("focal_point_a")
    assert PAGE in client.get("/en/workspace/parties/be/").content.decode()
    answer = client.post(PAGE, {"address": national.address("/feed.xml")})
    assert answer.url == PAGE
    assert national.requests == []  # nothing is fetched while somebody waits for a page
    drain_outbox("national-feed")
    assert len(national.requests) == 1
    first, second = drafts()
    assert first.payload["title_en"] == "Guide 1"
    assert second.payload["title_en"] == "Guide 2"
    page = client.get(PAGE).content.decode()
    assert page.index("Guide 2") < page.index("Guide 1")
    for address in ("/en/workspace/parties/be/", "/en/workspace/records/"):
        assert "Guide 1" in client.get(address).content.decode()


def test_a_draft_has_title_summary_original_language_and_date_and_says_where_it_comes_from(feed, client_of):
    feed_reading.read(feed.pk)
    draft = drafts()[0]
    assert draft.payload == {
        "title_en": "Guide 1",
        "summary_en": "What guide 1 says.",
        "original_url": "https://chm.example/news/1",
        "languages": ["en"],
        "date": "2026-11-24",
    }
    assert (draft.author.name, draft.record.owner.key) == ("Focal Point A", "party:be")
    client = client_of("contributor_a")
    for address in (f"/en/workspace/revisions/{draft.pk}/", f"/en/workspace/records/{draft.record_id}/"):
        assert f"Drafted by the portal from the feed <bdi>{feed.address}</bdi>" in client.get(address).content.decode()


def test_nothing_is_published_or_submitted_by_itself(feed, client):
    feed_reading.read(feed.pk)
    assert {draft.state for draft in drafts()} == {"draft"}
    assert not Record.objects.published()
    assert "Guide 1" not in client.get("/en/search/").content.decode()


def test_a_draft_from_a_feed_is_completed_and_published_like_every_other(feed, person):
    feed_reading.read(feed.pk)
    revision = drafts()[0]
    answers = world.payload(title_en="Guide 1", links=[])
    submission.save(revision, person("focal_point_a"), {**answers, "original_url": revision.payload["original_url"]})
    revision = submission.submit(revision, person("focal_point_a"))
    record = world.publication.publish(revision, person("curator"), check=world.check_of(revision))
    assert record.original_url == "https://chm.example/news/1"


def test_no_entry_comes_twice_also_not_when_its_draft_was_discarded(feed, national, person):
    assert feed_reading.read(feed.pk) == 2
    submission.cancel(drafts()[0], person("focal_point_a"))
    assert feed_reading.read(feed.pk) == 0
    offer(national, rss(item(3), item(2), item(1)))
    assert feed_reading.read(feed.pk) == 1
    assert [draft.state for draft in drafts()] == ["cancelled", "draft", "draft"]


def test_the_list_says_what_became_of_each_draft(feed, person, client_of):
    feed_reading.read(feed.pk)
    submission.cancel(drafts()[0], person("focal_point_a"))
    page = client_of("focal_point_a").get(PAGE).content.decode()
    assert "Cancelled" in page
    assert "Draft</span>" in page


def test_a_feed_that_gives_its_entries_new_identifiers_brings_nothing_new(feed, national):
    feed_reading.read(feed.pk)
    offer(national, rss(item(2, guid="urn:changed:2"), item(1, guid="urn:changed:1")))
    assert feed_reading.read(feed.pk) == 0


def test_another_address_of_the_same_party_brings_no_entry_again(feed, national, person):
    feed_reading.read(feed.pk)
    national.answers["/new.xml"] = national.answers["/feed.xml"]
    moved = feeds.set_up(vocabulary("country")["be"], national.address("/new.xml"), person("focal_point_a"))
    assert (moved.pk, moved.read_at) == (feed.pk, None)
    assert feed_reading.read(feed.pk) == 0
    assert state_of(feed).read_at


def test_two_readings_at_once_draft_each_entry_once(feed, national, monkeypatch):
    read = feed_reading.read_feed
    again = []

    def meanwhile(body, address):
        monkeypatch.setattr(feed_reading, "read_feed", read)
        again.append(feed_reading.read(feed.pk))
        return read(body, address)

    monkeypatch.setattr(feed_reading, "read_feed", meanwhile)
    assert feed_reading.read(feed.pk) == 0
    assert again == [2]
    assert FeedEntry.objects.count() == 2


def test_an_entry_in_another_language_is_drafted_in_it_and_of_an_unknown_one_in_the_authors(feed, national, person):
    offer(national, ATOM)
    feed_reading.read(feed.pk)
    offer(national, rss(item(7), language="nl"))
    feed_reading.read(feed.pk)
    french, dutch = drafts()
    assert french.payload["title_fr"] == "Guide des zônes humides"
    assert (french.payload["languages"], dutch.payload["languages"]) == (["fr"], [])
    assert dutch.payload["title_en"] == "Guide 7"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (web.answer(b"<html></html>"), "neither Atom nor RSS"),
        (web.answer(b"no feed"), "not well-formed XML"),
        (web.answer(BOMB), "what no feed needs"),
        (web.answer(b" " * 2_000_001), "larger than two megabytes"),
        (web.answer(web.packed(b" " * 50_000_000), "Content-Encoding: gzip"), "larger than two megabytes"),
        (web.answer(status="404 Not Found"), "answers “404”"),
        (web.answer(status="500 Oops"), "answers “500”"),
        (web.redirect("http://127.0.0.1/feed.xml"), "not one of the public web"),
        (web.redirect("/feed.xml"), "without an end"),
    ],
    ids=["a page", "no xml", "a bomb", "huge", "huge when unpacked", "gone", "broken", "to the inside", "in a circle"],
)
def test_what_cannot_be_read_is_said_in_words_and_harms_nothing(feed, national, client_of, body, words):
    national.answers["/feed.xml"] = body
    assert feed_reading.read(feed.pk) == 0
    assert words in client_of("focal_point_a").get(PAGE).content.decode()
    assert drafts() == []
    offer(national, rss(item(1)))
    assert feed_reading.read(feed.pk) == 1
    assert state_of(feed).reason == ""


def test_a_redirect_to_another_public_address_is_followed(feed, national):
    national.answers["/moved.xml"] = national.answers["/feed.xml"]
    national.answers["/feed.xml"] = web.redirect("/moved.xml", status="301 Moved Permanently")
    assert feed_reading.read(feed.pk) == 2


def test_no_address_near_the_portal_is_knocked_at(listener, person):  # noqa: F811
    address = f"http://127.0.0.1:{listener.port}/feed.xml"
    feed = feeds.set_up(vocabulary("country")["be"], address, person("focal_point_a"))
    feed_reading.read(feed.pk)
    assert state_of(feed).reason == "forbidden_address"
    assert not listener.was_called()


@pytest.mark.parametrize(
    "address", ["http://localhost/feed", "javascript:alert(1)", "http://10.0.0.1/", "no address", ""]
)
def test_an_address_that_is_not_public_is_refused_where_it_is_typed_and_stays_in_the_field(client_of, address):
    answer = client_of("focal_point_a").post(PAGE, {"address": address})
    assert answer.status_code == 422
    assert answer.context["form"].data["address"] == address
    assert not NationalFeed.objects.exists()


def test_too_many_drafts_that_nobody_deals_with_stop_the_reading_until_somebody_does(
    feed, national, person, client_of, monkeypatch
):
    monkeypatch.setattr(feed_reading, "MOST_WAITING", 3)
    offer(national, rss(*(item(number) for number in range(9))))
    assert feed_reading.read(feed.pk) == 3
    asked = len(national.requests)
    assert feed_reading.read(feed.pk) == 0
    assert len(national.requests) == asked
    assert "Too many of its drafts wait" in client_of("focal_point_a").get(PAGE).content.decode()
    submission.cancel(drafts()[0], person("focal_point_a"))
    assert feed_reading.read(feed.pk) == 1


@pytest.mark.parametrize(
    ("name", "sees", "sets_up"),
    [
        ("focal_point_a", 200, 302),
        ("contributor_a", 200, 403),
        ("focal_point_b", 404, 404),
        ("curator", 404, 404),
        ("member", 404, 404),
    ],
)
def test_a_focal_point_sets_up_and_the_team_reads(feed, client_of, name, sees, sets_up):
    client = client_of(name)
    assert client.get(PAGE).status_code == sees
    address = "https://chm.example/other.xml"
    assert client.post(PAGE, {"address": address}).status_code == sets_up
    assert (state_of(feed).address == address) == (sets_up == 302)
    for act in ("look/", "off/"):
        assert client.post(PAGE + act).status_code == sets_up
    assert state_of(feed).is_on == (sets_up != 302)


def test_look_now_asks_a_worker_and_not_more_than_once_a_minute(feed, national, client_of, drain_outbox, time_machine):
    drain_outbox("national-feed")
    client = client_of("focal_point_a")
    assert "Wait a minute" in client.post(f"{PAGE}look/", follow=True).content.decode()
    time_machine.move_to(timezone.now() + timedelta(minutes=2))
    offer(national, rss(item(5)))
    assert "is being read" in client.post(f"{PAGE}look/", follow=True).content.decode()
    assert len(national.requests) == 1
    drain_outbox("national-feed")
    assert len(drafts()) == 3


def test_work_that_is_handed_out_twice_reads_once(feed, national):
    assert feed_reading.read_asked(feed.pk) == 2
    assert feed_reading.read_asked(feed.pk) == 0
    assert len(national.requests) == 1


def test_what_is_switched_off_is_not_read_until_somebody_reads_it_again(
    feed, national, client_of, person, drain_outbox
):
    client = client_of("focal_point_a")
    client.post(f"{PAGE}off/")
    client.post(f"{PAGE}off/")
    drain_outbox("national-feed")
    assert (read_feeds(), national.requests) == (0, [])
    assert "set it up first" in client.post(f"{PAGE}look/", follow=True).content.decode()
    client.post(PAGE, {"address": feed.address})
    assert drain_outbox("national-feed")
    assert len(drafts()) == 2
    acts = AuditEvent.objects.filter(subject="country:be").values_list("action", flat=True)
    assert sorted(acts) == ["feed.read", "feed.set_up", "feed.set_up", "feed.switched_off"]


@pytest.mark.parametrize("end", ["designation", "account"])
def test_when_whoever_set_it_up_no_longer_speaks_for_the_party_reading_stops_and_says_why(
    feed, national, person, client_of, end
):
    author = person("focal_point_a")
    if end == "designation":
        author.designations.update(ends=date(2021, 1, 1))
    else:
        author.is_active = False
        author.save()
    assert feed_reading.read(feed.pk) == 0
    assert national.requests == []
    page = client_of("contributor_a").get(PAGE).content.decode()
    assert "It is not read: Focal Point A, who set it up, does not speak for the Party any more" in page
    successor = make_person("successor", (Role.CHM_FOCAL_POINT, "be"))
    feeds.set_up(vocabulary("country")["be"], feed.address, successor)
    assert feed_reading.read(feed.pk) == 2
    assert {draft.author for draft in drafts()} == {successor}


def test_beat_reads_a_feed_four_times_a_day_a_few_in_a_round(feed, national, person, time_machine, monkeypatch):
    assert (read_feeds(), read_feeds()) == (2, 0)
    assert len(national.requests) == 1
    other = feeds.set_up(vocabulary("country")["cm"], national.address("/feed.xml"), person("focal_point_b"))
    time_machine.move_to(timezone.now() + timedelta(hours=7))
    monkeypatch.setattr(feed_reading, "BATCH", 1)
    assert read_feeds() == 2
    assert state_of(other).read_at
    read_feeds()
    assert len(national.requests) == 3


def test_without_resources_or_countries_no_feed_is_read_and_there_is_no_page_for_it(
    feed, national, client_of, settings
):
    settings.PORTAL_SERVICES = ("country_profiles", "reporting")
    assert read_feeds() == feed_reading.read_asked(feed.pk) == 0
    client = client_of("focal_point_a")
    assert client.get(PAGE).status_code == 404
    assert PAGE not in client.get("/en/workspace/parties/be/").content.decode()
    assert national.requests == []


def test_the_page_takes_as_many_queries_with_fifty_entries_as_with_two(
    feed, national, client_of, django_assert_max_num_queries
):
    feed_reading.read(feed.pk)
    client = client_of("focal_point_a")
    client.get(PAGE)
    with django_assert_max_num_queries(14) as few:
        client.get(PAGE)
    offer(national, rss(*(item(number) for number in range(10, 60))))
    feed_reading.read(feed.pk)
    with django_assert_max_num_queries(len(few)):
        assert client.get(PAGE).content.decode().count("<bdi dir") == 50
    assert OutboxItem.objects.waiting().filter(kind="national-feed").count() == 1
