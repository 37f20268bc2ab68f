"""The moderation queue: what waits for this person's decision, of all kinds in one list, oldest first."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chm_portal.accounts.models import User
from collaboration.models import Board, Post, PostEdit, PostReport, Thread

MOST = 200  # of each kind at a time; who has more waiting decides on the oldest first


@dataclass(frozen=True)
class Waiting:
    """One line of the queue: what is to be decided, who wrote it, and who reported it if it is a report."""

    kind: str | Promise
    thread: Thread
    since: datetime
    by: User
    view: str
    pk: int
    reported_by: User | None = None

    @property
    def url(self) -> str:
        """Return the address of the page on which it is decided."""
        return reverse(f"collaboration:{self.view}", args=[self.pk])


def threads_of(user, board: str = "", language: str = "") -> QuerySet[Thread]:
    """Return the threads that this person moderates, of one board (by its code) and in one language if said."""
    chosen = {"board__slug": board, "language": language}
    return Thread.objects.moderated_by(user).filter(**{name: value for name, value in chosen.items() if value})


def proposals_in(threads: QuerySet[Thread]) -> QuerySet[Thread]:
    """Return the proposed discussions among these threads."""
    proposed = threads.filter(state=Thread.State.PROPOSED)
    return proposed.select_related("board", "started_by").order_by("started_at")


def posts_in(threads: QuerySet[Thread]) -> QuerySet[Post]:
    """Return the posts that wait in these threads."""
    return Post.objects.waiting().filter(thread__in=threads.values("pk")).select_related("thread__board", "author")


def edits_in(threads: QuerySet[Thread]) -> QuerySet[PostEdit]:
    """Return the edits that wait in these threads."""
    waiting = PostEdit.objects.filter(state=PostEdit.State.WAITING, post__thread__in=threads.values("pk"))
    return waiting.select_related("post__thread__board", "post__author").order_by("written_at")


def reports_in(threads: QuerySet[Thread]) -> QuerySet[PostReport]:
    """Return the reports that wait in these threads."""
    waiting = PostReport.objects.filter(state=PostReport.State.WAITING, post__thread__in=threads.values("pk"))
    return waiting.select_related("post__thread__board", "post__author", "reported_by").order_by("reported_at")


def queue_of(user, board: str = "", language: str = "") -> list[Waiting]:
    """Return everything that waits for this moderator, of one board or language if said, oldest first; four queries."""
    return sorted(_lines(threads_of(user, board, language)), key=lambda waiting: waiting.since)


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


def _lines(threads: QuerySet[Thread]) -> Iterator[Waiting]:
    for thread in proposals_in(threads)[:MOST]:
        yield Waiting(
            _("Proposed discussion"), thread, thread.started_at, thread.started_by, "thread_decide", thread.pk
        )
    for post in posts_in(threads)[:MOST]:
        yield Waiting(_("Post"), post.thread, post.created_at, post.author, "post_decide", post.pk)
    for edit in edits_in(threads)[:MOST]:
        post = edit.post
        yield Waiting(change_of(post), post.thread, edit.written_at, post.author, "edit_decide", edit.pk)
    for report in reports_in(threads)[:MOST]:
        post, by = report.post, report.reported_by
        yield Waiting(
            report_of(post), post.thread, report.reported_at, post.author, "report_decide", report.pk, reported_by=by
        )


def counts_for(user) -> tuple[int, int]:
    """Return how much was written and waits, and how many reports do."""
    threads = threads_of(user)
    written = proposals_in(threads).count() + posts_in(threads).count() + edits_in(threads).count()
    return written, reports_in(threads).count()


def counts_by_board(user) -> list[tuple[Board, int]]:
    """Return how much waits for this moderator on each board on which something does, in the order of the boards."""
    threads = threads_of(user)
    waiting: Counter[int] = Counter()
    for things, board in [
        (proposals_in(threads), "board"),
        (posts_in(threads), "thread__board"),
        (edits_in(threads), "post__thread__board"),
        (reports_in(threads), "post__thread__board"),
    ]:
        counted = things.order_by().values_list(board).annotate(number=Count("pk"))
        waiting.update(dict(counted))
    return [(board, waiting[board.pk]) for board in Board.objects.in_order().filter(pk__in=waiting)]
