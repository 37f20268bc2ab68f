"""The internal review round: colleagues read a draft and answer before the focal point publishes (R40)."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from chm_portal.records import publication, submission
from chm_portal.teamwork import reviews
from chm_portal.teamwork.models import Task
from tests import world

pytestmark = pytest.mark.django_db


def address(name: str, revision) -> str:
    return reverse(f"records:{name}", args=[revision.pk])


def text(response) -> str:
    return response.content.decode()


@pytest.fixture
def draft(person):
    """A contributor's national report."""
    return world.draft(person("contributor_a"), kind="national-report")


def asked(revision, by, whom) -> Task:
    (task,) = reviews.ask(revision, by, [whom], "Are the figures right?")
    return task


def test_who_is_asked_gets_a_letter_a_task_and_an_entry_in_the_workspace(client_of, person, draft, letters):
    letters.clear()
    answers = {"people": [person("focal_point_a").pk], "note": "Are the figures right?", "due": "2099-06-30"}
    client = client_of("contributor_a")
    assert client.post(address("revision_ask", draft), answers).url == address("revision_read", draft)
    [letter] = letters
    assert letter.to == [person("focal_point_a").email]
    assert "Are the figures right?" in letter.body
    assert address("revision_read", draft) in letter.body
    client.post(address("revision_ask", draft), answers)
    assert Task.objects.count() == len(letters) == 1
    focal_point = client_of("focal_point_a")
    sentence = "Please look at: Fourth national report of the Party"
    assert sentence in text(focal_point.get(reverse("records:workspace_home")))
    assert sentence in text(focal_point.get(reverse("country_profiles:task_board", args=["be"])))


def test_only_the_team_is_offered_and_can_be_asked(client_of, person, draft):
    person("focal_point_a")
    response = client_of("contributor_a").post(
        address("revision_ask", draft), {"people": [person("focal_point_b").pk], "note": "Psst"}
    )
    assert response.status_code == 422
    assert "Psst" in text(response)
    with pytest.raises(ValidationError):
        reviews.ask(draft, person("contributor_a"), [person("focal_point_b")], "")
    with pytest.raises(PermissionDenied):
        reviews.ask(draft, person("focal_point_b"), [person("focal_point_b")], "")
    assert not Task.objects.exists()


def test_comments_need_words_and_the_answer_reaches_asker_and_team(client_of, person, draft, letters):
    asked(draft, person("contributor_a"), person("focal_point_a"))
    letters.clear()
    client = client_of("focal_point_a")
    empty = client.post(address("revision_read", draft), {"verdict": "comments", "text": " "})
    assert empty.status_code == 422
    assert not letters
    client.post(address("revision_read", draft), {"verdict": "comments", "text": "Chapter <3> lacks sources."})
    [letter] = letters
    assert letter.to == [person("contributor_a").email]
    for name in ("revision_read", "revision_tasks", "revision_check"):
        assert "Chapter &lt;3&gt; lacks sources." in text(client.get(address(name, draft))), name
    assert Task.objects.get().is_done


def test_who_was_not_asked_cannot_answer(client_of, person, draft):
    task = asked(draft, person("contributor_a"), person("focal_point_a"))
    assert client_of("contributor_a").post(address("revision_read", draft), {"verdict": "right"}).status_code == 403
    assert client_of("focal_point_b").get(address("revision_read", draft)).status_code == 404
    with pytest.raises(PermissionDenied):
        reviews.answer(task.pk, person("contributor_a"), "right", "")


def test_the_focal_point_sees_the_answers_where_it_is_decided_and_nothing_is_held_up(client_of, person, draft):
    asked(draft, person("contributor_a"), person("focal_point_a"))
    revision = submission.submit(draft, person("contributor_a"))
    page = text(client_of("focal_point_a").get(address("review_detail", revision)))
    assert "What colleagues say" in page
    assert "has not answered yet" in page
    record = publication.publish(revision, person("focal_point_a"))
    assert record.state == "published"
    assert not Task.objects.open().exists()  # nobody is asked any more
    assert reviews.waiting_for(person("focal_point_a")) == []
    with pytest.raises(ValidationError):
        reviews.answer(Task.objects.get().pk, person("focal_point_a"), "right", "")


def test_the_secretariat_decides_on_a_resource_without_reading_what_the_team_said(client_of, person):
    revision = world.draft(person("focal_point_a"))
    task = asked(revision, person("focal_point_a"), person("contributor_a"))
    reviews.answer(task.pk, person("contributor_a"), "comments", "Between ourselves.")
    submission.submit(revision, person("focal_point_a"))
    page = text(client_of("curator").get(address("review_detail", revision)))
    assert "Between ourselves." not in page
    assert "What colleagues say" not in page


def test_an_answer_to_a_text_that_has_changed_since_says_so(client_of, person, draft):
    task = asked(draft, person("contributor_a"), person("focal_point_a"))
    reviews.answer(task.pk, person("focal_point_a"), "right", "")
    client = client_of("contributor_a")
    sentence = "the draft was changed after this answer"
    assert sentence not in text(client.get(address("revision_read", draft)))
    submission.save(draft, person("contributor_a"), {"title_en": "Another title"})
    assert sentence in text(client.get(address("revision_read", draft)))


def test_nobody_is_asked_to_read_until_a_day_that_has_passed(client_of, person, draft):
    answers = {"people": [person("focal_point_a").pk], "note": "Are the figures right?", "due": "2020-06-30"}
    answer = client_of("contributor_a").post(address("revision_ask", draft), answers)
    assert answer.status_code == 422
    assert "This day has passed" in text(answer)
    assert "Are the figures right?" in text(answer)
    assert not Task.objects.exists()
