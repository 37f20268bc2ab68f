"""Who stands behind a term: rows with two ticks, written here and nowhere else (R67, R91)."""

from django.db import transaction
from django.db.models import QuerySet

from chm_portal.audit import trail
from chm_portal.directory.owners import PARTY
from chm_portal.outbox import queue
from chm_portal.records import authority, kinds
from chm_portal.records.models import Record, RecordArticle, RecordDecision, RecordTarget, RecordTerm
from chm_portal.records.refusals import NotYours, Refusal
from chm_portal.vocabularies.memory import vocabulary


def write_terms(record: Record, field, *, owner: set[str] | None = None, secretariat: set[str] | None = None) -> dict:
    """Set the owner's or the secretariat's ticks to exactly these codes; None leaves that side alone.

    `field` is a TermsField with `through`. Returns {"added": [...], "removed": [...]} of codes the record gained or
    lost altogether. One query when nothing changes.
    """
    words = vocabulary(field.vocabulary_name)
    rows = {words.by_pk(row.term_id).code: row for row in field.through.objects.filter(record=record)}
    changes = {"added": [], "removed": []}
    for code in sorted(set(rows) | (owner or set()) | (secretariat or set())):
        row = rows.get(code) or field.through(record=record, term_id=words[code].pk)
        wanted = (
            row.by_owner if owner is None else code in owner,
            row.by_secretariat if secretariat is None else code in secretariat,
        )
        if (row.by_owner, row.by_secretariat) == wanted:
            continue
        _write(row, wanted)
        if not any(wanted):
            changes["removed"].append(code)
        elif code not in rows:
            changes["added"].append(code)
    return changes


def _write(row: RecordTerm, wanted: tuple[bool, bool]) -> None:
    if any(wanted):
        row.by_owner, row.by_secretariat = wanted
        row.save()
    else:
        row.delete()


def standing(record: Record, field) -> tuple[set[str], set[str]]:
    """Return (codes ticked by the owner, codes ticked by the secretariat)."""
    words = vocabulary(field.vocabulary_name)
    rows = [(words.by_pk(row.term_id).code, row) for row in field.through.objects.filter(record=record)]
    return {code for code, row in rows if row.by_owner}, {code for code, row in rows if row.by_secretariat}


def added_by_secretariat(record: Record) -> list[tuple]:
    """Return (label of the field, labels of the terms) of what the secretariat has added to a record's terms."""
    added = []
    for _name, field in record.kind_of.form.base_term_fields():
        words = vocabulary(field.vocabulary_name)
        rows = field.through.objects.filter(record=record, by_secretariat=True).values_list("term_id", flat=True)
        if terms := sorted((words.by_pk(pk) for pk in rows), key=lambda term: term.place):
            added.append((field.label, [term.label for term in terms]))
    return added


def to_link() -> QuerySet[Record]:
    """Return the national records that Parties have published and the secretariat has linked to nothing yet (R91)."""
    slugs = [kind.slug for kind in kinds.every() if kind.national and kind.form.classified]
    records = Record.objects.published().filter(kind__in=slugs, owner_kind=PARTY)
    for model in (RecordArticle, RecordDecision, RecordTarget):
        records = records.exclude(pk__in=model.objects.filter(by_secretariat=True).values("record"))
    return records.order_by("-published_at", "-pk")


@transaction.atomic
def classify(record: Record, by, terms: dict[str, set[str]]) -> dict:
    """Set the secretariat's terms of a published record, {field name: codes}, without reopening it (R91).

    Returns the changes by field, which are audited and shown in the record's history. Raises NotYours, Refusal.
    """
    record = Record.objects.select_for_update(no_key=True).get(pk=record.pk)
    if not authority.may_classify(by, record):
        raise NotYours
    fields = dict(record.kind_of.form.base_term_fields())
    changes = {}
    for name, codes in terms.items():
        unknown = sorted(code for code in codes if code not in vocabulary(fields[name].vocabulary_name))
        if unknown:
            raise Refusal(f"{name}: {', '.join(unknown)}", code="unknown_term")
        change = write_terms(record, fields[name], secretariat=set(codes))
        if change["added"] or change["removed"]:
            changes[name] = change
    if changes:
        trail.record("record.classified", by, record.topic, changes=changes)
        queue.enqueue("index", record.topic)
    return changes
