"""What reviewers do with a submitted revision, short of publishing it: claim, endorse, return (R66–R68)."""

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chm_portal.audit import trail
from chm_portal.notifications.models import Verb
from chm_portal.records import announcing, authority
from chm_portal.records.models import Revision
from chm_portal.records.payload import payload_digest
from chm_portal.records.refusals import AlreadyDecided, ChangedMeanwhile, NotYours, Refusal
from chm_portal.records.submission import locked

WAITING = (Revision.State.SUBMITTED, Revision.State.ENDORSED)


class ReturnReason(models.TextChoices):
    """Why a revision goes back to its authors; each is explained where it is chosen and where it is read."""

    INCOMPLETE = "incomplete", _("Incomplete")
    CLASSIFICATION = "classification", _("Wrong classification")
    NOT_PUBLIC = "not-public", _("Not public")
    CONFIDENTIAL = "confidential", _("Confidential")
    DUPLICATE = "duplicate", _("Duplicate")
    OTHER = "other", _("Other")


EXPLAINED = {
    ReturnReason.INCOMPLETE: _(
        "Something that readers need is missing: a summary that says what it is, a file or link that works."
    ),
    ReturnReason.CLASSIFICATION: _("The type, themes, articles or targets do not fit what the resource is about."),
    ReturnReason.NOT_PUBLIC: _(
        "It is not in the public domain and not freely available; a clearing-house holds only what anybody may read."
    ),
    ReturnReason.CONFIDENTIAL: _(
        "It holds confidential or personal information, which by definition has no place here."
    ),
    ReturnReason.DUPLICATE: _("The portal has this resource already; the explanation names the record."),
    ReturnReason.OTHER: _("See the explanation."),
}


def require_waiting(revision: Revision, by, seen: str | None) -> None:
    """Check that a decision can still be taken on what the reviewer read; raises AlreadyDecided, ChangedMeanwhile."""
    if revision.state not in WAITING:
        raise AlreadyDecided(revision)
    if seen is not None and seen != payload_digest(revision.payload):
        raise ChangedMeanwhile


def require_right(is_allowed: bool, by, revision: Revision) -> None:
    """Check a reviewer's right; who had it until somebody endorsed is told so (AlreadyDecided), others get NotYours."""
    if not is_allowed:
        is_late = revision.state == Revision.State.ENDORSED and authority.speaks_for_owner(by, revision.record)
        raise AlreadyDecided(revision) if is_late else NotYours()


@transaction.atomic
def claim(revision: Revision, by, note: str = "") -> Revision:
    """Take a revision for review for 24 hours; somebody else's claim is taken over only with a note that says why."""
    revision = locked(revision)
    require_waiting(revision, by, None)
    require_right(authority.may_send_back(by, revision), by, revision)
    if revision.is_claimed and revision.claimed_by_id == by.pk:
        return revision
    if revision.is_claimed and not note.strip():
        raise Refusal(
            _("%(name)s is reviewing this. To take it over, write a note that says why."),
            code="claimed",
            params={"name": revision.claimed_by},
        )
    previous = revision.claimed_by_id if revision.is_claimed else None
    revision.claimed_by, revision.claimed_at = by, timezone.now()
    revision.save(update_fields=["claimed_by", "claimed_at"])
    trail.record(
        "revision.claimed", by, revision.record.topic, revision=revision.pk, taken_from=previous, note=note[:500]
    )
    announcing.step(Verb.REVIEWED, revision, by)
    return revision


@transaction.atomic
def release(revision: Revision, by) -> Revision:
    """Give a claimed revision back to the queue; somebody else's claim is left alone."""
    revision = locked(revision)
    if revision.claimed_by_id == by.pk:
        revision.claimed_by = revision.claimed_at = None
        revision.save(update_fields=["claimed_by", "claimed_at"])
        trail.record("revision.released", by, revision.record.topic, revision=revision.pk)
    return revision


@transaction.atomic
def endorse(revision: Revision, by, seen: str | None = None) -> Revision:
    """Say for the owner that this goes to the secretariat. Raises NotYours, AlreadyDecided, ChangedMeanwhile."""
    revision = locked(revision)
    if revision.state == Revision.State.ENDORSED and revision.endorsed_by_id == by.pk:
        return revision
    require_waiting(revision, by, seen)
    require_right(authority.may_endorse(by, revision), by, revision)
    revision.state, revision.endorsed_at, revision.endorsed_by = Revision.State.ENDORSED, timezone.now(), by
    revision.claimed_by = revision.claimed_at = None
    revision.save(update_fields=["state", "endorsed_at", "endorsed_by", "claimed_by", "claimed_at"])
    trail.record("revision.endorsed", by, revision.record.topic, revision=revision.pk)
    announcing.step(Verb.ENDORSED, revision, by, "records/revision_endorsed")
    return revision


@transaction.atomic
def send_back(revision: Revision, by, reasons: list[str], note: str, seen: str | None = None) -> Revision:
    """Return a revision to its authors with chosen reasons and an explanation, and tell who submitted it.

    Raises NotYours, AlreadyDecided (two reviewers at once: the first decides), ChangedMeanwhile, Refusal.
    """
    revision = locked(revision)
    if revision.state == Revision.State.RETURNED and revision.decided_by_id == by.pk:
        return revision
    require_waiting(revision, by, seen)
    require_right(authority.may_send_back(by, revision), by, revision)
    if not reasons or not set(reasons) <= set(ReturnReason.values):
        raise Refusal(_("Choose at least one reason of return."), code="reason")
    if not note.strip():
        raise Refusal(_("Explain in a sentence or two what to put right."), code="note")
    revision.state, revision.return_reasons, revision.return_note = (
        Revision.State.RETURNED,
        sorted(reasons),
        note.strip(),
    )
    revision.decided_by, revision.decided_at = by, timezone.now()
    revision.claimed_by = revision.claimed_at = None
    revision.endorsed_at = revision.endorsed_by = None
    revision.save()
    trail.record("revision.returned", by, revision.record.topic, revision=revision.pk, reasons=sorted(reasons))
    announcing.step(Verb.RETURNED, revision, by, "records/revision_returned", reasons=reasons_of(revision))
    return revision


def reasons_of(revision: Revision) -> list[tuple[str, str]]:
    """Return (reason, its explanation) of a returned revision."""
    return [(ReturnReason(code).label, EXPLAINED[ReturnReason(code)]) for code in revision.return_reasons]
