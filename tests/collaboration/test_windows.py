"""When discussions are open: with an end, on the clocks of a zone, and every change of it is told on the page."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from collaboration import conduct, opening
from collaboration.models import Thread, ThreadChange
from collaboration.opening import Window
from collaboration.refusals import Refusal
from tests import talk
from tests.collaboration.test_opening import NEW, answers
from tests.collaboration.test_topics import answers_on, send

pytestmark = pytest.mark.django_db


def page(client, thread) -> str:
    return " ".join(client.get(thread.get_absolute_url()).content.decode().split())


def start(client, board, **changed):
    return client.post(NEW, answers(board, **changed), follow=True)


def test_a_discussion_is_started_with_its_end(client_of, person, board):
    response = start(client_of("moderator"), board, closes="")
    assert "closes" in response.context["form"].errors
    with pytest.raises(Refusal, match="Say when it closes"):
        opening.start(board, person("moderator"), talk.uuid4(), title="T", question="Q?", language="en")


def test_where_discussions_stay_open_no_end_is_needed(client_of, board):
    standing = talk.board("help", title_en="Help", is_standing=True)
    client = client_of("moderator")
    assert "Empty only where discussions stay open: Help." in client.get(NEW).content.decode()
    assert "Say when it closes" in start(client, board, closes="").content.decode()
    start(client, standing, closes="")
    assert Thread.objects.get().closes_at is None


def test_a_discussion_without_an_end_gets_one_when_it_leaves_a_board_where_they_stay_open(person, board):
    standing = talk.board("help", is_standing=True)
    thread = talk.thread(person("curator"), person("curator"), standing, window=talk.window(closes=None))
    with pytest.raises(Refusal, match="Say when it closes"):
        conduct.change(thread, person("curator"), board=board)
    closes = talk.window(closes=5).closes_at
    assert conduct.change(thread, person("curator"), board=board, closes_at=closes).board == board


def test_a_discussion_of_old_without_an_end_can_be_changed_otherwise(client_of, thread):
    Thread.objects.filter(pk=thread.pk).update(closes_at=None)
    thread.refresh_from_db()
    assert send(client_of("moderator"), thread, title="Another title").status_code == 302


def test_a_time_that_the_clocks_leave_out_is_refused(client_of, board):
    response = start(client_of("moderator"), board, closes="2090-03-26T02:30", zone="Europe/Brussels")
    assert "02:30 does not exist on that day" in response.context["form"].errors["closes"][0]
    assert 'value="2090-03-26T02:30"' in response.content.decode()
    assert not Thread.objects.exists()


def test_a_time_that_the_clocks_show_twice_is_the_first_and_that_is_said(client_of, board):
    response = start(client_of("moderator"), board, closes="2037-10-25T02:30", zone="Europe/Brussels")
    assert Thread.objects.get().closes_at == datetime(2037, 10, 25, 0, 30, tzinfo=UTC)
    assert "The first is meant: 25 October 2037 02:30 CEST." in response.content.decode()


def test_saving_a_window_as_it_is_leaves_the_second_of_two_such_moments_alone(client_of, thread):
    second = datetime(2037, 10, 25, 1, 30, 12, tzinfo=UTC)
    Thread.objects.filter(pk=thread.pk).update(closes_at=second)
    client = client_of("moderator")
    client.post(reverse("collaboration:thread_edit", args=[thread.pk]), answers_on(client, thread, title="New"))
    thread.refresh_from_db()
    assert (thread.title, thread.closes_at) == ("New", second)


def test_every_change_of_window_board_moderator_and_mode_is_a_line_on_the_page_and_in_print(client_of, person, thread):
    other = talk.board("sites", title_en="National sites")
    client = client_of("moderator")
    window = {"opens": "2026-01-01T09:00", "closes": "2090-05-01T12:00"}
    send(
        client,
        thread,
        **window,
        board="sites",
        moderation="before",
        title="Who writes?",
        moderator=person("curator").pk,
    )
    told = [
        "The opening moment was moved from",
        "The closing moment was moved from",
        ">1 May 2090 12:00 CEST",
        "The discussion was moved from the board “<bdi>Preparing reports</bdi>” to “<bdi>National sites</bdi>”.",
        "<bdi>Curator</bdi> moderates instead of <bdi>Moderator</bdi>.",
        "Posts were read after publication; since then they are read before publication.",
        'The title was changed from “<bdi lang="en">Who drafts first?</bdi>” to “<bdi lang="en">Who writes?</bdi>”.',
    ]
    assert ThreadChange.objects.count() == len(told) - 1
    thread.refresh_from_db()
    assert thread.board == other
    printed = " ".join(client_of("visitor").get(f"{thread.get_absolute_url()}print/").content.decode().split())
    for sentence in told:
        assert sentence in page(client_of("visitor"), thread), sentence
        assert sentence in printed, sentence


def test_closing_and_opening_again_are_told_as_such(client_of, person, thread):
    conduct.close(thread, person("moderator"))
    thread.refresh_from_db()
    conduct.reopen(thread, person("moderator"), talk.window(closes=5).closes_at)
    html = page(client_of("visitor"), thread)
    assert "The discussion was closed <bdi>" in html
    assert "was opened again until <bdi>" in html
    assert html.index("was closed <bdi>") < html.index("was opened again until")


def test_what_changes_nothing_that_readers_rely_on_is_no_line(client_of, person, thread):
    conduct.change(thread, person("moderator"), is_pinned=True, topics=["article:8"])
    assert "What changed here" not in page(client_of("visitor"), thread)


def test_a_standing_discussion_says_that_no_end_is_set(client_of, person):
    standing = talk.board("help", is_standing=True)
    thread = talk.thread(person("curator"), person("curator"), standing, window=Window(talk.window().opens_at))
    assert "no end is set" in page(client_of("visitor"), thread)
    conduct.close(thread, person("curator"))
    thread.refresh_from_db()
    conduct.reopen(thread, person("curator"))
    assert "was opened again without an end." in page(client_of("visitor"), thread)


def test_a_discussion_is_not_closed_in_the_past_beneath_its_posts(client_of, person, thread):
    talk.post(thread, person("contributor_a"))
    client = client_of("moderator")
    response = send(client, thread, opens="2020-01-01T09:00", closes="2020-02-01T09:00")
    [message] = response.context["form"].errors["closes"]
    assert "This moment has passed. To close the discussion now, use “Close it now”" in message
    thread.refresh_from_db()
    assert thread.is_open
    closed = conduct.close(thread, person("moderator"))
    assert send(client, closed, title="Another title").status_code == 302  # what is closed can be put right otherwise


def test_the_end_of_what_is_closed_is_put_right_but_not_to_before_its_last_post(person, thread, time_machine):
    talk.post(thread, person("contributor_a"))
    time_machine.move_to(timezone.now() + timedelta(days=3))
    closed = conduct.close(thread, person("moderator"))
    with pytest.raises(Refusal, match="The last post was written"):
        conduct.change(closed, person("moderator"), closes_at=closed.closes_at - timedelta(days=3, minutes=5))
    right = closed.closes_at - timedelta(days=1)
    assert conduct.change(closed, person("moderator"), closes_at=right).closes_at == right
