"""Probable duplicates among what is published: each record is compared once after each publication, by a worker."""

import time

from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone

from chm_portal.audit import trail
from chm_portal.curation.models import Comparison, DuplicatePair
from chm_portal.records import near_duplicates
from chm_portal.records.models import Record

AT_ONCE = 200
PROBABLE = 0.75  # share of trigrams in common; who writes is told of less
MOST_OF_ONE = 20  # pairs of one record


def compare_due(seconds: float) -> int:
    """Compare records that were published since they were last compared, for a while; return how many."""
    compared = Comparison.objects.filter(record=OuterRef("pk")).values("compared_at")
    due = Record.objects.published().alias(at=Subquery(compared)).filter(Q(at=None) | Q(at__lt=F("updated_at")))
    ends, number = time.monotonic() + seconds, 0
    for record in due.select_related("current").order_by("pk")[:AT_ONCE]:
        if time.monotonic() > ends:
            break
        compare(record)
        number += 1
    return number


@transaction.atomic
def compare(record: Record) -> None:
    """Write which others a published record looks like; pairs that somebody told apart stay apart."""
    now = timezone.now()
    record.current.record = record
    likeness = near_duplicates.likeness_of(record.current)
    with near_duplicates.nearness(PROBABLE):
        alike = list(near_duplicates.published_like(likeness, record.pk)[:MOST_OF_ONE])
    told = Q(first=record) | Q(second=record)
    DuplicatePair.objects.filter(told, dismissed_at=None).delete()
    pairs = [
        DuplicatePair(
            first_id=min(record.pk, other.pk),
            second_id=max(record.pk, other.pk),
            has_title=other.has_title,
            has_address=other.has_address,
        )
        for other in alike
    ]
    DuplicatePair.objects.bulk_create(pairs, ignore_conflicts=True)
    Comparison.objects.update_or_create(record=record, defaults={"compared_at": now})


@transaction.atomic
def tell_apart(pair: DuplicatePair, by) -> None:
    """Note that the two are not the same: they are not listed again."""
    pair.dismissed_by, pair.dismissed_at = by, timezone.now()
    pair.save(update_fields=["dismissed_by", "dismissed_at"])
    trail.record("records.told_apart", by, pair.first.topic, other=pair.second.identifier)
