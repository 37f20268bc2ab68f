"""The team of a Party or organisation: who is in it, inviting, ending a contributor's role, handing one's own over."""

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
from chm_portal.directory.models.invitations import InvitationQuerySet, lapse
from chm_portal.directory.owners import SECRETARIAT, Owner

OPEN_INVITATIONS = 50  # of one team at a time, so that the portal cannot be made to write to the whole world
#: Roles that their holders pass on themselves.
HANDED_OVER = (*naming.HELD_BY_ONE, Role.PARTNER_CONTACT)


def teams_of(user) -> list[Owner]:
    """Return the Parties and organisations whose team this person leads."""
    owners = access.owners_of(user)
    return [owner for owner in owners if owner.kind != SECRETARIAT and access.speaks_for(user, owner)]


def members(owner: Owner) -> DesignationQuerySet:
    """Return the current designations for an owner, by name."""
    return Designation.objects.current().of(owner).select_related("user", "organisation").order_by("user__name", "pk")


def past_members(owner: Owner) -> DesignationQuerySet:
    """Return the designations that have ended, the latest first."""
    ended = Designation.objects.of(owner).exclude(pk__in=Designation.objects.current().values("pk"))
    return ended.select_related("user", "organisation").newest_first()


@transaction.atomic
def invite(owner: Owner, email: str, language: str, by) -> Invitation:
    """Invite an address to contribute, or write to it once more; the same whether or not it has an account.

    Raises ValidationError when too many invitations of the team are open.
    """
    naming.lock(owner)
    if Invitation.objects.open().of(owner).count() >= OPEN_INVITATIONS:
        raise ValidationError(_("Too many invitations are open. Cancel some, or wait until they are answered."))
    email = email.strip().lower()
    waiting = Invitation.objects.of(owner).filter(email__iexact=email, state=Invitation.State.OPEN)
    invitation = waiting.first() or Invitation(email=email, **owner.columns)
    invitation.language, invitation.invited_by, invitation.expires_at = language, by, lapse()
    invitation.save()
    trail.record("invitation.sent", by, f"invitation:{invitation.pk}", owner=owner.key)
    tell_address(email, language, "directory/invitation", {"invitation": invitation})
    return invitation


def invitations_to(user) -> InvitationQuerySet:
    """Return the invitations this person can accept."""
    return Invitation.objects.open().to(user).select_related("invited_by", "organisation").order_by("pk")


@transaction.atomic
def accept_invitation(pk: int, user) -> Designation:
    """Make the invited person a contributor, named by who invited; tell that person.

    Raises ValidationError when the invitation is closed, or who invited no longer speaks for the owner.
    """
    invitation = _open_invitation(pk, user)
    owner = invitation.owner
    if not Designation.objects.current().that_speak_for(owner).filter(user=invitation.invited_by).exists():
        raise ValidationError(
            _("%(name)s no longer speaks for %(owner)s. Ask for a new invitation."),
            params={"name": invitation.invited_by, "owner": owner.label},
        )
    designation = naming.begin(user, Role.CONTRIBUTOR, owner, invitation.invited_by)
    _close(invitation, Invitation.State.ACCEPTED, user, designation)
    tell(invitation.invited_by, "directory/invitation_accepted", {"designation": designation})
    return designation


@transaction.atomic
def decline_invitation(pk: int, user) -> None:
    """Say no to an invitation; raises ValidationError when it is closed."""
    _close(_open_invitation(pk, user), Invitation.State.DECLINED, user)


@transaction.atomic
def cancel_invitation(pk: int, by) -> Invitation:
    """Take an invitation of one's team back; raises ValidationError when it was answered meanwhile."""
    invitation = _locked_invitation(pk)
    if not access.speaks_for(by, invitation.owner):
        raise PermissionDenied
    if invitation.state != Invitation.State.OPEN:
        raise ValidationError(_("This invitation was answered already."))
    _close(invitation, Invitation.State.CANCELLED, by)
    return invitation


def _locked_invitation(pk: int) -> Invitation:
    locked = Invitation.objects.select_for_update(of=("self",), no_key=True)
    return locked.select_related("invited_by", "organisation").get(pk=pk)


def _open_invitation(pk: int, user) -> Invitation:
    invitation = _locked_invitation(pk)
    if not Invitation.objects.to(user).filter(pk=pk).exists():
        raise PermissionDenied
    if not invitation.is_open:
        raise ValidationError(_("This invitation is no longer open. Ask for a new one."))
    return invitation


def _close(invitation: Invitation, state: str, by, designation: Designation | None = None) -> None:
    invitation.state, invitation.designation = state, designation
    invitation.save(update_fields=["state", "designation"])
    trail.record(f"invitation.{state}", by, f"invitation:{invitation.pk}", owner=invitation.owner.key)


def may_end(user, designation: Designation) -> bool:
    """Whether the person may end this role: a contributor one's own, and who speaks for the owner those of the team."""
    return designation.role == Role.CONTRIBUTOR and (
        designation.user_id == user.pk or access.speaks_for(user, designation.owner)
    )


def may_hand_over(user, designation: Designation) -> bool:
    """Whether this is the person's own role, of those that are passed on to a successor."""
    return designation.user_id == user.pk and designation.role in HANDED_OVER


def _locked_designation(pk: int) -> Designation:
    locked = Designation.objects.select_for_update(of=("self",), no_key=True)
    designation = locked.select_related("user", "organisation").get(pk=pk)
    if not designation.is_current:
        raise ValidationError(_("This role has ended already."), code="ended")
    return designation


@transaction.atomic
def end_role(pk: int, by) -> Designation:
    """End a contributor's role and tell the person; raises ValidationError when it has ended already."""
    designation = _locked_designation(pk)
    if not may_end(by, designation):
        raise PermissionDenied
    naming.end(designation, by)
    if designation.user_id != by.pk:
        tell(designation.user, "directory/role_ended", {"designation": designation, "by": by})
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
    owner = Designation.objects.select_related("organisation").get(pk=pk).owner
    naming.lock(owner)
    designation = _locked_designation(pk)
    if not may_hand_over(by, designation):
        raise PermissionDenied
    if not successors(designation).filter(pk=successor.pk).exists():
        raise ValidationError(_("%(name)s is not in your team any more."), params={"name": successor})
    naming.end(designation, by)
    begun = naming.begin(successor, designation.role, owner, by, designation.category)
    tell(successor, "directory/role_handed_over", {"designation": begun, "by": by})
    return begun
