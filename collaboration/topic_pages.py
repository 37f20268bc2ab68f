"""Telling the pages of what a thread is about that it is there."""

from django.utils import timezone

from chm_portal.notifications import topic_entries
from chm_portal.outbox import queue
from collaboration.models import Thread


def tell_search(thread: Thread) -> None:
    """Let what can be read in a thread be indexed again; called in the transaction of every change of it."""
    thread.changed_at = timezone.now()
    thread.save(update_fields=["changed_at"])
    queue.enqueue("index", thread.topic)


def tell_pages(thread: Thread) -> None:
    """List a public thread on the pages of its topics and its board's; called in the transaction of every change."""
    tell_search(thread)
    if not thread.is_public:
        topic_entries.remove(thread.topic)
        return
    topic_entries.write(
        thread.topic,
        [*thread.topics, *thread.board.topics],
        title=thread.title,
        language=thread.language,
        path=f"collaboration/topics/{thread.pk}/",
        number=thread.post_count,
        opens_at=thread.opens_at,
        closes_at=thread.closes_at,
        active_at=thread.active_at,
    )
