"""The question of a discussion is kept like its posts: corrected with a history, reported, hidden with a reason."""

import pytest
from django.urls import reverse

from chm_portal.audit.models import AuditEvent
from collaboration import moderation, posting
from collaboration.refusals import Closed, NotYours
from tests import talk

pytestmark = pytest.mark.django_db


def page(client, thread) -> str:
    return client.get(thread.get_absolute_url()).content.decode()


def of(thread, view: str) -> str:
    return reverse(f"collaboration:{view}", args=[thread.pk, 0])


@pytest.fixture
def asked(person, board):
    """A discussion that the focal point of A has asked for and the curator accepted."""
    return talk.thread(person("focal_point_a"), person("curator"), board)


def correct(client, thread, **answers):
    return client.post(of(thread, "post_edit"), answers)


def test_a_moderator_corrects_the_question_and_everybody_reads_what_it_was(client_of, person, asked):
    talk.post(asked, person("contributor_a"))
    client = client_of("moderator")
    assert correct(client, asked, text="How do *we* organise it?").status_code == 200
    response = correct(client, asked, text="How do *we* organise it?", reason="It was unclear.")
    assert response.headers["Location"] == f"{asked.get_absolute_url()}#question"
    shown = page(client_of("visitor"), asked)
    assert "How do <em>we</em> organise it?" in shown
    assert "Edited by <bdi>Moderator</bdi>" in shown
    history = client_of("visitor").get(of(asked, "post_history")).content.decode()
    assert "How do you **organise** it?" in history
    assert "It was unclear." in history
    assert AuditEvent.objects.filter(action="post.edited", actor=person("moderator")).exists()


def test_who_asked_corrects_the_question_while_nobody_has_answered(client_of, person, asked):
    client = client_of("focal_point_a")
    assert of(asked, "post_edit") in page(client, asked)
    assert correct(client, asked, text="How do we organise it?").status_code == 302
    assert "How do we organise it?" in page(client_of("visitor"), asked)
    talk.post(asked, person("contributor_a"))
    assert of(asked, "post_edit") not in page(client, asked)
    assert correct(client, asked, text="Something else?").status_code == 409
    with pytest.raises(Closed):
        posting.edit(asked.question, person("focal_point_a"), "Something else?")


def test_who_proposed_a_discussion_corrects_the_question_before_it_is_read(client_of, person, board):
    thread = talk.proposed(person("focal_point_a"), board)
    assert correct(client_of("focal_point_a"), thread, text="How do we organise it?").status_code == 302
    assert "How do we organise it?" in page(client_of("moderator"), thread)
    for who in ("visitor", "focal_point_b"):
        assert client_of(who).get(of(thread, "post_history")).status_code != 200


def test_a_correction_waits_where_posts_are_read_first(client_of, person, asked):
    asked.moderation = "before"
    asked.save()
    correct(client_of("focal_point_a"), asked, text="How do we organise it?")
    assert "How do we organise it?" not in page(client_of("visitor"), asked)
    queue = client_of("moderator").get(reverse("collaboration:moderation_queue")).content.decode()
    assert "Change of the question" in queue
    moderation.approve_edit(asked.question.edits.get(), person("moderator"))
    assert "How do we organise it?" in page(client_of("visitor"), asked)


def test_a_question_has_the_length_that_it_had_when_it_was_asked(client_of, asked):
    response = correct(client_of("moderator"), asked, text="x" * 5_001, reason="Longer.")
    assert "text" in response.context["form"].errors


def test_a_question_is_reported_like_a_post(client_of, asked):
    client = client_of("member")
    assert of(asked, "post_report") in page(client, asked)
    client.post(of(asked, "post_report"), {"reason": "It is an advertisement."})
    moderator = client_of("moderator")
    assert "Report of the question" in moderator.get(reverse("collaboration:moderation_queue")).content.decode()
    address = reverse("collaboration:report_decide", args=[asked.question.reports.get().pk])
    assert "It is an advertisement." in moderator.get(address).content.decode()
    moderator.post(address, {"decision": "no", "reason": "It sells something."})
    assert "It sells something." in page(client_of("visitor"), asked)


def test_the_place_of_a_hidden_question_says_why(client_of, person, asked, drain_outbox, letters):
    client = client_of("moderator")
    client.post(of(asked, "post_hide"), {"reason": "It names a person."})
    for address in (asked.get_absolute_url(), f"{asked.get_absolute_url()}print/"):
        html = client_of("visitor").get(address).content.decode()
        assert "It names a person." in html
        assert "organise" not in html
    drain_outbox()
    assert letters[-1].to == ["focal_point_a@example.org"]
    assert "It names a person." in letters[-1].body
    assert letters[-1].subject == "Hidden: your question in “Who drafts first?”"
    client.post(of(asked, "post_hide"))
    assert "organise" in page(client_of("visitor"), asked)


def test_a_proposal_is_declined_and_its_question_not_hidden(client_of, person, board):
    thread = talk.proposed(person("focal_point_a"), board)
    assert client_of("moderator").get(of(thread, "post_hide")).status_code == 403
    with pytest.raises(NotYours):
        moderation.hide(thread.question, person("moderator"), "No.")
