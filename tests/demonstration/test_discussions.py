"""The discussions of the demonstration: something open, something closing, something over, and work for a moderator."""

import pytest
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from chm_portal.common.languages import LANGUAGE_CODES
from chm_portal.common.models import Installation
from chm_portal.demonstration import content
from chm_portal.notifications.models import TopicEntry
from chm_portal.records.models import Record
from collaboration import queue
from collaboration.models import Board, Post, Summary, Thread
from collaboration.models.posts import QUESTION
from collaboration.page import transcript_of

ROWS = {row["key"]: row for row in content.rows("discussions")}


@pytest.fixture(scope="module")
def demonstration(django_db_setup, django_db_blocker):
    """Load once for all tests of this module; each of them works in a savepoint inside."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_demonstration", verbosity=0)
        yield
        transaction.set_rollback(True)
    Installation.is_demonstration.cache_clear()


def test_boards_are_titled_and_described_in_six_languages():
    for row in content.read("discussions")["boards"]:
        for field in ("title", "description"):
            assert sorted(row[field]) == sorted(LANGUAGE_CODES), row["slug"]
            assert all(row[field].values()), row["slug"]


@pytest.mark.django_db
class TestLoaded:
    """What stands in the database after the load."""

    @pytest.fixture(autouse=True)
    def loaded(self, demonstration, db):
        """Put the loaded demonstration under every test of the class."""

    def test_there_is_a_discussion_in_every_state(self):
        states = {thread.state_shown for thread in Thread.objects.all()}
        assert states == {"announced", "open", "closing", "closed", "waiting"}
        assert set(Thread.objects.values_list("language", flat=True)) >= {"en", "fr", "ar"}

    def test_there_is_enough_to_read(self):
        assert Board.objects.count() == 3
        assert Post.objects.visible().count() >= 15
        assert Summary.objects.get().thread.is_closed
        assert Post.objects.exclude(edited_at=None).exists()
        assert Post.objects.exclude(on_behalf_of="").exists()

    def test_a_moderator_finds_a_post_a_proposal_and_a_report(self):
        curator = Thread.objects.get(title=ROWS["before-submission"]["title"]).moderator
        assert [line.view for line in queue.queue_of(curator)].count("report_decide") == 1
        assert {line.view for line in queue.queue_of(curator)} == {"thread_decide", "post_decide", "report_decide"}

    def test_nothing_was_written_later_than_now_or_before_its_discussion_opened(self):
        for post in Post.objects.exclude(number=QUESTION).select_related("thread"):
            assert post.thread.opens_at <= post.created_at <= timezone.now()

    def test_posts_show_the_roles_that_their_authors_have(self):
        shown = [one for thread in Thread.objects.public() for one in transcript_of(thread)]
        assert [one.post for one in shown if not one.role and one.post.author.roles_ever] == []
        assert any(one.role for one in shown)

    def test_records_and_themes_list_them(self):
        assert TopicEntry.objects.public_of("theme:national-reports").count() >= 2
        record = Record.objects.published().get(title_en__startswith="Clearing-house mechanism toolkit")
        assert TopicEntry.objects.public_of(record.topic).get().state == "closed"

    def test_its_pages_can_be_read(self, client):
        for thread in Thread.objects.public():
            assert client.get(thread.get_absolute_url()).status_code == 200
        assert client.get(reverse("collaboration:home")).status_code == 200
