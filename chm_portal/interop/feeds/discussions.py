"""Feeds of what is said: the discussions of all boards or of one, and the posts of one discussion."""

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from chm_portal.common.atom import MOST_ENTRIES, Entry
from chm_portal.common.context import path_without_language
from chm_portal.interop.feeds.table import FeedSource, source
from collaboration.models import Board, Post, Summary, Thread
from collaboration.models.posts import QUESTION


class ThreadFeed(FeedSource):
    """Base of feeds of discussions, each with its question; it moves up when somebody answers."""

    services = ("collaboration",)

    def threads(self, subject) -> QuerySet[Thread]:
        """Return the discussions of the feed; only public ones are taken of them."""
        raise NotImplementedError

    def entries(self, subject) -> list[Entry]:
        latest = self.threads(subject).public().select_related("board").order_by("-active_at", "-pk")[:MOST_ENTRIES]
        threads = {thread.pk: thread for thread in latest}
        questions = Post.objects.visible().filter(thread__in=threads, number=QUESTION).select_related("author")
        texts = {post.thread_id: post.shown for post in questions}
        return [_entry_of_thread(thread, texts.get(pk, "")) for pk, thread in threads.items()]


@source
class EveryDiscussion(ThreadFeed):
    """The discussions of all boards."""

    name, pages = "discussions", ("collaboration:home",)

    def title(self, subject) -> str:
        return _("Discussions")

    def page(self, subject) -> str:
        return reverse("collaboration:home")

    def threads(self, subject) -> QuerySet[Thread]:
        return Thread.objects.all()


@source
class OfBoard(ThreadFeed):
    """The discussions of one board."""

    name, pages, key = "boards", ("collaboration:board_detail",), "slug"

    def find(self, code: str) -> Board:
        return get_object_or_404(Board, slug=code)

    def title(self, subject: Board) -> str:
        return subject.label

    def page(self, subject: Board) -> str:
        return subject.get_absolute_url()

    def threads(self, subject: Board) -> QuerySet[Thread]:
        return Thread.objects.filter(board=subject)


@source
class OfThread(FeedSource):
    """The posts of one discussion with its question and its closing summary, the latest first."""

    name, pages, key = "topics", ("collaboration:thread_detail",), "pk"
    services = ("collaboration",)

    def find(self, code: str) -> Thread:
        if not (code.isascii() and code.isdecimal() and len(code) < 10):
            raise Http404
        return get_object_or_404(Thread.objects.public(), pk=int(code))

    def title(self, subject: Thread) -> str:
        return subject.title

    def page(self, subject: Thread) -> str:
        return subject.get_absolute_url()

    def entries(self, subject: Thread) -> list[Entry]:
        posts = Post.objects.visible().filter(thread=subject).select_related("author")
        entries = [_entry_of_post(subject, post) for post in posts.order_by("-visible_at", "-number")[:MOST_ENTRIES]]
        summary = subject.summaries.select_related("written_by").first()
        if summary:
            entries.append(_entry_of_summary(subject, summary))
        return sorted(entries, key=lambda entry: entry.updated, reverse=True)


def _place(thread: Thread, path: str) -> dict[str, str]:
    """Return what an entry says of where it stands, by the path of its page; its identifier names no language."""
    return {
        "identifier": settings.PORTAL_ADDRESS + path_without_language(path),
        "url": settings.PORTAL_ADDRESS + path,
        "title_language": thread.language,
        "html_language": thread.language,
    }


def _entry_of_thread(thread: Thread, html: str) -> Entry:
    return Entry(
        **_place(thread, thread.get_absolute_url()),
        title=thread.title,
        html=str(html),
        author=thread.board.label,
        published=min(thread.opens_at, thread.active_at),  # one that is announced opens later
        updated=thread.active_at,
    )


def _entry_of_post(thread: Thread, post: Post) -> Entry:
    number = {"number": post.number, "title": thread.title}
    return Entry(
        **_place(thread, reverse("collaboration:post_permalink", args=[thread.pk, post.number])),
        title=thread.title if post.is_question else _("No. %(number)d: %(title)s") % number,
        html=str(post.shown),
        author=f"{post.author} ({post.on_behalf_of})" if post.on_behalf_of else str(post.author),
        published=post.visible_at,
        updated=post.edited_at or post.visible_at,
    )


def _entry_of_summary(thread: Thread, summary: Summary) -> Entry:
    return Entry(
        **_place(thread, reverse("collaboration:thread_summaries", args=[thread.pk])),
        title=_("Summary: %(title)s") % {"title": thread.title},
        html=str(summary.shown),
        author=str(summary.written_by),
        published=summary.written_at,
        updated=summary.written_at,
    )
