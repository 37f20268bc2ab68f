"""Publishing, withdrawing and merging: the only code that writes what the public reads.

Every step is one transaction: lock the record, check, change, audit, ask for the index. Errors are Refusals.
"""

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chm_portal.audit import trail
from chm_portal.common.languages import LANGUAGE_CODES, suffix
from chm_portal.outbox import queue
from chm_portal.records import announcing, authority, checking, file_texts, ownership, translating
from chm_portal.records.classification import write_terms
from chm_portal.records.fields import FilesField, LinksField, RelationsField
from chm_portal.records.models import IdentifierCounter, Link, Record, Relation, Revision
from chm_portal.records.reading import frozen_labels
from chm_portal.records.refusals import Incomplete, NotYours, Refusal
from chm_portal.records.review import require_waiting
from chm_portal.records.submission import checked_form, locked


@transaction.atomic
def publish(
    revision: Revision,
    by,
    seen: str | None = None,
    check: dict[str, Any] | None = None,
    *,
    is_told: bool = True,
) -> Record:
    """Approve a submitted revision and make it what the public reads; return the record.

    `check` is the secretariat's classification check: for each checked field the value it confirms or changes to.
    Who submitted it and followers hear of it unless `is_told` is false: nobody wants a notice for each book moved in.
    Raises NotYours, AlreadyDecided, ChangedMeanwhile, Incomplete, Refusal (not endorsed yet, check missing).
    """
    revision = locked(revision)
    if revision.state == Revision.State.PUBLISHED and revision.decided_by_id == by.pk:
        return revision.record
    require_waiting(revision, by, seen)
    if not authority.may_approve(by, revision):
        raise NotYours
    record = revision.record
    if not record.is_national:
        if revision.state != Revision.State.ENDORSED:
            raise Refusal(_("It waits for the endorsement of its Party or organization first."), code="not_endorsed")
        checking.apply(revision, check)
    form = checked_form(revision)
    if form.errors:
        raise Incomplete(form)
    form.settle(revision)
    revision.payload = form.normal_payload()
    live = _write_live(record, revision, form)
    _write_parts(live, form, revision)
    _close(revision, live, by)
    form.follow_publication(live, revision, by)
    queue.enqueue("index", live.topic)
    trail.record(
        "revision.published", by, live.topic, revision=revision.pk, number=revision.number, checks=revision.checks
    )
    if is_told:
        announcing.published(revision, live, by)
    if revision.number == 1:
        ownership.announce(live)
    return live


def _write_live(record: Record, revision: Revision, form) -> Record:
    """Save shell and child from the form; the first publication gives the identifier and makes the child's row."""
    first = not type(form.instance).objects.filter(pk=record.pk).exists()
    now = timezone.now()
    content = set(form._meta.fields)
    live = form.instance
    for column in Record._meta.concrete_fields:
        if column.name not in content and column.name not in {"title", "summary", "languages"}:
            setattr(live, column.attname, getattr(record, column.attname))
    live.pk = live.record_ptr_id = record.pk
    form.fill(live)
    if not live.identifier:
        live.identifier = IdentifierCounter.next_identifier(record.kind_of.code, record.scope)
        live.published_at = now
    live.state, live.updated_at = Record.State.PUBLISHED, now
    live.withdrawn_at, live.withdrawal_reason = None, ""
    live.current = revision
    translating.carry_over(live, revision.payload)
    live.save(force_insert=(type(live),) if first else False)
    return live


def _write_parts(live: Record, form, revision: Revision) -> None:
    """Write what hangs on the record: the owner's terms, links, relations, files."""
    for name, field in form.term_fields():
        wanted = revision.checks.get(name, {}).get("secretariat")
        write_terms(
            live, field, owner=set(form.cleaned_data[name]), secretariat=None if wanted is None else set(wanted)
        )
    live.relations.filter(by_secretariat=False).delete()
    for name, field in form.fields.items():
        rows = form.cleaned_data.get(name) or []
        if isinstance(field, FilesField):
            _write_files(live, rows)
        elif isinstance(field, LinksField):
            live.links.filter(Q(by_secretariat=False) | Q(address__in=[row["address"] for row in rows])).delete()
            Link.objects.bulk_create(Link(record=live, position=place, **row) for place, row in enumerate(rows))
        elif isinstance(field, RelationsField):
            _write_relations(live, rows)


def _write_relations(live: Record, rows: list[dict]) -> None:
    named = Record.objects.filter(identifier__in=[row["target"] for row in rows]).values_list("identifier", "pk")
    targets = dict(named)
    live.relations.filter(target__in=targets.values()).delete()  # the owner says now what the secretariat had kept
    Relation.objects.bulk_create(
        Relation(
            source=live,
            verb=row["verb"],
            target_id=targets[row["target"]],
            position=place,
            note=row.get("note", ""),
            note_language=row.get("note_language", ""),
        )
        for place, row in enumerate(rows)
    )


def _write_files(live: Record, rows: list[dict]) -> None:
    shown = {row["file"]: (place, row) for place, row in enumerate(rows)}
    attachments = list(live.attachments.all())
    for attachment in attachments:
        place, row = shown.get(attachment.pk, (None, {}))
        attachment.position = place
        attachment.title, attachment.language = row.get("title", ""), row.get("language", "")
        if place is not None:
            attachment.published_at = attachment.published_at or timezone.now()
        attachment.save(update_fields=["position", "title", "language", "published_at"])
    if attachments:
        queue.enqueue("read-files", live.topic)


def _close(revision: Revision, live: Record, by) -> None:
    last = live.revisions.exclude(number=None).order_by("-number").values_list("number", flat=True).first()
    revision.number = (last or 0) + 1
    revision.labels = frozen_labels(revision.kind_of.form, revision.payload)
    revision.state, revision.decided_by, revision.decided_at = Revision.State.PUBLISHED, by, timezone.now()
    revision.claimed_by = revision.claimed_at = None
    revision.record = live
    revision.save()


@transaction.atomic
def withdraw(record: Record, by, reason: str, merged_into: Record | None = None) -> Record:
    """Take a published record away: content goes, identifier, owner, date and reason stay at its address (410).

    With `merged_into` the address leads to the surviving record instead, older merges follow, and an open revision is
    cancelled; otherwise it stays, to republish from. Raises NotYours, Refusal.
    """
    record = Record.objects.select_for_update(no_key=True).get(pk=record.pk)
    if not authority.may_withdraw(by, record):
        raise NotYours
    if record.state == Record.State.WITHDRAWN:
        return record
    if record.state != Record.State.PUBLISHED:
        raise Refusal(_("Only what is published can be withdrawn."), code="not_published")
    if not reason.strip():
        raise Refusal(_("Give the reason: it stands at the record's address from now on."), code="reason")
    if merged_into and (merged_into.pk == record.pk or merged_into.state != Record.State.PUBLISHED):
        raise Refusal(_("The other record is not published."), code="merged_into")
    live = record.kind_of.model.objects.get(pk=record.pk)
    topics = announcing.topics_of(live)
    live.delete(keep_parents=True)
    for name in ("title", "summary"):
        for code in LANGUAGE_CODES:
            setattr(record, f"{name}_{suffix(code)}", None)
        record.__dict__[name] = ""
    record.languages, record.original_url = [], ""
    for _name, field in record.kind_of.form.base_term_fields():
        write_terms(record, field, owner=set())
    record.links.all().delete()
    record.relations.all().delete()
    record.translations.all().delete()
    file_texts.forget(record)
    record.state, record.withdrawn_at, record.withdrawal_reason = Record.State.WITHDRAWN, timezone.now(), reason.strip()
    record.merged_into = merged_into
    record.save()
    if merged_into:
        announcing.gives_up(record.revisions.open(), by)
        record.revisions.open().update(state=Revision.State.CANCELLED, decided_by=by, decided_at=record.withdrawn_at)
        Record.objects.filter(merged_into=record).update(merged_into=merged_into)
    queue.enqueue("index", record.topic)
    trail.record("record.withdrawn", by, record.topic, merged_into=merged_into and merged_into.identifier)
    announcing.withdrawn(record, by, topics)
    return record


def _take_files_away(revision: Revision) -> None:
    """Make files private again that only suppressed revisions name; the sweep deletes them a day later."""
    named = {row["file"] for row in revision.payload.get("files") or []}
    for other in revision.record.revisions.filter(state=Revision.State.PUBLISHED, suppressed_at=None):
        named -= {row["file"] for row in other.payload.get("files") or []}
    revision.record.attachments.filter(pk__in=named).update(published_at=None)


@transaction.atomic
def suppress(revision: Revision, by, reason: str) -> Revision:
    """Take one published revision out of the public history (personal data, rights); its address answers 410.

    The revision that readers see now cannot be suppressed: withdraw the record or publish a corrected one first.
    """
    revision = locked(revision)
    if not authority.may_classify(by, revision.record):
        raise NotYours
    if revision.state != Revision.State.PUBLISHED or revision.record.current_id == revision.pk:
        raise Refusal(_("Only an earlier published revision can be suppressed."), code="current")
    if not reason.strip():
        raise Refusal(_("Give the reason of suppression."), code="reason")
    if revision.suppressed_at is None:
        revision.suppressed_at, revision.suppression_reason = timezone.now(), reason.strip()
        revision.save(update_fields=["suppressed_at", "suppression_reason"])
        _take_files_away(revision)
        trail.record("revision.suppressed", by, revision.record.topic, revision=revision.pk, number=revision.number)
    return revision
