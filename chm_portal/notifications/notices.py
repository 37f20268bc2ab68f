"""Notices of a person: given once, counted on the person's own row, marked as read."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from chm_portal.accounts.models import User
from chm_portal.notifications.models import Event, Notice
from chm_portal.notifications.subjects import Subject, seen_by

BATCH = 1000
KEPT = timedelta(days=180)


@dataclass(frozen=True)
class Told:
    """A notice with what it leads to; no subject where its reader may not see that (any more)."""

    notice: Notice
    subject: Subject | None


def give(notices: Sequence[Notice]) -> None:
    """Store notices that do not exist yet, and count them for their people."""
    Notice.objects.bulk_create(notices, batch_size=BATCH, ignore_conflicts=True)
    count_anew({notice.user_id for notice in notices})


def count_anew(people: Collection[int]) -> None:
    """Write onto people's rows how many unread notices they have.

    The rows are locked in one order, whoever counts: two workers that tell the same people never wait for each other.
    """
    people = sorted(people)
    for start in range(0, len(people), BATCH):
        _count_anew(people[start : start + BATCH])


@transaction.atomic
def _count_anew(people: list[int]) -> None:
    rows = User.objects.filter(pk__in=people)
    list(rows.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))
    unread = Notice.objects.unread().filter(user=OuterRef("pk")).order_by().values("user")
    number = Subquery(unread.annotate(number=Count("pk")).values("number"), output_field=IntegerField())
    rows.update(unread_notices=Coalesce(number, 0))


def shown(notices: Iterable[Notice], user) -> list[Told]:
    """Return notices with what they lead to, as far as the person may see it now."""
    notices = list(notices)
    subjects = seen_by(user, [notice.event.subject for notice in notices])
    return [Told(notice, subjects.get(notice.event.subject)) for notice in notices]


def mark_as_read(user, pk: int | None = None) -> int:
    """Mark one notice of a person, or all, as read; return how many were unread."""
    unread = Notice.objects.unread().filter(user=user)
    number = (unread if pk is None else unread.filter(pk=pk)).update(read_at=timezone.now())
    count_anew({user.pk})
    return number


def settle(prefixes: Iterable[str]) -> None:
    """Mark as read, for everybody, the notices of events whose keys begin so: what they asked for is done."""
    begin = Q()
    for prefix in prefixes:
        begin |= Q(event__key__startswith=prefix)
    unread = Notice.objects.unread().filter(begin)
    people = set(unread.values_list("user", flat=True))
    if people:
        unread.update(read_at=timezone.now())
        count_anew(people)


def forget_old() -> int:
    """Delete what happened half a year ago and everybody's notices of it; return how many events that were."""
    old = Event.objects.filter(created_at__lt=timezone.now() - KEPT).order_by("pk")[:BATCH]
    people = set(Notice.objects.unread().filter(event__in=old.values("pk")).values_list("user", flat=True))
    number = Event.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()[1]
    count_anew(people)
    return number.get(Event._meta.label, 0)
