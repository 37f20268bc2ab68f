"""Moderating: the queue of one's own boards, decisions once, hiding, leading a discussion, summing it up."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from chm_portal.audit.models import AuditEvent
from collaboration import conduct, moderation, posting
from collaboration.models import Post
from collaboration.refusals import AlreadyDecided, NotYours, Refusal
from tests import talk

pytestmark = pytest.mark.django_db
QUEUE = reverse("collaboration:moderation_queue")


def page(client, address: str) -> str:
    return client.get(address).content.decode()


@pytest.fixture
def waiting(person, strict) -> Post:
    return talk.post(strict, person("contributor_a"), "Please read me.")


@pytest.mark.parametrize(
    "who, status",
    [("visitor", 302), ("member", 403), ("focal_point_a", 403), ("moderator", 200), ("curator", 200)],
)
def test_only_moderators_and_curators_have_the_queue(client_of, who, status):
    assert client_of(who).get(QUEUE).status_code == status


def test_a_moderator_sees_the_queue_of_own_boards_and_threads_a_curator_all(client_of, person, waiting):
    elsewhere = talk.thread(person("curator"), person("curator"), talk.board("other"), "before", title="Not mine")
    talk.post(elsewhere, person("contributor_a"))
    mine, everything = page(client_of("moderator"), QUEUE), page(client_of("curator"), QUEUE)
    assert "Read first" in mine
    assert "Not mine" not in mine
    assert "Read first" in everything
    assert "Not mine" in everything
    conduct.change(elsewhere, person("curator"), moderator=person("moderator"))
    assert "Not mine" in page(client_of("moderator"), QUEUE)


def test_a_role_that_has_ended_moderates_nothing_more(client_of, person, waiting):
    person("moderator").designations.update(ends=timezone.now().date() - timedelta(days=1))
    assert client_of("moderator").get(QUEUE).status_code == 403
    with pytest.raises(NotYours):
        moderation.approve(waiting, type(person("moderator")).objects.get(pk=person("moderator").pk))


def test_what_waits_is_told_in_the_workspace_to_who_moderates(client_of, waiting):
    assert "wait for your approval" in page(client_of("moderator"), reverse("records:workspace_home"))
    assert "wait for your approval" not in page(client_of("focal_point_a"), reverse("records:workspace_home"))


def test_an_approved_post_gets_its_number_then(client_of, person, waiting):
    talk.post(waiting.thread, person("curator"))
    client_of("moderator").post(reverse("collaboration:post_decide", args=[waiting.pk]), {"decision": "yes"})
    waiting.refresh_from_db()
    assert (waiting.state, waiting.number) == ("visible", 2)


def test_a_refused_post_is_seen_by_its_author_with_the_reason_and_gets_a_letter(
    client_of, person, waiting, drain_outbox, letters
):
    address = reverse("collaboration:post_decide", args=[waiting.pk])
    assert "the author will read it" in client_of("moderator").post(address, {"decision": "no"}).content.decode()
    client_of("moderator").post(address, {"decision": "no", "reason": "It answers another question."})
    drain_outbox()
    author, thread = client_of("contributor_a"), waiting.thread.get_absolute_url()
    assert "It answers another question." in page(author, thread)
    assert "It answers another question." not in page(client_of("focal_point_a"), thread)
    assert letters[0].to == ["contributor_a@example.org"]
    assert "Not published" in page(author, reverse("records:workspace_home"))


@pytest.mark.parametrize("who", ["visitor", "member", "contributor_a", "focal_point_a"])
def test_nobody_else_decides_on_a_post(client_of, waiting, who):
    client_of(who).post(reverse("collaboration:post_decide", args=[waiting.pk]), {"decision": "yes"})
    waiting.refresh_from_db()
    assert waiting.state == "waiting"


def test_the_second_moderator_is_told_who_decided(client_of, person, waiting):
    moderation.refuse(waiting, person("curator"), "No.")
    with pytest.raises(AlreadyDecided):
        moderation.approve(waiting, person("moderator"))
    response = client_of("moderator").post(reverse("collaboration:post_decide", args=[waiting.pk]), {"decision": "yes"})
    assert "Curator has refused this already." in response.content.decode()


def test_a_hidden_post_keeps_its_number_and_shows_the_reason(client_of, person, thread, drain_outbox, letters):
    post = talk.post(thread, person("contributor_a"), "Secret words.")
    posting.report(post, person("member"), "Not nice.")
    address = reverse("collaboration:post_hide", args=[thread.pk, 1])
    client_of("moderator").post(address, {"reason": "It names a person."})
    talk.post(thread, person("focal_point_b"))
    drain_outbox()
    html = page(client_of("visitor"), thread.get_absolute_url())
    assert "Secret words." not in html
    assert "It names a person." in html
    assert 'id="post-2"' in html
    assert client_of("visitor").get(f"{thread.get_absolute_url()}posts/1/history/").status_code == 404
    assert "It names a person." in letters[0].body
    assert post.reports.get().state == "hidden"


def test_a_hidden_post_can_be_shown_again(client_of, person, thread):
    talk.hidden(thread, person("contributor_a"), person("moderator"), "Wrongly hidden.")
    client_of("moderator").post(reverse("collaboration:post_hide", args=[thread.pk, 1]))
    assert "Wrongly hidden." in page(client_of("visitor"), thread.get_absolute_url())


@pytest.mark.parametrize("decision, state", [("yes", "visible"), ("no", "hidden")])
def test_a_reported_post_stays_or_goes(client_of, person, thread, decision, state):
    post = talk.post(thread, person("contributor_a"))
    report = posting.report(post, person("member"), "It is an advertisement.")
    address = reverse("collaboration:report_decide", args=[report.pk])
    client_of("moderator").post(address, {"decision": decision, "reason": "Looked at."})
    post.refresh_from_db()
    assert post.state == state
    assert "Moderator" in page(client_of("moderator"), address)
    assert page(client_of("moderator"), QUEUE).count("<tr>") == 0


def test_hiding_settles_an_edit_that_waits(person, strict):
    post = moderation.approve(talk.post(strict, person("contributor_a")), person("moderator"))
    edit = posting.edit(post, person("contributor_a"), "Better.")
    moderation.hide(post, person("moderator"), "Off topic.")
    edit.refresh_from_db()
    assert edit.state == "refused"


def changed(thread, **answers) -> dict:
    shown = {"opens": thread.opens_at, "closes": thread.closes_at}
    moments = {name: f"{thread.in_its_zone(moment):%Y-%m-%dT%H:%M}" for name, moment in shown.items() if moment}
    return {
        "board": thread.board.slug,
        "title": thread.title,
        "language": thread.language,
        "zone": thread.zone,
        "moderation": thread.moderation,
        "moderator": thread.moderator_id,
        **moments,
    } | answers


def test_saving_the_form_as_it_is_changes_nothing(client_of, person, thread):
    before = AuditEvent.objects.count()
    address = reverse("collaboration:thread_edit", args=[thread.pk])
    assert client_of("moderator").post(address, changed(thread)).status_code == 302
    assert AuditEvent.objects.count() == before


def test_a_moderator_moves_window_and_board_pins_and_changes_the_mode(client_of, person, thread):
    other = talk.board("other")
    answers = changed(thread, board="other", closes="2090-05-01T12:00", is_pinned="on", moderation="before")
    client_of("moderator").post(reverse("collaboration:thread_edit", args=[thread.pk]), answers)
    thread.refresh_from_db()
    assert (thread.board, thread.is_pinned, thread.moderation) == (other, True, "before")
    assert thread.closes_at.year == 2090
    event = AuditEvent.objects.get(subject=thread.topic, action="thread.changed")
    assert set(event.details["columns"]) == {"board", "closes_at", "is_pinned", "moderation"}


def test_topics_that_mean_nothing_to_the_public_yet_are_kept(client_of, person, thread):
    conduct.change(thread, person("curator"), topics=["article:8", "group:iac", "theme:forest-biodiversity"])
    address = reverse("collaboration:thread_edit", args=[thread.pk])
    client_of("moderator").post(address, changed(thread, about=["article:8"]))
    thread.refresh_from_db()
    assert thread.topics == ["group:iac", "article:8"]


@pytest.mark.parametrize("step", ["thread_edit", "thread_close", "thread_reopen", "thread_summary"])
@pytest.mark.parametrize("who, status", [("visitor", 302), ("focal_point_a", 403), ("moderator", 200)])
def test_only_who_moderates_leads_a_discussion(client_of, thread, step, who, status):
    assert client_of(who).get(reverse(f"collaboration:{step}", args=[thread.pk])).status_code == status


def test_nobody_without_the_role_is_made_moderator(person, thread):
    with pytest.raises(Refusal):
        conduct.change(thread, person("curator"), moderator=person("member"))


def test_a_discussion_is_closed_now_and_opened_again(client_of, thread):
    address = reverse("collaboration:thread_close", args=[thread.pk])
    client_of("moderator").post(address)
    thread.refresh_from_db()
    assert thread.is_closed
    address = reverse("collaboration:thread_reopen", args=[thread.pk])
    client = client_of("moderator")
    for wrong in ("", "2020-01-01T12:00"):
        assert client.post(address, {"closes": wrong, "zone": "UTC"}).context["form"].errors["closes"]
    client.post(address, {"closes": "2090-01-01T12:00", "zone": "UTC"})
    thread.refresh_from_db()
    assert thread.is_open
    assert thread.closes_at.year == 2090


def test_a_closed_discussion_is_summed_up_and_every_version_stays(client_of, person, thread):
    address = reverse("collaboration:thread_summary", args=[thread.pk])
    client = client_of("moderator")
    assert "Close it first" in client.post(address, {"text": "Too early.", "seen": 0}).content.decode()
    talk.close(thread)
    client.post(address, {"text": "First conclusion.", "seen": 0})
    client.post(address, {"text": "Second conclusion.", "seen": 1})
    lost = client.post(address, {"text": "Third conclusion.", "seen": 1}).content.decode()
    assert "has written a summary since" in lost
    assert "Third conclusion." in lost
    shown = page(client_of("visitor"), thread.get_absolute_url())
    assert "Second conclusion." in shown
    assert "First conclusion." not in shown
    assert "First conclusion." in page(client_of("visitor"), f"{thread.get_absolute_url()}summaries/")


@pytest.mark.parametrize("what", ["post no. 1", "question"])
def test_an_author_hears_that_a_moderator_has_edited_what_they_wrote(person, board, drain_outbox, letters, what):
    thread = talk.thread(person("focal_point_a"), person("curator"), board)
    post = talk.post(thread, person("focal_point_a"), "Call me: 555.") if what == "post no. 1" else thread.question
    drain_outbox()
    letters.clear()
    posting.edit(post, person("moderator"), "Call me.", "A telephone number.")
    drain_outbox()
    assert [letter.to for letter in letters] == [["focal_point_a@example.org"]]
    assert letters[0].subject.startswith(f"Edited: your {what}")
    assert "A telephone number." in letters[0].body
    assert reverse("collaboration:post_history", args=[thread.pk, post.number]) in letters[0].body


def test_nobody_is_written_to_about_an_edit_of_their_own_or_that_changed_nothing(person, thread, drain_outbox, letters):
    post = talk.post(thread, person("contributor_a"), "We begin in March.")
    posting.edit(post, person("contributor_a"), "We begin in April.")
    posting.edit(post, person("moderator"), "We begin in April.", "Nothing to change.")
    drain_outbox()
    assert letters == []
