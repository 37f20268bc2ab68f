"""Celery's side of the outbox."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from chm_portal.outbox import queue
from chm_portal.outbox.models import OutboxItem

KEEP = timedelta(days=7)


@shared_task
def run(kind: str, pks: list[int]) -> int:
    """Do the work of these outbox rows."""
    return queue.run(kind, pks)


@shared_task
def tidy() -> int:
    """Delete rows whose work was done a week ago."""
    return OutboxItem.objects.filter(done_at__lt=timezone.now() - KEEP).delete()[0]
