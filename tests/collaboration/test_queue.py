"""The moderation queue: filtered, with the right names on each line, and told of in one letter a day."""

from datetime import timedelta

import pytest
from django.urls import reverse

from chm_portal.celery import app
from chm_portal.directory.models import today
from collaboration import digest, moderation, posting, tasks
from collaboration.models import QueueLetter
from tests import talk

pytestmark = pytest.mark.django_db
QUEUE = reverse("collaboration:moderation_queue")


@pytest.fixture
def waiting(person, strict):
    return talk.post(strict, person("contributor_a"), "Please read me.")


def titles(client, **chosen) -> list[str]:
    return [line.thread.title for line in client.get(QUEUE, chosen).context["page_obj"]]


def test_the_queue_is_filtered_by_board_and_by_language(client_of, person, waiting):
    other = talk.board("sites", moderators=[person("moderator")])
    for title, language in [("Où ?", "fr"), ("Where?", "en")]:
        talk.proposed(person("member"), other, title=title, language=language)
    client = client_of("moderator")
    assert titles(client) == ["Read first", "Où ?", "Where?"]
    assert titles(client, board="sites") == ["Où ?", "Where?"]
    assert titles(client, board="sites", language="fr") == ["Où ?"]
    assert titles(client, board="reports", language="fr") == []
    assert "Show everything that waits" in client.get(QUEUE, {"language": "ru"}).content.decode()
    assert titles(client, board="no-such-board") == titles(client)


def test_a_report_names_who_wrote_the_post_and_who_reported_it(client_of, person, thread):
    posting.report(talk.post(thread, person("contributor_a")), person("focal_point_b"), "Not nice.")
    html = client_of("moderator").get(QUEUE).content.decode()
    assert 'data-label="Written by"><bdi>Contributor A</bdi>' in html
    assert "reported by <bdi>Focal Point B</bdi>" in html


def test_a_moderator_hears_once_a_day_of_what_waits_board_by_board(person, waiting, drain_outbox, letters):
    posting.report(talk.post(waiting.thread, person("moderator")), person("focal_point_b"), "Not nice.")
    talk.proposed(person("member"), talk.board("sites", [person("moderator")], title_en="National sites"))
    day = today()
    assert [digest.tell_moderators(day) for _run in range(3)] == [2, 0, 0]  # the curator moderates everything
    drain_outbox()
    letter = next(one for one in letters if one.to == ["moderator@example.org"])
    assert letter.subject == "3 things wait for you in the discussions"
    assert "- Preparing reports: 2\n- National sites: 1\n" in letter.body
    assert QUEUE in letter.body
    assert digest.tell_moderators(day + timedelta(days=1)) == 2


def test_who_has_nothing_waiting_is_left_in_peace_and_hears_of_the_first_thing(person, strict, drain_outbox, letters):
    assert digest.tell_moderators(today()) == 0
    assert not QueueLetter.objects.exists()
    post = talk.post(strict, person("contributor_a"))
    assert digest.tell_moderators(today()) == 2
    moderation.approve(post, person("moderator"))
    assert digest.tell_moderators(today() + timedelta(days=1)) == 0


def test_the_letter_comes_in_the_language_of_who_reads_it(person, waiting, drain_outbox, letters):
    moderator = person("moderator")
    moderator.interface_language = "fr"
    moderator.save()
    waiting.thread.board.title_fr = "Préparation des rapports"
    waiting.thread.board.save()
    tasks.tell_moderators()
    drain_outbox()
    assert "Préparation des rapports: 1" in next(one for one in letters if one.to == [moderator.email]).body


def test_beat_asks_for_it():
    assert "collaboration.tasks.tell_moderators" in {one["task"] for one in app.conf.beat_schedule.values()}
