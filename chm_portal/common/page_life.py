"""How long the page that is being made stays true when nothing is changed: what tells of a moment says when it turns.

Whoever keeps pages measures; where nobody does, saying it costs nothing and changes nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone


@dataclass
class Life:
    """So many seconds from now on, at most, a page may be shown again."""

    seconds: float


_life: ContextVar[Life | None] = ContextVar("page_life", default=None)


@contextmanager
def measured(seconds: float) -> Iterator[Life]:
    """Measure the life of what is made within: this long, unless something on the page says that it is shorter."""
    life = Life(seconds)
    token = _life.set(life)
    try:
        yield life
    finally:
        _life.reset(token)


def ends_at(moment: datetime) -> None:
    """Say that the page tells something else from this moment on."""
    if life := _life.get():
        life.seconds = min(life.seconds, (moment - timezone.now()).total_seconds())


def ends_now() -> None:
    """Say that the page is to be made anew for each who asks."""
    if life := _life.get():
        life.seconds = 0
