"""Who is writing in which section of a draft: told to the others, never enforced (R40).

What two people change at once is kept apart by the save itself (`records.submission.save`).
"""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chm_portal.accounts.models import User
from chm_portal.audit import trail
from chm_portal.directory import access
from chm_portal.notifications.mail import tell
from chm_portal.teamwork.models import SectionHold
from chm_portal.teamwork.models.holds import LASTS


def of_somebody_else(revision, section: str, user) -> SectionHold | None:
    """Return who else is writing in a section now, if anybody."""
    hold = _found(revision, section)
    return hold if hold and hold.is_live and hold.user_id != user.pk else None


def _found(revision, section: str) -> SectionHold | None:
    return SectionHold.objects.select_related("user", "asked_by").filter(revision=revision, section=section).first()


def begin(revision, section: str, user) -> SectionHold | None:
    """Note that a person writes in a section, from now for a quarter of an hour, and return what stands after it.

    That is the person's own note, with who has asked for the section, or that of whoever else is writing.
    """
    hold = _found(revision, section)
    if hold is None:
        mine = SectionHold(revision=revision, section=section, user=user, until=timezone.now() + LASTS)
        SectionHold.objects.bulk_create([mine], ignore_conflicts=True)  # two at once: the first has it
        return _found(revision, section)
    if hold.user_id == user.pk or not hold.is_live:
        if hold.user_id != user.pk:
            hold.user, hold.asked_by = user, None
        hold.until = timezone.now() + LASTS
        hold.save(update_fields=["user", "asked_by", "until"])
    return hold


@transaction.atomic
def release(revision, section: str, section_label, user) -> User | None:
    """Give a section free that one has, to whoever asked for it: write to that person, and return them."""
    hold = (
        SectionHold.objects.select_for_update(of=("self",), no_key=True)
        .select_related("asked_by")
        .filter(revision=revision, section=section, user=user)
        .first()
    )
    if hold is None:
        return None
    successor = hold.asked_by
    if successor is None or not access.keeps(successor, revision.record.owner):
        hold.delete()
        return None
    hold.user, hold.asked_by, hold.until = successor, None, timezone.now() + LASTS
    hold.save()
    tell(
        successor,
        "teamwork/section_passed_on",
        {"by": user, "revision": revision, "section": section, "label": section_label},
    )
    return successor


@transaction.atomic
def ask_for(revision, section: str, section_label, by) -> SectionHold | None:
    """Ask whoever has a section to pass it on, by letter, once; None when it is free. Raises ValidationError."""
    access.require(access.keeps(by, revision.record.owner))
    hold = _locked_of_another(revision, section, by)
    if hold is None or hold.asked_by_id == by.pk:
        return hold
    if hold.asked_by_id:
        raise ValidationError(_("%(name)s has asked for it already."), params={"name": str(hold.asked_by)})
    hold.asked_by = by
    hold.save(update_fields=["asked_by"])
    tell(
        hold.user,
        "teamwork/section_asked",
        {"by": by, "revision": revision, "section": section, "label": section_label},
    )
    return hold


@transaction.atomic
def take_over(revision, section: str, by) -> None:
    """Take a section from whoever has it: for those who speak for the owner, and on record."""
    access.require(access.speaks_for(by, revision.record.owner))
    hold = _locked_of_another(revision, section, by)
    if hold is None:
        return
    of = hold.user_id
    hold.user, hold.asked_by, hold.until = by, None, timezone.now() + LASTS
    hold.save()
    trail.record("section.taken_over", by, revision.record.topic, revision=revision.pk, section=section, of=of)


def _locked_of_another(revision, section: str, by) -> SectionHold | None:
    locked = SectionHold.objects.select_for_update(of=("self",), no_key=True).select_related("user", "asked_by")
    hold = locked.filter(revision=revision, section=section).exclude(user=by).first()
    return hold if hold and hold.is_live else None


def live_of(revisions: Iterable[int]) -> dict[int, list[SectionHold]]:
    """Return {revision: who is writing in it now}; one query."""
    found: dict[int, list[SectionHold]] = {}
    live = SectionHold.objects.filter(revision__in=list(revisions), until__gt=timezone.now())
    for hold in live.select_related("user", "asked_by").order_by("until"):
        found.setdefault(hold.revision_id, []).append(hold)
    return found
