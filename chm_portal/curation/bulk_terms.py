"""One term given to many records, or taken from them, by the secretariat: planned, done at once, undone once (R66).

It is the secretariat's tick that changes (records/classification.py): what an owner says of its record stays.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chm_portal.audit import trail
from chm_portal.curation.models import TermChange
from chm_portal.directory import access
from chm_portal.records.classification import classify, standing
from chm_portal.records.fields import TermsField
from chm_portal.records.models import Record
from chm_portal.records.refusals import NotYours, Refusal

MOST = 200  # records of one change: they are written while somebody waits

HAS_IT, NOT_ASKED, OWNERS, HAS_NOT = (
    _("has it already"),
    _("this kind of record has no such terms"),
    _("its owner says so: it stays"),
    _("does not have it"),
)
GAINS, LOSES = pgettext_lazy("a record and a term", "gains it"), pgettext_lazy("a record and a term", "loses it")


@dataclass(frozen=True)
class Line:
    """What a change does to one record, in words."""

    record: Record
    is_changed: bool
    outcome: str | Promise


def plan(records: Iterable[Record], action: str, field: str, code: str) -> list[Line]:
    """Return what giving a term to these records, or taking it from them, does to each; a query for each."""
    return [_line(record, action, field, code) for record in records]


def _line(record: Record, action: str, field: str, code: str) -> Line:
    asked = record.kind_of.form.base_fields.get(field)
    if not (isinstance(asked, TermsField) and asked.through):
        return Line(record, False, NOT_ASKED)
    by_owner, by_secretariat = (code in codes for codes in standing(record, asked))
    if action == TermChange.Action.ADD:
        is_there = by_owner or by_secretariat
        return Line(record, not is_there, HAS_IT if is_there else GAINS)
    if by_owner:
        return Line(record, False, OWNERS)
    return Line(record, by_secretariat, LOSES if by_secretariat else HAS_NOT)


@transaction.atomic
def change(keys: Sequence[int], action: str, field: str, code: str, by) -> TermChange:
    """Give a term to the published records of these primary keys, or take it from them; return what was done.

    All of it or nothing. Raises NotYours, Refusal where nothing is left to be changed.
    """
    if not access.is_curator(by):
        raise NotYours
    records = _locked(keys[:MOST])
    lines = [line for line in plan(records, action, field, code) if line.is_changed]
    if not lines:
        raise Refusal(_("There is nothing to change: see what is said of each record."), code="nothing")
    done = TermChange.objects.create(by=by, action=action, field=field, code=code)
    for line in lines:
        _tick(line.record, field, code, by, wanted=action == TermChange.Action.ADD)
    done.records.set([line.record for line in lines])
    trail.record("terms.changed", by, f"change:{done.pk}", done=action, field=field, code=code, records=len(lines))
    return done


@transaction.atomic
def undo(done: TermChange, by) -> list[Record]:
    """Take a change back, once; return the records that were left as they are, since somebody has changed them after.

    Raises NotYours, Refusal where it was undone already.
    """
    if not access.is_curator(by):
        raise NotYours
    done = TermChange.objects.select_for_update().get(pk=done.pk)
    if done.undone_at:
        raise Refusal(_("This change was undone already."), code="undone")
    was_added = done.action == TermChange.Action.ADD
    left = []
    for record in _locked(done.records.values_list("pk", flat=True)):
        _owner, secretariat = standing(record, record.kind_of.form.base_fields[done.field])
        if (done.code in secretariat) == was_added:
            _tick(record, done.field, done.code, by, wanted=not was_added)
        else:
            left.append(record)
    done.undone_by, done.undone_at = by, timezone.now()
    done.save(update_fields=["undone_by", "undone_at"])
    trail.record("terms.undone", by, f"change:{done.pk}", left=[record.identifier for record in left])
    return left


def _locked(keys: Iterable[int]) -> list[Record]:
    published = Record.objects.published().filter(pk__in=list(keys))
    return list(published.select_for_update(no_key=True).order_by("pk"))


def _tick(record: Record, field: str, code: str, by, *, wanted: bool) -> None:
    _owner, secretariat = standing(record, record.kind_of.form.base_fields[field])
    classify(record, by, {field: secretariat | {code} if wanted else secretariat - {code}})
