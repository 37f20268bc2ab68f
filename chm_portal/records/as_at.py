"""How records stood at a moment in the past: which published revision was public, and for whom it spoke (R44).

Read from what history keeps: the moments of publication (of published revisions only), of withdrawal (audit) and of the
takeover (record). What the portal shows no more, because the record is withdrawn now or the revision was suppressed, is
told as a fact without its content.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, QuerySet
from django.db.models.fields.json import KT, KeyTransform

from chm_portal.audit.models import AuditEvent
from chm_portal.common.as_at import end_of
from chm_portal.directory.owners import PARTY
from chm_portal.records.models import Record, Revision


@dataclass(frozen=True)
class Standing:
    """A record as it was public at a moment."""

    record: Record
    revision: Revision

    @property
    def is_withdrawn_since(self) -> bool:
        """Whether readers of today find a tombstone in its place."""
        return self.record.state != Record.State.PUBLISHED

    @property
    def is_readable(self) -> bool:
        """Whether what it said then can be read today."""
        return not self.is_withdrawn_since and self.revision.suppressed_at is None

    @property
    def is_by_party(self) -> bool:
        """Whether the Party itself had published it; what it had only taken over was not its word yet."""
        taken_over = self.record.taken_over_at
        return self.record.owner_kind == PARTY and (taken_over is None or taken_over < self.revision.decided_at)


def standing(records: QuerySet, day: date, *texts: str) -> list[Standing]:
    """Return how those of these records stood that were public at the end of a day; two queries.

    Payloads stay behind but for `languages` and the plain answers named in `texts`: `revision.said_submitted`.
    """
    moment = end_of(day)
    revisions = Revision.objects.filter(state=Revision.State.PUBLISHED, decided_at__lt=moment, record__in=records)
    newest = (
        revisions.order_by("record_id", "-number")
        .distinct("record_id")
        .select_related("record")
        .defer("payload", "labels", "checks", "return_note", "record__withdrawal_reason")
        .annotate(languages=KeyTransform("languages", "payload"))
        .annotate(**{f"said_{name}": KT(f"payload__{name}") for name in texts})
    )
    found = list(newest)
    withdrawn = _last_withdrawals([revision.record.topic for revision in found], moment)
    return [
        Standing(revision.record, revision)
        for revision in found
        if revision.record.topic not in withdrawn or withdrawn[revision.record.topic] < revision.decided_at
    ]


def standing_of(record: Record, day: date) -> Standing | None:
    """Return how one record stood at the end of a day; None where it was not public."""
    return next(iter(standing(Record.objects.filter(pk=record.pk), day)), None)


def withdrawn_at(record: Record, day: date) -> datetime | None:
    """Return when a record that was not public at the end of a day had been withdrawn; None: not published before."""
    return _last_withdrawals([record.topic], end_of(day)).get(record.topic)


def _last_withdrawals(topics: Iterable[str], before: datetime) -> dict[str, datetime]:
    acts = AuditEvent.objects.filter(action="record.withdrawn", subject__in=topics, at__lt=before)
    return dict(acts.order_by().values_list("subject").annotate(last=Max("at")))
