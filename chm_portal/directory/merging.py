"""Two organisations that are one: everything moves to the one that stays, the other's address leads there for good.

Whatever refers to an organisation moves, of whichever app, by its foreign key. What has to be known or done beside that
stands in the `organisation_merging` modules of apps to the right: `@before_merge`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, ForeignObjectRel, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chm_portal.audit import trail
from chm_portal.directory import naming
from chm_portal.directory.models import Designation, Invitation, Organisation, RoleRequest, today
from chm_portal.outbox import queue

FAR = timezone.datetime(9999, 12, 31).date()
_hooks: list[Callable[[Organisation, Organisation], Iterable[str]]] = []


def before_merge(hook: Callable[[Organisation, Organisation], Iterable[str]]):
    """Register a function that is told (the one that goes, the one that stays) in the merge's transaction, first.

    It does what no foreign key says, and returns the topics of what search has to read again.
    """
    _hooks.append(hook)
    return hook


@dataclass(frozen=True)
class Moved:
    """One kind of thing that refers to an organisation, in which role, and how many there are."""

    label: str | Promise
    role: str | Promise
    number: int


def what_moves(gone: Organisation) -> list[Moved]:
    """Return what refers to an organisation and would move; one query for each kind of thing."""
    found = [(relation, _rows(relation, gone).count()) for relation in _relations()]
    return [
        Moved(relation.related_model._meta.verbose_name_plural, relation.field.verbose_name, number)
        for relation, number in found
        if number
    ]


def held_twice(gone: Organisation, stays: Organisation) -> QuerySet[Designation]:
    """Return the roles of the one that goes whose holders have the same role at the other on the same days.

    They stay in the history of the one that goes, and end.
    """
    return (
        gone.designations.filter(user__designations__organisation=stays, user__designations__role=F("role"))
        .filter(
            Q(user__designations__starts__lt=Coalesce("ends", FAR)),
            Q(user__designations__ends=None) | Q(user__designations__ends__gt=F("starts")),
        )
        .select_related("user")
        .distinct()
    )


def merge(gone: Organisation, stays: Organisation, by) -> dict[str, int]:
    """Merge one organisation into another, all of it or nothing; return how many rows moved, by model.

    Raises ValidationError where the two are one, or no longer approved, or where something cannot be of the other.
    """
    try:
        return _merge(gone, stays, by)
    except IntegrityError as error:
        raise ValidationError(
            _("Nothing was merged: something of theirs cannot stand beside what the other has. Look at what moves."),
            code="conflict",
        ) from error


@transaction.atomic
def _merge(gone: Organisation, stays: Organisation, by) -> dict[str, int]:
    locked = Organisation.objects.select_for_update(no_key=True).order_by("pk").in_bulk([gone.pk, stays.pk])
    if len(locked) != 2:
        raise ValidationError(_("Choose two different organizations."), code="same")
    gone, stays = locked[gone.pk], locked[stays.pk]
    if not (gone.is_approved and stays.is_approved):
        raise ValidationError(
            _("Both have to be approved; one of them was merged or declined meanwhile."), code="state"
        )
    topics = {topic for hook in _hooks for topic in hook(gone, stays)}
    left = _settle(gone, stays, by)
    moved = {}
    for relation in _relations():
        rows = _rows(relation, gone)
        if relation.related_model is Designation:
            rows = rows.exclude(pk__in=left)
        if number := rows.update(**{relation.field.name: stays}):
            moved[f"{relation.related_model._meta.label_lower}.{relation.field.name}"] = number
    gone.merged.update(merged_into=stays)
    gone.state, gone.merged_into, gone.decided_by, gone.decided_at = "merged", stays, by, timezone.now()
    gone.save(update_fields=["state", "merged_into", "decided_by", "decided_at"])
    for subject in (gone, stays):
        trail.record(
            "organisation.merged", by, f"organisation:{subject.pk}", gone=gone.code, stays=stays.code, moved=moved
        )
    for topic in sorted(topics):
        queue.enqueue("index", topic)
    return moved


def _settle(gone: Organisation, stays: Organisation, by) -> list[int]:
    """End and close what both have; return the keys of the roles that stay behind."""
    left = list(held_twice(gone, stays))
    for designation in left:
        if designation.ends is None or designation.ends > today():
            naming.end(designation, by)
    waiting = stays.role_requests.waiting()
    for asked in gone.role_requests.waiting():
        if waiting.filter(user=asked.user_id, role=asked.role).exists():
            asked.close(RoleRequest.State.WITHDRAWN, by)
    invited = Invitation.objects.filter(organisation=stays, state="open").values("email")
    Invitation.objects.filter(organisation=gone, state="open", email__in=invited).update(state="cancelled")
    return [designation.pk for designation in left]


def _relations() -> list[ForeignObjectRel]:
    """Return every foreign key to an organisation but those that organisations have themselves."""
    return [one for one in Organisation._meta.related_objects if one.related_model is not Organisation]


def _rows(relation: ForeignObjectRel, organisation: Organisation) -> QuerySet:
    return relation.related_model._base_manager.filter(**{relation.field.name: organisation})
