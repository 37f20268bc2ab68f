"""Boards and discussions as topics: `forum:forests`, `thread:88`; posts too as what notices are about: `post:7`."""

from chm_portal.common.languages import in_language
from chm_portal.common.topics import Topic, topics
from chm_portal.notifications.subjects import Subject, subjects
from collaboration.models import Board, Post, Thread

DIGITS = 18  # what a key of PostgreSQL can have


@topics("forum")
def of_boards(slugs: list[str]) -> dict[str, Topic]:
    """Return the boards among these."""
    found = {}
    for board in Board.objects.filter(slug__in=slugs):
        title, language = in_language(board, "title")
        found[board.slug] = Topic(board.topic, title or board.slug, language, board.get_absolute_url())
    return found


@topics("thread")
def of_threads(keys: list[str]) -> dict[str, Topic]:
    """Return the public discussions among these."""
    threads = Thread.objects.public().filter(pk__in=_pks(keys))
    return {str(one.pk): Topic(one.topic, one.title, one.language, one.get_absolute_url()) for one in threads}


@subjects("thread")
def seen_threads(keys: list[str], user) -> dict[str, Subject]:
    """Return the discussions among these that the person may read."""
    threads = Thread.objects.visible_to(user).filter(pk__in=_pks(keys)).select_related("board")
    return {str(one.pk): _of(one, one.get_absolute_url()) for one in threads}


@subjects("post")
def seen_posts(keys: list[str], user) -> dict[str, Subject]:
    """Return the posts among these that everybody may read."""
    posts = Post.objects.visible().filter(pk__in=_pks(keys)).select_related("thread__board")
    return {str(one.pk): _of(one.thread, one.get_absolute_url()) for one in posts}


def _of(thread: Thread, url: str) -> Subject:
    return Subject(thread.title, thread.language, url, thread.board.label)


def _pks(keys: list[str]) -> list[int]:
    return [int(key) for key in keys if key.isdecimal() and len(key) <= DIGITS]
