"""Celery's side of the outbox."""

from datetime import timedelta

from celery import shared_task
from django.db.models import Q
from django.utils import timezone

from chm_portal.outbox import queue
from chm_portal.outbox.models import OutboxItem, OutgoingMail

KEEP = timedelta(days=7)
MAIL_KEPT = timedelta(days=1)  # once it is sent: as long as somebody may ask whether it left
FAILED_MAIL_KEPT = timedelta(days=30)  # once it is given up: until somebody has looked why


@shared_task
def run(kind: str, pks: list[int]) -> int:
    """Do the work of these outbox rows."""
    return queue.run(kind, pks)


@shared_task
def tidy() -> int:
    """Delete work done a week ago, mail that has left, and mail given up long ago; return how many rows."""
    now = timezone.now()
    mail = OutgoingMail.objects.filter(Q(sent_at__lt=now - MAIL_KEPT) | Q(failed_at__lt=now - FAILED_MAIL_KEPT))
    return OutboxItem.objects.filter(done_at__lt=now - KEEP).delete()[0] + mail.delete()[0]
