"""The moderation queue: what waits for this person's decision, of all kinds in one list, oldest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chm_portal.accounts.models import User
from collaboration.models import Post, PostEdit, PostReport, Thread

MOST = 200  # of each kind at a time; who has more waiting decides on the oldest first


@dataclass(frozen=True)
class Waiting:
    """One line of the queue."""

    kind: str | Promise
    thread: Thread
    since: datetime
    by: User
    view: str
    pk: int

    @property
    def url(self) -> str:
        """Return the address of the page on which it is decided."""
        return reverse(f"collaboration:{self.view}", args=[self.pk])


def threads_for(user) -> QuerySet[Thread]:
    """Return the proposed discussions that wait for this moderator."""
    proposed = Thread.objects.moderated_by(user).filter(state=Thread.State.PROPOSED)
    return proposed.select_related("board", "started_by").order_by("started_at")


def posts_for(user) -> QuerySet[Post]:
    """Return the posts that wait for this moderator."""
    return Post.objects.waiting().filter(thread__in=_threads(user)).select_related("thread__board", "author")


def edits_for(user) -> QuerySet[PostEdit]:
    """Return the edits that wait for this moderator."""
    waiting = PostEdit.objects.filter(state=PostEdit.State.WAITING, post__thread__in=_threads(user))
    return waiting.select_related("post__thread__board", "post__author").order_by("written_at")


def reports_for(user) -> QuerySet[PostReport]:
    """Return the reports that wait for this moderator."""
    waiting = PostReport.objects.filter(state=PostReport.State.WAITING, post__thread__in=_threads(user))
    return waiting.select_related("post__thread__board", "reported_by").order_by("reported_at")


def _threads(user) -> QuerySet:
    return Thread.objects.moderated_by(user).values("pk")


def queue_of(user) -> list[Waiting]:
    """Return everything that waits for this moderator, oldest first; four queries."""
    return sorted(_lines(user), key=lambda waiting: waiting.since)


def change_of(post: Post) -> str:
    """Return what a change of this post is called."""
    if post.is_question:
        return gettext("Change of the question")
    return gettext("Change of post no. %(number)d") % {"number": post.number}


def report_of(post: Post) -> str:
    """Return what a report of this post is called."""
    if post.is_question:
        return gettext("Report of the question")
    return gettext("Report of post no. %(number)d") % {"number": post.number}


def _lines(user) -> Iterator[Waiting]:
    for thread in threads_for(user)[:MOST]:
        yield Waiting(
            _("Proposed discussion"), thread, thread.started_at, thread.started_by, "thread_decide", thread.pk
        )
    for post in posts_for(user)[:MOST]:
        yield Waiting(_("Post"), post.thread, post.created_at, post.author, "post_decide", post.pk)
    for edit in edits_for(user)[:MOST]:
        yield Waiting(change_of(edit.post), edit.post.thread, edit.written_at, edit.post.author, "edit_decide", edit.pk)
    for report in reports_for(user)[:MOST]:
        thread = report.post.thread
        yield Waiting(
            report_of(report.post), thread, report.reported_at, report.reported_by, "report_decide", report.pk
        )


def counts_for(user) -> tuple[int, int]:
    """Return how much was written and waits, and how many reports do."""
    written = threads_for(user).count() + posts_for(user).count() + edits_for(user).count()
    return written, reports_for(user).count()
