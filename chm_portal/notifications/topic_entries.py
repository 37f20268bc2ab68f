"""Writing what is said about topics: one call tells all pages, in the transaction of the act itself."""

from collections.abc import Iterable
from datetime import datetime

from chm_portal.notifications.models import TopicEntry

TOLD = ("title", "language", "path", "number", "opens_at", "closes_at", "active_at", "is_public")


def write(
    source: str,
    topics: Iterable[str],
    *,
    title: str,
    language: str,
    path: str,
    opens_at: datetime,
    closes_at: datetime | None,
    active_at: datetime,
    number: int = 0,
    is_public: bool = True,
) -> None:
    """Say what a source ("thread:88") is and which topics it is about; it leaves the pages of all others.

    `path` is its address without the language it begins with.
    """
    topics = list(dict.fromkeys(topics))
    TopicEntry.objects.filter(source=source).exclude(topic__in=topics).delete()
    described = {
        "title": title,
        "language": language,
        "path": path,
        "number": number,
        "opens_at": opens_at,
        "closes_at": closes_at,
        "active_at": active_at,
        "is_public": is_public,
    }
    TopicEntry.objects.bulk_create(
        [TopicEntry(topic=topic, source=source, **described) for topic in topics],
        update_conflicts=True,
        unique_fields=["topic", "source"],
        update_fields=TOLD,
    )


def remove(source: str) -> None:
    """Take a source off all pages."""
    TopicEntry.objects.filter(source=source).delete()
