"""Suggesting a resource without an account, from a stranger's page to the letter about its publication (R61)."""

from datetime import timedelta
from unittest import mock

import pytest
from django.core import signing
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from chm_portal.audit.models import AuditEvent
from chm_portal.common import form_stamp
from chm_portal.notifications.messages import MESSAGES_AN_HOUR
from chm_portal.records import publication, submission
from chm_portal.records.models import Record, Revision
from knowledge_base import suggestions
from knowledge_base.models import Suggestion
from tests import world

pytestmark = pytest.mark.django_db
PAGE = "/en/knowledge-base/suggest/"
TYPED = {
    "title": "Seagrass handbook",
    "place": "https://example.org/seagrass",
    "reason": "It names the species and shows how to count them.",
    "language": "en",
    "theme": "marine-and-coastal-biodiversity",
    "name": "Ana",
    "email": "outside@example.org",
}


@pytest.fixture(autouse=True)
def fresh_limits(settings):
    """Count suggestions in this process alone, from nothing."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "suggest"}}
    cache.clear()


def stamp(seconds: float = 10) -> str:
    """Return the mark of a page that was shown so many seconds ago."""
    now = signing.time.time()
    with mock.patch.object(signing.time, "time", return_value=now - seconds):
        return form_stamp.new()


def send(client, **changes):
    return client.post(PAGE, TYPED | {"stamp": stamp()} | changes)


@pytest.fixture
def suggestion(client) -> Suggestion:
    send(client)
    return Suggestion.objects.get()


def decide(client, suggestion: Suggestion, **answers):
    return client.post(reverse("knowledge_base:suggestion_detail", args=[suggestion.pk]), answers)


def test_what_a_stranger_suggests_is_held_and_shown_to_nobody_but_curators(client, client_of):
    response = send(client)
    assert response.status_code == 302
    assert "on its way" in client.get(response["Location"]).content.decode()
    assert client.get(f"{PAGE}sent/")["Location"] == PAGE
    kept = Suggestion.objects.get()
    assert (kept.title, kept.state, kept.written_in) == ("Seagrass handbook", "waiting", "en")
    assert "Seagrass" not in client.get("/en/knowledge-base/").content.decode()
    for who in ("member", "focal_point_a", "moderator"):
        assert client_of(who).get(reverse("knowledge_base:suggestion_detail", args=[kept.pk])).status_code == 404
        assert client_of(who).get(reverse("knowledge_base:suggestion_list")).status_code == 403
    curator = client_of("curator")
    assert "Seagrass handbook" in curator.get(reverse("knowledge_base:suggestion_list")).content.decode()
    assert "Suggested resources" in curator.get("/en/workspace/").content.decode()
    page = curator.get(reverse("knowledge_base:suggestion_detail", args=[kept.pk])).content.decode()
    assert "It names the species" in page
    assert "outside@example.org" not in page


def test_a_suggestion_is_accepted_and_published_and_whoever_left_an_address_gets_one_letter(
    suggestion, client_of, person, letters
):
    response = decide(client_of("curator"), suggestion, decision="accept")
    suggestion.refresh_from_db()
    revision = Revision.objects.get(record=suggestion.record)
    assert response["Location"] == reverse("records:revision_tasks", args=[revision.pk])
    assert revision.record.owner_kind == "secretariat"
    assert revision.payload["title_en"] == "Seagrass handbook"
    assert revision.payload["links"] == [{"address": "https://example.org/seagrass", "language": "en"}]
    assert revision.payload["themes"] == ["marine-and-coastal-biodiversity"]
    assert letters == []
    curator = person("curator")
    submission.save(revision, curator, world.payload(title_en="Seagrass handbook"))
    revision = submission.submit(revision, curator)
    record = publication.publish(revision, curator, check=world.check_of(revision))
    (letter,) = [one for one in letters if one.to == ["outside@example.org"]]
    assert record.permanent_address in letter.body
    again = world.revised(record, curator, curator, title_en="Seagrass handbook, second edition")
    assert again.current.number == 2
    assert len([one for one in letters if one.to == ["outside@example.org"]]) == 1


def test_declining_needs_a_reason_which_is_written_to_who_left_an_address(suggestion, client_of, letters):
    curator = client_of("curator")
    assert "why you decline" in decide(curator, suggestion, decision="decline").content.decode()
    assert decide(curator, suggestion, decision="decline", answer="It is behind a wall.").status_code == 302
    (letter,) = letters
    assert "behind a wall" in letter.body
    assert AuditEvent.objects.filter(action="suggestion.declined", subject=suggestion.topic).count() == 1


def test_what_is_here_already_is_told_with_its_address(suggestion, client_of, person, letters):
    record = world.published(person("focal_point_a"), person("curator"))
    curator = client_of("curator")
    for wrong in ("", "CHM-RES-BE-999", "\x00'--"):
        assert decide(curator, suggestion, decision="here", identifier=wrong).status_code == 200
    assert decide(curator, suggestion, decision="here", identifier=record.identifier.lower()).status_code == 302
    assert record.permanent_address in letters[-1].body


def test_two_curators_who_decide_are_told_of_each_other_and_one_draft_is_made(suggestion, client_of):
    first, second = client_of("curator"), client_of("curator")
    decide(first, suggestion, decision="accept")
    page = decide(second, suggestion, decision="decline", answer="No.").content.decode()
    assert "has decided on it already" in page
    assert Record.objects.count() == 1


def test_no_letter_is_written_where_no_address_was_left(client, client_of, letters):
    send(client, email="", name="")
    decide(client_of("curator"), Suggestion.objects.get(), decision="decline", answer="No.")
    assert letters == []


@pytest.mark.parametrize("place", ["https://www.example.org/guide/", "example.org/guide", "http://example.org/guide"])
def test_what_is_published_already_is_named_with_its_link_and_can_be_sent_all_the_same(client, person, place):
    record = world.published(
        person("focal_point_a"), person("curator"), links=[{"address": "https://example.org/guide"}]
    )
    page = send(client, place=place).content.decode()
    assert record.get_absolute_url() in page
    assert "It names the species" in page
    assert not Suggestion.objects.exists()
    assert send(client, place=place, is_other="on").status_code == 302


@pytest.mark.parametrize(
    ("seconds", "said"), [(1, "faster than people write"), (form_stamp.MOST + 60, "has been open for long")]
)
def test_too_fast_and_too_old_are_refused_kindly_with_the_text_kept(client, seconds, said):
    page = send(client, stamp=stamp(seconds)).content.decode()
    assert said in page
    assert "It names the species" in page
    assert not Suggestion.objects.exists()


@pytest.mark.parametrize("forged", ["", "x", "a:b:c", "\x00", "IjQ4Ig:1xY9IS:IMPw"])
def test_a_forged_stamp_is_an_old_one_and_the_page_brings_a_new_one(client, forged):
    response = send(client, stamp=forged)
    assert "has been open for long" in response.content.decode()
    with mock.patch.object(signing.time, "time", return_value=signing.time.time() + 10):
        assert form_stamp.key_of(response.context["form"]["stamp"].value())


def test_a_form_that_is_sent_twice_is_one_suggestion(client):
    same = stamp()
    for _time in range(2):
        assert send(client, stamp=same).status_code == 302
    assert Suggestion.objects.count() == 1


def test_a_filled_trap_keeps_nothing_and_tells_nobody(client):
    assert send(client, website="https://buy.test").status_code == 302
    assert not Suggestion.objects.exists()


def test_more_than_a_person_writes_is_refused_with_the_text_kept(client):
    for _number in range(MESSAGES_AN_HOUR):
        assert send(client).status_code == 302
    response = send(client)
    assert response.status_code == 429
    assert "It names the species" in response.content.decode()


def test_a_full_queue_takes_no_more(client, monkeypatch):
    monkeypatch.setattr(suggestions, "WAITING_AT_MOST", 1)
    send(client)
    assert "Many suggestions wait" in send(client).content.decode()
    assert Suggestion.objects.count() == 1


@pytest.mark.parametrize("text", ["\x00", "\ud800".encode("utf-8", "surrogatepass"), "x" * 100_000, "\u202e😀", "<b>"])
@pytest.mark.parametrize("field", [*TYPED, "website", "is_other", "stamp"])
def test_no_text_whatever_breaks_the_form(client, field, text):
    assert send(client, **{field: text}).status_code in (200, 302)


@pytest.mark.parametrize(
    "place", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//evil.test", "a b"]
)
def test_only_web_addresses_become_links(client, client_of, place):
    send(client, place=place, title="<script>alert(1)</script>")
    page = (
        client_of("curator")
        .get(reverse("knowledge_base:suggestion_detail", args=[Suggestion.objects.get().pk]))
        .content.decode()
    )
    assert f'href="{place}"' not in page
    assert "<script>alert" not in page


def test_names_and_addresses_are_deleted_a_month_after_the_answer_or_half_a_year_after_the_suggestion(client):
    for _number in range(3):
        send(client)
    answered, old, fresh = Suggestion.objects.order_by("pk")
    now = timezone.now()
    Suggestion.objects.filter(pk=answered.pk).update(answered_at=now - timedelta(days=31))
    Suggestion.objects.filter(pk=old.pk).update(created_at=now - timedelta(days=181))
    assert suggestions.forget_contacts() == 2
    kept = Suggestion.objects.exclude(email="")
    assert [one.pk for one in kept] == [fresh.pk]


def test_the_queue_costs_the_same_with_1_and_with_20(client, client_of, django_assert_max_num_queries):
    curator = client_of("curator")
    send(client)
    curator.get(reverse("knowledge_base:suggestion_list"))
    with django_assert_max_num_queries(8) as few:
        curator.get(reverse("knowledge_base:suggestion_list"))
    row = TYPED | {"written_in": "en"}
    Suggestion.objects.bulk_create([Suggestion(**row) for _number in range(19)])
    with django_assert_max_num_queries(len(few)):
        curator.get(reverse("knowledge_base:suggestion_list"))


def test_the_doors_to_the_form(client, index, person):
    assert PAGE in client.get("/en/knowledge-base/").content.decode()
    assert PAGE in client.get("/en/search/?q=nothingwhatever").content.decode()
