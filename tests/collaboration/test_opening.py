"""Starting discussions: who, where, and what becomes of a proposal."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from chm_portal.audit.models import AuditEvent
from collaboration import opening
from collaboration.models import Thread
from collaboration.refusals import AlreadyDecided, NotYours, Refusal, TooMany
from tests import talk

pytestmark = pytest.mark.django_db
NEW = reverse("collaboration:thread_new")


def answers(board, **changed) -> dict:
    return {
        "board": board.slug,
        "title": "Who drafts first?",
        "question": "How do you organise it?",
        "language": "en",
        "closes": "2090-01-01T12:00",
        "zone": "Europe/Brussels",
        "key": str(uuid4()),
    } | changed


@pytest.mark.parametrize(
    "who, state",
    [
        ("member", "proposed"),
        ("contributor_a", "proposed"),
        ("focal_point_a", "proposed"),
        ("moderator", "accepted"),
        ("curator", "accepted"),
    ],
)
def test_who_moderates_the_board_starts_and_all_others_propose(client_of, board, who, state):
    response = client_of(who).post(NEW, answers(board))
    thread = Thread.objects.get()
    assert response.headers["Location"] == thread.get_absolute_url()
    assert thread.state == state
    assert AuditEvent.objects.filter(subject=thread.topic).count() == 1


@pytest.mark.parametrize(
    "starters, who, status",
    [
        ("role", "member", 403),
        ("role", "contributor_a", 200),
        ("moderators", "focal_point_a", 403),
        ("moderators", "moderator", 200),
        ("moderators", "curator", 200),
    ],
)
def test_a_board_says_who_may_start(client_of, person, starters, who, status):
    talk.board(moderators=[person("moderator")], starters=starters)
    assert client_of(who).get(NEW).status_code == status


def test_on_a_closed_board_nobody_starts(client_of, person):
    board = talk.board(moderators=[person("moderator")], is_open=False)
    assert client_of("moderator").get(NEW).status_code == 403
    with pytest.raises(NotYours):
        talk.proposed(person("curator"), board)


def test_a_moderator_of_another_board_proposes_like_everybody(person):
    assert talk.proposed(person("moderator"), talk.board("other")).state == "proposed"


def test_a_button_pressed_twice_starts_one_discussion(client_of, board):
    client, sent = client_of("focal_point_a"), answers(board)
    first, second = client.post(NEW, sent), client.post(NEW, sent)
    assert first.headers["Location"] == second.headers["Location"]
    assert Thread.objects.count() == 1


def test_nobody_takes_over_somebody_elses_key(person, board):
    thread = talk.proposed(person("focal_point_a"), board)
    with pytest.raises(NotYours):
        opening.start(board, person("member"), thread.key, title="x", question="y", language="en")


def test_a_window_is_meant_in_the_time_zone_that_was_chosen(client_of, board):
    year = timezone.now().year + 1
    sent = answers(board, opens=f"{year}-01-10T09:00", closes=f"{year}-01-20T18:00", zone="Asia/Tokyo")
    client_of("moderator").post(NEW, sent)
    thread = Thread.objects.get()
    assert (thread.opens_at.hour, thread.closes_at.hour) == (0, 9)
    assert thread.state_shown == "announced"


@pytest.mark.parametrize(
    "opens, closes, field",
    [
        ("2090-01-10T09:00", "2090-01-09T09:00", "closes"),
        ("", "2020-01-01T00:00", "closes"),
        ("0001-01-01T00:00", "2090-01-01T12:00", "opens"),
        ("9999-12-31T23:59", "2090-01-01T12:00", "opens"),
        ("soon", "2090-01-01T12:00", "opens"),
        ("", "", "closes"),
    ],
)
def test_a_window_that_cannot_be_is_sent_back(client_of, board, opens, closes, field):
    response = client_of("moderator").post(NEW, answers(board, opens=opens, closes=closes))
    assert list(response.context["form"].errors) == [field]
    assert not Thread.objects.exists()


def test_what_a_discussion_is_about_comes_from_the_address_and_is_shown_by_its_title(client_of, person, board):
    client = client_of("focal_point_a")
    page = client.get(f"{NEW}?about=theme:invasive-alien-species&about=theme:no-such-theme").content.decode()
    assert "Invasive alien species" in page
    assert 'value="theme:no-such-theme"' not in page
    client.post(NEW, answers(board, about=["theme:invasive-alien-species"], also="article:8"))
    assert Thread.objects.get().topics == ["theme:invasive-alien-species", "article:8"]


def test_the_board_is_chosen_unless_one_is_about_the_same_thing(client_of, board):
    talk.board("sites", topics=["theme:clearing-house-mechanism"])
    client = client_of("focal_point_a")

    def offered(about: str) -> str:
        return client.get(reverse("collaboration:thread_new"), {"about": about}).context["form"]["board"].value()

    assert offered("theme:clearing-house-mechanism") == "sites"
    assert offered("country:be") == ""


@pytest.mark.parametrize("topic", ["country:be", "decision:ix-30", "cycle:nr4", "theme:health", "article:6"])
def test_a_discussion_that_stands_is_attached_to_one_more_thing(client_of, person, board, topic):
    thread = talk.thread(person("curator"), person("moderator"))
    url = reverse("collaboration:thread_edit", args=[thread.pk])
    client = client_of("curator")
    form = client.get(url).context["form"]
    answer = client.post(url, {name: form[name].value() or "" for name in form.fields} | {"also": topic})
    assert answer.status_code == 302
    thread.refresh_from_db()
    assert topic in thread.topics


def test_a_proposal_is_seen_by_who_proposed_it_and_who_decides(client_of, person, board):
    address = talk.proposed(person("focal_point_a"), board).get_absolute_url()
    statuses = {
        who: client_of(who).get(address).status_code
        for who in ("visitor", "member", "focal_point_b", "focal_point_a", "moderator", "curator")
    }
    assert statuses == {
        "visitor": 404,
        "member": 404,
        "focal_point_b": 404,
        "focal_point_a": 200,
        "moderator": 200,
        "curator": 200,
    }


def test_who_accepts_a_proposal_moderates_it_and_it_opens_now(person, board):
    thread = opening.accept(talk.proposed(person("focal_point_a"), board), person("moderator"))
    assert thread.moderator == person("moderator")
    assert thread.state_shown == "open"
    assert timezone.now() - thread.opens_at < timedelta(minutes=1)


def test_who_proposed_hears_that_it_is_open(person, board, drain_outbox, letters):
    thread = opening.accept(talk.proposed(person("focal_point_a"), board), person("moderator"))
    drain_outbox()
    assert letters[-1].to == ["focal_point_a@example.org"]
    assert thread.get_absolute_url() in letters[-1].body


def test_a_proposal_is_declined_with_a_reason_in_a_letter(client_of, person, board, drain_outbox, letters):
    thread = talk.proposed(person("focal_point_a"), board)
    address = reverse("collaboration:thread_decide", args=[thread.pk])
    client = client_of("moderator")
    assert client.post(address, {"decision": "no", "reason": ""}).status_code == 200
    client.post(address, {"decision": "no", "reason": "It was asked last week."})
    drain_outbox()
    thread.refresh_from_db()
    assert thread.state == "declined"
    assert letters[0].to == ["focal_point_a@example.org"]
    assert "It was asked last week." in letters[0].body
    assert "It was asked last week." in client_of("focal_point_a").get(thread.get_absolute_url()).content.decode()


def test_the_second_moderator_is_told_who_decided(client_of, person, board):
    thread = talk.proposed(person("focal_point_a"), board)
    opening.accept(thread, person("curator"))
    with pytest.raises(AlreadyDecided):
        opening.decline(thread, person("moderator"), "No.")
    page = client_of("moderator").post(
        reverse("collaboration:thread_decide", args=[thread.pk]), {"decision": "no", "reason": "No."}
    )
    assert "Curator has accepted this already." in page.content.decode()


def test_a_proposal_whose_window_passed_while_it_waited_cannot_be_accepted(person, board):
    thread = talk.proposed(person("focal_point_a"), board)
    talk.close(thread)
    with pytest.raises(Refusal):
        opening.accept(thread, person("moderator"))


def test_threads_count_in_the_limit_of_an_hour(person, board):
    for _ in range(10):
        talk.proposed(person("focal_point_a"), board)
    with pytest.raises(TooMany):
        talk.proposed(person("focal_point_a"), board)


def test_back_and_send_again_leads_to_the_proposal_that_is_there(client_of, board):
    client = client_of("contributor_a")
    first, second = (client.post(NEW, answers(board, key=str(talk.uuid4()))) for _time in range(2))
    assert first.url == second.url
    assert Thread.objects.count() == 1
