"""A role passes from one person to the next: within the team at once, or to an address when its owner accepts (R38).

Who leaves names the successor; both keep their place in the history of the role. Drafts, requests and what is due
belong to the Party or organisation, so they go on with the successor.
"""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from chm_portal.accounts.mail import tell, tell_address
from chm_portal.accounts.models import User
from chm_portal.audit import trail
from chm_portal.directory import access, naming
from chm_portal.directory.models import Designation, Invitation, Role
from chm_portal.directory.models.designations import DesignationQuerySet
from chm_portal.directory.models.invitations import lapse
from chm_portal.directory.owners import Owner

#: Roles that their holders pass on themselves.
HANDED_OVER = (*naming.HELD_BY_ONE, Role.PARTNER_CONTACT)


def may_hand_over(user, designation: Designation) -> bool:
    """Whether this is the person's own role, of those that are passed on to a successor."""
    return designation.user_id == user.pk and designation.role in HANDED_OVER


def locked_role(pk: int) -> Designation:
    """Return a designation under its lock; raises ValidationError when it has ended."""
    locked = Designation.objects.select_for_update(of=("self",), no_key=True)
    designation = locked.select_related("user", "organisation").get(pk=pk)
    if not designation.is_current:
        raise ValidationError(_("This role has ended already."), code="ended")
    return designation


def successors(designation: Designation) -> QuerySet[User]:
    """Return who can take a role over: the other people of the same team, by name."""
    of_team = Designation.objects.current().of(designation.owner).exclude(user=designation.user_id)
    same = of_team.filter(role=designation.role, category=designation.category)
    people = User.objects.filter(pk__in=of_team.values("user"), is_active=True).exclude(pk__in=same.values("user"))
    return people.order_by("name", "pk")


@transaction.atomic
def hand_over(pk: int, successor: User, by) -> Designation:
    """End one's own role and begin the successor's, both today; history keeps the first (R112).

    Raises ValidationError when the role has ended, or the successor has left the team meanwhile.
    """
    designation = _own_role(pk, by)
    if not successors(designation).filter(pk=successor.pk).exists():
        raise ValidationError(_("%(name)s is not in your team any more."), params={"name": successor})
    begun = _pass_on(designation, successor, by)
    tell(successor, "directory/role_handed_over", {"designation": begun, "by": by})
    return begun


@transaction.atomic
def name_successor(pk: int, email: str, language: str, by) -> Invitation:
    """Offer one's own role to an address; it passes on when that is accepted, and until then nothing changes.

    Raises ValidationError when the role has ended, the address is one's own, or somebody else is asked already.
    """
    designation = _own_role(pk, by)
    email = email.strip().lower()
    if by.emailaddress_set.filter(email__iexact=email).exists() or email == by.email.lower():
        raise ValidationError(_("This is your own address. Give that of your successor."), code="own")
    for asked in Invitation.objects.filter(state=Invitation.State.OPEN).to_take_over(designation):
        if asked.is_open and asked.email != email:
            raise ValidationError(
                _("%(email)s is asked already. Cancel that invitation first."),
                code="asked",
                params={"email": asked.email},
            )
        if asked.email != email:  # it has lapsed
            close(asked, Invitation.State.CANCELLED, by)
    waiting = Invitation.objects.of(designation.owner).filter(email__iexact=email, state=Invitation.State.OPEN)
    invitation = waiting.first() or Invitation(email=email, **designation.owner.columns)
    if invitation.hands_over_id not in (None, designation.pk):
        raise ValidationError(_("This address is invited to take over another role. Cancel that invitation first."))
    invitation.hands_over, invitation.language, invitation.invited_by = designation, language, by
    invitation.expires_at = lapse()
    invitation.save()
    trail.record(
        "succession.offered", by, f"invitation:{invitation.pk}", owner=designation.owner.key, role=designation.role
    )
    tell_address(email, language, "directory/succession_offered", {"invitation": invitation})
    return invitation


def offer_of(designation: Designation) -> Invitation | None:
    """Return the invitation by which a role is offered to a successor, while it can be accepted."""
    return Invitation.objects.open().to_take_over(designation).first()


def offers_of(designations: Iterable[Designation]) -> dict[int, Invitation]:
    """Return {primary key of a role: the open invitation to take it over}; one query."""
    offers = Invitation.objects.open().filter(hands_over__in=[designation.pk for designation in designations])
    return {offer.hands_over_id: offer for offer in offers}


def take_over(invitation: Invitation, user) -> Designation:
    """Let the role of who invited end today and begin for who accepts; tell the first and the secretariat.

    Call it inside a transaction, with the owner and the open invitation locked. Raises ValidationError when the role
    is not held any more by who offered it, or is held by who accepts.
    """
    leaving = invitation.invited_by
    designation = locked_role(invitation.hands_over_id)
    if not may_hand_over(leaving, designation) or not leaving.is_active:
        raise ValidationError(_("%(name)s does not hold this role any more."), params={"name": leaving})
    begun = _pass_on(designation, user, leaving)
    close(invitation, Invitation.State.ACCEPTED, user, begun)
    tell(leaving, "directory/succession_accepted", {"designation": begun})
    for curator in access.voices_of(Owner.secretariat()):
        tell(curator, "directory/succession_noted", {"designation": begun, "by": leaving})
    return begun


def close(invitation: Invitation, state: str, by, designation: Designation | None = None) -> None:
    """Close an invitation, on record."""
    invitation.state, invitation.designation = state, designation
    invitation.save(update_fields=["state", "designation"])
    trail.record(f"invitation.{state}", by, f"invitation:{invitation.pk}", owner=invitation.owner.key)


def may_see_history(user, owner: Owner) -> bool:
    """Whether the person may read who held which role when: the owner's own people, and the secretariat."""
    return access.keeps(user, owner) or access.is_curator(user)


def history(owner: Owner) -> DesignationQuerySet:
    """Return who spoke for a Party or organisation from when to when, role by role, the latest first."""
    held = Designation.objects.of(owner).filter(role__in=HANDED_OVER)
    return held.select_related("user", "organisation", "named_by").order_by("role", "category", "-starts", "-pk")


def _own_role(pk: int, by) -> Designation:
    owner = Designation.objects.select_related("organisation").get(pk=pk).owner
    naming.lock(owner)
    designation = locked_role(pk)
    if not may_hand_over(by, designation):
        raise PermissionDenied
    return designation


def _pass_on(designation: Designation, successor: User, by) -> Designation:
    """End a role and begin the successor's; an offer of it to somebody else lapses. Raises ValidationError."""
    for asked in Invitation.objects.filter(state=Invitation.State.OPEN).to_take_over(designation):
        if asked.email.lower() != successor.email.lower():
            close(asked, Invitation.State.CANCELLED, by)
    naming.end(designation, by)
    begun = naming.begin(successor, designation.role, designation.owner, by, designation.category)
    trail.record(
        "designation.handed_over",
        by,
        f"designation:{designation.pk}",
        to=begun.pk,
        user=successor.pk,
        owner=designation.owner.key,
    )
    return begun
