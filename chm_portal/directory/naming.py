"""How designations begin and end: the few acts that every door (request, invitation, hand-over, admin) goes through.

Each is called inside a transaction, writes the designation and its audit event, and nothing else. Lock the owner first
(`lock`): that is what keeps two people from naming two first focal points of one Party at the same moment.
"""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from chm_portal.audit import trail
from chm_portal.directory.models import Designation, Organisation, Role, today
from chm_portal.directory.models.roles import PARTY_ROLES
from chm_portal.directory.owners import Owner
from chm_portal.vocabularies.models import Country

#: Of these a Party has one at a time; the first is named by the secretariat, the next by the one who leaves.
HELD_BY_ONE = tuple(role for role in PARTY_ROLES if role != Role.CONTRIBUTOR)


def lock(owner: Owner) -> None:
    """Hold the owner's row until the transaction ends."""
    if owner.country_id:
        Country.objects.select_for_update(no_key=True).get(pk=owner.country_id)
    elif owner.organisation_id:
        Organisation.objects.select_for_update(no_key=True).get(pk=owner.organisation_id)


def holder(role: str, owner: Owner, category: str = "") -> Designation | None:
    """Return the designation of whoever holds a Party's one focal point of this kind today."""
    held = Designation.objects.current().of(owner).filter(role=role, category=category)
    return held.select_related("user").first()


def require_vacant(role: str, owner: Owner, category: str = "") -> None:
    """Raise ValidationError when the Party has a focal point of this kind, who hands over when leaving."""
    if role in HELD_BY_ONE and (held := holder(role, owner, category)):
        raise ValidationError(
            _("%(owner)s has a person in this role already (%(name)s), who can hand it over."),
            code="not_vacant",
            params={"owner": owner.label, "name": held.user},
        )


def begin(user, role: str, owner: Owner, by, category: str = "") -> Designation:
    """Designate a person from today on; raises ValidationError if the person holds the role already."""
    designation = Designation(user=user, role=role, category=category, named_by=by, **owner.columns)
    try:
        with transaction.atomic():
            designation.save(force_insert=True)
    except IntegrityError as error:
        raise ValidationError(_("%(name)s holds this role already."), code="held", params={"name": user}) from error
    on_record("begun", designation, by)
    return designation


def end(designation: Designation, by) -> None:
    """End a designation today (one that has not begun yet, on its first day)."""
    designation.ends, designation.ended_by = max(today(), designation.starts), by
    designation.save(update_fields=["ends", "ended_by"])
    on_record("ended", designation, by)


def on_record(act: str, designation: Designation, by) -> None:
    """Write one act on a designation into the audit trail: who, whom, which role, for whom."""
    trail.record(
        f"designation.{act}",
        by,
        f"designation:{designation.pk}",
        user=designation.user_id,
        role=designation.role,
        owner=designation.owner.key,
    )
