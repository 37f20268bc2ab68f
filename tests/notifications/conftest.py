"""What the tests of following share: the work that follows a commit, and a theme to follow."""

from collections.abc import Callable

import pytest

from chm_portal.notifications import following
from chm_portal.notifications.models import Event

THEME = "theme:invasive-alien-species"


@pytest.fixture
def tell(drain_outbox) -> Callable:
    """Return a function that does what follows commits: notices, then letters that are due at once."""

    def work() -> None:
        drain_outbox("notify")
        drain_outbox("notice-letter")

    return work


@pytest.fixture
def follow(person) -> Callable:
    """Return a function that lets a fixed person follow a topic, the theme unless another is named."""

    def begin(name: str, topic: str = THEME, frequency: str = "at-once"):
        return following.follow(person(name), topic, frequency)

    return begin


def verbs() -> list[str]:
    """Return what has happened, in its order."""
    return list(Event.objects.order_by("pk").values_list("verb", flat=True))
