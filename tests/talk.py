"""Boards, discussions and posts in each state, made through the acts like everything else."""

from datetime import timedelta
from itertools import count
from uuid import uuid4

from django.utils import timezone

from collaboration import moderation, opening, posting
from collaboration.models import Board, Post, Thread
from collaboration.models.posts import QUESTION
from collaboration.opening import Window

DAY = timedelta(days=1)
_number = count(1)  # no two texts are the same: those would be taken for one that is sent twice


def board(slug: str = "reports", moderators=(), **fields) -> Board:
    """Return a board on which everybody may start and post, moderated afterwards unless a field says otherwise."""
    defaults = {"title_en": "Preparing reports", "starters": "everybody", "writers": "everybody"} | fields
    made, _is_new = Board.objects.get_or_create(slug=slug, defaults=defaults)
    made.moderators.add(*moderators)
    return made


def window(opens: int = -1, closes: int | None = 10, zone: str = "Europe/Brussels") -> Window:
    """Return a window that opens and closes so many days from now."""
    now = timezone.now()
    return Window(now + opens * DAY, None if closes is None else now + closes * DAY, zone)


def proposed(by, on: Board | None = None, **answers) -> Thread:
    """Start a discussion as this person: on its board at once if they moderate it, a proposal otherwise."""
    question = f"How do you **organise** it? ({next(_number)})"
    texts = {"title": "Who drafts first?", "question": question, "language": "en"} | answers
    return opening.start(on or board(), by, uuid4(), **({"window": window()} | texts))


def thread(by, curator, on: Board | None = None, moderation_mode: str = "after", **answers) -> Thread:
    """Return a public discussion, proposed by one person and accepted by a curator."""
    made = proposed(by, on, **answers)
    if made.state == Thread.State.PROPOSED:
        opening.accept(made, curator)
    Thread.objects.filter(pk=made.pk).update(moderation=moderation_mode)
    return Thread.objects.select_related("board").get(pk=made.pk)


def post(in_thread: Thread, by, text: str = "", **more) -> Post:
    """Post as this person: visible or waiting, as the rules say."""
    text = text or f"We begin with the *indicators* ({next(_number)})."
    return posting.write(in_thread, by, uuid4(), text, **more)


def refused(in_thread: Thread, by, curator, text: str = "Buy now.", reason: str = "It sells something.") -> Post:
    """Return a refused post of a discussion that is moderated before publication."""
    return moderation.refuse(post(in_thread, by, text), curator, reason)


def hidden(in_thread: Thread, by, curator, text: str = "Buy now.", reason: str = "It sells something.") -> Post:
    """Return a hidden post of a discussion that is moderated after publication."""
    return moderation.hide(post(in_thread, by, text), curator, reason)


def posts():
    """Return everything that was posted, questions left out."""
    return Post.objects.exclude(number=QUESTION)


def close(in_thread: Thread) -> Thread:
    """Let a discussion's window have passed, as time would."""
    now = timezone.now()
    Thread.objects.filter(pk=in_thread.pk).update(opens_at=now - 20 * DAY, closes_at=now - DAY)
    return Thread.objects.select_related("board").get(pk=in_thread.pk)


def forget_limit() -> None:
    """Let everything posted so far be of yesterday."""
    Post.objects.update(created_at=timezone.now() - DAY)
    Thread.objects.update(started_at=timezone.now() - DAY)
