"""From the first word to the review queue: start, write, submit, cancel.

Every step is one function in one transaction: lock the record, check, change, audit. Errors are Refusals.
"""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chm_portal.audit import trail
from chm_portal.common.clean_text import clean_text
from chm_portal.directory import access
from chm_portal.directory.owners import ORGANISATION, PARTY, Owner
from chm_portal.records import announcing, authority, kinds
from chm_portal.records.intake import clean_payload
from chm_portal.records.models import Record, Revision
from chm_portal.records.ownership import take_over
from chm_portal.records.payload import digest, payload_digest
from chm_portal.records.refusals import (
    AlreadyDecided,
    AlreadyRegistered,
    ChangedMeanwhile,
    Incomplete,
    NotYours,
    Refusal,
)


def locked(revision: Revision) -> Revision:
    """Return the revision read again under its record's lock: one lock, always the record's, for every step.

    The lock is "no key", so that audit rows and comments that refer to the record do not wait for it.
    """
    Record.objects.select_for_update(no_key=True).get(pk=revision.record_id)
    return Revision.objects.select_related(
        "record__owner_country",
        "record__owner_organisation",
        "record__current",
        "base",
        "author",
        "submitted_by",
        "decided_by",
    ).get(pk=revision.pk)


def start(
    kind: kinds.Kind,
    owner: Owner,
    by,
    creation_key: UUID,
    *,
    party=None,
    answers: dict[str, Any] | None = None,
    taken_from: str = "",
    is_demonstration: bool = False,
) -> Revision:
    """Return the first draft of a new record; the same creation key by the same person gives the same draft.

    `party` is the Party (Country) whose national record the secretariat begins, `answers` are those given before there
    is a draft, `taken_from` is the feed that a program drafts it from. Where a record of the kind exists once only for
    its subject, its open draft is returned instead. Raises NotYours when the person does not draft for the owner or the
    key is somebody else's, AlreadyRegistered when somebody else keeps the record, Refusal. What somebody else had begun
    and given up before anything was published keeps nobody from beginning it.
    """
    if not access.keeps(by, owner) or owner.kind not in kind.owner_kinds:
        raise NotYours
    party_id = _party_concerned(kind, owner, party)
    subject = kind.form.subject_of(party_id, answers or {})
    existing = _registered(kind, subject) if subject else None
    if existing and not _is_given_up_by_others(existing, by):
        return _resume(existing, by)
    try:
        with transaction.atomic():
            if existing:
                _let_go(existing, by)
            record = Record.objects.create(
                kind=kind.slug,
                created_by=by,
                party_id=party_id,
                subject=subject,
                taken_from=taken_from,
                is_demonstration=is_demonstration,
                **Record.owner_columns(owner),
            )
            revision = Revision.objects.create(
                record=record, author=by, creation_key=creation_key, schema=kind.form.schema, payload=answers or {}
            )
            trail.record("record.started", by, record.topic, kind=kind.slug, owner=owner.key)
    except IntegrityError:
        revision = Revision.objects.select_related("record").filter(creation_key=creation_key, author=by).first()
        if revision is None and subject and (existing := _registered(kind, subject)):
            return _resume(existing, by)
        if revision is None:
            raise NotYours from None
    return revision


def _party_concerned(kind: kinds.Kind, owner: Owner, party) -> int | None:
    """Return the key of the Party whose national record it is: the owner, or the one the secretariat names.

    None where it is nobody's own word: of another kind, an organisation's, the secretariat's for no Party.
    """
    if not kind.national or owner.kind == ORGANISATION:
        return None
    if owner.kind == PARTY:
        return owner.country_id
    if party is None and not kind.party_is_needed:
        return None
    if party is None:
        raise Refusal(_("Say which Party it concerns."), code="party")
    return party.pk


def _registered(kind: kinds.Kind, subject: str) -> Record | None:
    records = Record.objects.select_related("owner_country", "owner_organisation")
    return records.filter(kind=kind.slug, subject=subject).first()


def _is_given_up_by_others(record: Record, by) -> bool:
    """Whether others had begun it, have published nothing, and have cancelled every draft of it."""
    if authority.may_draft(by, record) or authority.may_take_over(by, record):
        return False
    return record.state == Record.State.UNPUBLISHED and not record.revisions.open().exists()


def _let_go(record: Record, by) -> None:
    """Take what was given up out of the way: it stays its owner's, and no longer stands for its subject."""
    record = Record.objects.select_for_update().get(pk=record.pk)
    if record.revisions.open().exists():
        raise AlreadyRegistered(record)
    record.subject = None
    record.save(update_fields=["subject"])
    trail.record("record.let_go", by, record.topic, kind=record.kind)


def _resume(record: Record, by) -> Revision:
    """Return the draft of a record that is there; what the secretariat has only begun goes over to the Party."""
    if record.state == Record.State.UNPUBLISHED and authority.may_take_over(by, record):
        record = take_over(record, by)
    if not authority.may_draft(by, record):
        raise AlreadyRegistered(record)
    return open_revision(record, by)


@transaction.atomic
def open_revision(record: Record, by) -> Revision:
    """Return the record's open revision, begun from what is published if there is none. Raises NotYours, Refusal."""
    if not authority.may_draft(by, record):
        raise NotYours
    record = Record.objects.select_for_update(no_key=True).get(pk=record.pk)
    if record.merged_into_id:
        raise Refusal(_("It was merged into another record; edit that one."), code="merged")
    revision = record.revisions.open().first()
    if revision is None:
        base = record.current
        revision = Revision.objects.create(
            record=record,
            author=by,
            base=base,
            payload=base.upgraded_payload() if base else _settled_before(record),
            schema=record.kind_of.form.schema,
        )
        trail.record("revision.started", by, record.topic, revision=revision.pk)
    return revision


def _settled_before(record: Record) -> dict[str, Any]:
    """Return what was settled when a record was begun of which every draft was given up; it stays as it is.

    Raises AlreadyRegistered when somebody else has begun the same meanwhile.
    """
    form, first = record.kind_of.form, record.revisions.order_by("pk").first()
    payload = first.upgraded_payload() if first else {}
    settled = {name: payload[name] for name in form.fixed if name in payload}
    if record.subject is None and (subject := form.subject_of(record.party_id, settled)):
        if other := _registered(record.kind_of, subject):
            raise AlreadyRegistered(other)
        record.subject = subject  # nobody has it any more
        record.save(update_fields=["subject"])
    return settled


@dataclass
class Saved:
    """What a save did: the revision as it is now, and fields that two people changed at once."""

    revision: Revision
    conflicts: dict[str, Any] = field(default_factory=dict)  # {field: what the other person wrote}
    problems: list = field(default_factory=list)  # what intake had to refuse, as messages


@transaction.atomic
def save(revision: Revision, by, values: dict[str, Any], seen: dict[str, str] | None = None) -> Saved:
    """Store answers of some fields, as typed; return what happened.

    `seen` holds the digest of each field as the page showed it. Only I changed a field: mine is taken. Only somebody
    else did: theirs stays. Both did: theirs stays and is told in `conflicts`. Raises NotYours, AlreadyDecided.
    """
    revision = locked(revision)
    if not authority.may_draft(by, revision.record):
        raise NotYours
    if not revision.is_editable:
        raise AlreadyDecided(revision)
    payload = revision.upgraded_payload()
    values = {name: value for name, value in values.items() if name not in revision.kind_of.form.fixed}
    stays = {name: value for name, value in payload.items() if name not in values}
    values, problems = clean_payload(values, beside=stays)
    saved = Saved(revision, problems=problems)
    for name, value in values.items():
        stands, mine = digest(payload.get(name)), digest(value)
        shown = (seen or {}).get(name, stands)
        if stands in (shown, mine):
            payload[name] = value
        elif mine != shown:
            saved.conflicts[name] = payload.get(name)
    revision.payload, revision.schema, revision.saved_at = payload, revision.kind_of.form.schema, timezone.now()
    revision.save(update_fields=["payload", "schema", "saved_at"])
    return saved


def checked_form(revision: Revision):
    """Return the kind's form over the revision's payload, validated."""
    base = revision.base.upgraded_payload() if revision.base else None
    form = revision.kind_of.form(revision.upgraded_payload(), record=revision.record, base=base)
    form.is_valid()
    return form


@transaction.atomic
def submit(revision: Revision, by, seen: str | None = None, change_note: str = "") -> Revision:
    """Hand the revision in: checked whole, stored in normal form, waiting for endorsement or approval.

    `change_note` says in a sentence what changed, for the public history. Submitting again what one submitted oneself
    changes nothing. Raises NotYours, AlreadyDecided, ChangedMeanwhile
    (what the person read on check-your-answers has changed since), Incomplete (with the form), Refusal (the sentence is
    too long).
    """
    change_note = clean_text(change_note).strip()
    longest = Revision._meta.get_field("change_note").max_length
    if len(change_note) > longest:
        message = _("What changed: shorten it to %(most)d characters; it has %(number)d.")
        raise Refusal(message % {"most": longest, "number": len(change_note)}, code="change_note")
    revision = locked(revision)
    if not authority.may_draft(by, revision.record):
        raise NotYours
    if revision.state in (Revision.State.SUBMITTED, Revision.State.ENDORSED) and revision.submitted_by_id == by.pk:
        return revision
    if not revision.is_editable:
        raise AlreadyDecided(revision)
    if seen is not None and seen != payload_digest(revision.upgraded_payload()):
        raise ChangedMeanwhile
    form = checked_form(revision)
    if form.errors:
        raise Incomplete(form)
    waits_for_endorsement = authority.needs_endorsement(revision.record, by)
    revision.payload, revision.schema = form.normal_payload(), form.schema
    revision.change_note = change_note if revision.base_id else ""
    revision.state = Revision.State.SUBMITTED
    revision.submitted_at, revision.submitted_by = timezone.now(), by
    if not waits_for_endorsement and not revision.record.is_national:
        revision.state = Revision.State.ENDORSED
        revision.endorsed_at, revision.endorsed_by = revision.submitted_at, by
    revision.claimed_by = revision.claimed_at = None
    revision.decided_by = revision.decided_at = None
    revision.save()
    trail.record("revision.submitted", by, revision.record.topic, revision=revision.pk)
    announcing.waits(revision, by)
    return revision


@transaction.atomic
def cancel(revision: Revision, by) -> Revision:
    """Give up an open revision; what is published stays as it is. Raises NotYours, AlreadyDecided."""
    revision = locked(revision)
    if not authority.may_draft(by, revision.record):
        raise NotYours
    if revision.state == Revision.State.CANCELLED:
        return revision
    if not revision.is_open:
        raise AlreadyDecided(revision)
    announcing.gives_up([revision], by)
    revision.state, revision.decided_by, revision.decided_at = Revision.State.CANCELLED, by, timezone.now()
    revision.save(update_fields=["state", "decided_by", "decided_at"])
    trail.record("revision.cancelled", by, revision.record.topic, revision=revision.pk)
    return revision
