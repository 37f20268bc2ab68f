"""The way from a commit to a worker: enqueue, relay, run (architecture, section 5)."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from celery import current_app
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from kombu.exceptions import OperationalError

from chm_portal.outbox.models import LEASE, OutboxItem

log = logging.getLogger(__name__)
BATCH = 200  # keys handed to one task


@dataclass(frozen=True)
class Handler:
    """Who does the work of a kind, and on which Celery queue."""

    kind: str
    queue: str
    work: Callable[[list[str]], None]


class NotYet(Exception):
    """Raised by a handler that has done its work but for some keys: {key: why}; only those are tried again."""

    def __init__(self, left: dict[str, str]):
        super().__init__(f"{len(left)} left")
        self.left = left


_handlers: dict[str, Handler] = {}


def handler(kind: str, queue: str = "default"):
    """Register a function that takes a list of keys, does their work again and again with the same end, or raises."""

    def register(function: Callable[[list[str]], None]):
        if kind in _handlers:
            raise ImproperlyConfigured(f"Two handlers for outbox items of kind {kind}.")
        _handlers[kind] = Handler(kind, queue, function)
        return function

    return register


def enqueue(kind: str, key: str) -> None:
    """Ask for work after this transaction commits; asked for twice, it is one row. Touches nothing but PostgreSQL."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO outbox_outboxitem (kind, key, version, attempts, last_error) VALUES (%s, %s, 1, 0, '')
            ON CONFLICT (kind, key) WHERE done_at IS NULL
            DO UPDATE SET version = outbox_outboxitem.version + 1, attempts = 0, next_try = statement_timestamp()
            """,
            [kind, key],
        )


def relay(limit: int = 1000) -> int:
    """Hand due rows to Celery and return how many; rows other relays hold are skipped.

    A row handed out is due again after LEASE, so a killed worker or a broker that lost its memory costs time, not work.
    Raises kombu's OperationalError or OSError when the broker is away; the rows then stay due.
    """
    with transaction.atomic():
        rows = list(OutboxItem.objects.due().select_for_update(skip_locked=True).order_by("next_try")[:limit])
        for kind in sorted({row.kind for row in rows}):
            of_kind = [row.pk for row in rows if row.kind == kind]
            for start in range(0, len(of_kind), BATCH):
                _publish(kind, of_kind[start : start + BATCH])
        OutboxItem.objects.filter(pk__in=[row.pk for row in rows]).update(next_try=timezone.now() + LEASE)
    return len(rows)


def _publish(kind: str, pks: list[int]) -> None:
    queue = _handlers[kind].queue if kind in _handlers else "default"
    current_app.send_task("chm_portal.outbox.tasks.run", args=[kind, pks], queue=queue, retry=False, expires=600)


def run(kind: str, pks: Iterable[int]) -> int:
    """Do the work of these rows, what was asked for first first, and mark them as done; return how many were waiting.

    Failure of a batch is tried again key by key, so that one bad key does not hold up the others.
    """
    rows = list(OutboxItem.objects.waiting().filter(kind=kind, pk__in=list(pks)).order_by("pk"))
    if not rows:
        return 0
    if kind not in _handlers:
        OutboxItem.objects.postpone([row.pk for row in rows], f"No handler for {kind}.")
        return 0
    OutboxItem.objects.filter(pk__in=[row.pk for row in rows]).update(attempts=F("attempts") + 1)
    if not _attempt(_handlers[kind], rows) and len(rows) > 1:
        for row in rows:
            _attempt(_handlers[kind], [row])
    return len(rows)


def _attempt(by: Handler, rows: list[OutboxItem]) -> bool:
    left: dict[str, str] = {}
    try:
        by.work([row.key for row in rows])
    except NotYet as not_yet:
        left = not_yet.left
    except Exception as error:  # whatever a handler raises is written into the rows and tried again later
        log.exception("Outbox: %s failed for %d rows", by.kind, len(rows))
        OutboxItem.objects.postpone([row.pk for row in rows], f"{type(error).__name__}: {error}")
        return False
    for row in rows:
        if row.key in left:
            OutboxItem.objects.postpone([row.pk], left[row.key])
    OutboxItem.objects.all().finish({row.pk: row.version for row in rows if row.key not in left})
    return True


BROKER_AWAY = (OperationalError, OSError)
