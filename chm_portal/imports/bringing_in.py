"""From a checked row to a draft, by the steps that a person takes on pages: start, open, save, submit, publish."""

import uuid
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from chm_portal.imports.checking import known_by_key
from chm_portal.imports.models import Import, ImportedKey, ImportRow, scope_of
from chm_portal.records import checking, publication, submission
from chm_portal.records.models import Record, Revision
from chm_portal.records.refusals import Incomplete, Refusal

Outcome = ImportRow.Outcome


class Trouble(Exception):
    """A row cannot be brought in any more: something has changed since it was checked; `row` is that one."""

    def __init__(self, row: ImportRow, reason: str):
        super().__init__(reason)
        self.row, self.reason = row, reason


def bring_in(of: Import, rows: list[ImportRow], by) -> None:
    """Make or change the draft of each of these rows; raises Trouble. The caller holds the transaction.

    Done again it finds the same drafts by their keys and changes nothing.
    """
    known = known_by_key(of.owner, of.kind, [row.key for row in rows])
    for row in rows:
        try:
            record = _change(row, known[row.key], by) if row.key in known else _begin(of, row, by)
        except Refusal as refusal:
            raise Trouble(row, refusal.messages[0]) from refusal
        if row.record_id != record.pk:
            row.record = record
            row.save(update_fields=["record"])


def _begin(of: Import, row: ImportRow, by) -> Record:
    if row.outcome != Outcome.NEW:
        raise Trouble(row, _("Its record is not there any more."))
    key = uuid.uuid5(of.creation_key, str(row.place))
    revision = submission.start(of.kind_of, of.owner, by, key, answers=row.answers)
    ImportedKey.objects.create(
        scope=scope_of(of.owner),
        kind=of.kind,
        key=row.key,
        record=revision.record,
        digest=row.digest,
        seen=row.seen,
    )
    return revision.record


def _change(row: ImportRow, known: Any, by) -> Record:
    key: ImportedKey = known.key
    if key.digest == row.digest:
        return known.record
    if row.outcome != Outcome.CHANGED:
        raise Trouble(row, _("Another import has brought a row with this key in the meantime."))
    revision = known.open or submission.open_revision(known.record, by)
    nothing = submission.digest(None)
    saved = submission.save(revision, by, row.answers, {name: key.seen.get(name, nothing) for name in row.answers})
    if saved.conflicts:
        raise Trouble(row, _("Somebody has changed its draft in the meantime."))
    if saved.problems:
        raise Trouble(row, str(saved.problems[0]))
    key.digest, key.seen, key.updated_at = row.digest, key.seen | row.seen, timezone.now()
    key.save(update_fields=["digest", "seen", "updated_at"])
    return known.record


def hand_in(record: Record, by) -> Revision | None:
    """Submit the draft of a record that an import has made, whatever people did to it since; None if it has none."""
    revision = record.revisions.open().select_related("record__current").first()
    return submission.submit(revision, by) if revision and revision.is_editable else None


def publish(record: Record, by, publisher) -> bool:
    """Carry a record's draft through submission and the classification check as it stands; raises Refusal.

    Returns whether there was one.

    Nobody is written to: whoever moves a library knows what is published.
    """
    try:
        revision = hand_in(record, by) or record.revisions.waiting().first()
        if revision is None:
            return False
        publication.publish(revision, publisher, check=checking.as_classified(revision), is_told=False)
    except Incomplete as refusal:
        name, problems = next(iter(refusal.form.errors.items()))
        raise Refusal(f"{name}: {problems[0]}", code="incomplete") from refusal
    return True
