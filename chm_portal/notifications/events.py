"""Saying that something happened: one row in the transaction of the act; who follows hears of it after the commit."""

from collections.abc import Iterable

from django.db import transaction

from chm_portal.notifications import notices
from chm_portal.notifications.models import Event, Notice, Verb
from chm_portal.outbox import queue

OUTBOX = "notify"


@transaction.atomic
def write(
    verb: Verb, subject: str, *, by, topics: Iterable[str] = (), people: Iterable = (), number: int | str = ""
) -> Event | None:
    """Write down what happened to a subject ("record:12"); return it, or None where that is written down already.

    `topics` are what followers of it follow; `people` are told in any case, and the act itself writes to them. Who did
    it (`by`) is told of nothing. `number` tells events with the same verb and subject apart.
    """
    key = f"{verb}:{subject}:{number}"
    event, is_new = Event.objects.get_or_create(
        key=key, defaults={"verb": verb, "subject": subject, "topics": list(dict.fromkeys(topics)), "actor": by}
    )
    if not is_new:
        return None
    told = {person.pk for person in people if person.is_active} - {by and by.pk}
    notices.give([Notice(event=event, user_id=pk) for pk in sorted(told)])
    if event.topics:
        queue.enqueue(OUTBOX, str(event.pk))
    return event
