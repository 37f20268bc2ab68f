"""The team of a Party or organisation: who is in it, inviting, ending a contributor's role."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chm_portal.accounts.mail import tell, tell_address
from chm_portal.audit import trail
from chm_portal.directory import access, naming, succession
from chm_portal.directory.models import Designation, Invitation, Role
from chm_portal.directory.models.designations import DesignationQuerySet
from chm_portal.directory.models.invitations import InvitationQuerySet, lapse
from chm_portal.directory.owners import SECRETARIAT, Owner

OPEN_INVITATIONS = 50  # of one team at a time, so that the portal cannot be made to write to the whole world


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
    if invitation.hands_over_id:
        raise ValidationError(_("This address is invited as a successor. Cancel that invitation first."))
    invitation.language, invitation.invited_by, invitation.expires_at = language, by, lapse()
    invitation.save()
    trail.record("invitation.sent", by, f"invitation:{invitation.pk}", owner=owner.key)
    tell_address(email, language, "directory/invitation", {"invitation": invitation})
    return invitation


def invitations_to(user) -> InvitationQuerySet:
    """Return the invitations this person can accept."""
    open_ones = Invitation.objects.open().to(user)
    return open_ones.select_related("invited_by", "organisation", "hands_over").order_by("pk")


@transaction.atomic
def accept_invitation(pk: int, user) -> Designation:
    """Make the invited person a contributor, or the successor in a role, named by who invited; tell that person.

    Raises ValidationError when the invitation is closed, or who invited no longer speaks for the owner.
    """
    naming.lock(Invitation.objects.select_related("organisation").get(pk=pk).owner)  # first, as whoever invites does
    invitation = _open_invitation(pk, user)
    if invitation.hands_over_id:
        return succession.take_over(invitation, user)
    owner = invitation.owner
    if not Designation.objects.current().that_speak_for(owner).filter(user=invitation.invited_by).exists():
        raise ValidationError(
            _("%(name)s no longer speaks for %(owner)s. Ask for a new invitation."),
            params={"name": invitation.invited_by, "owner": owner.label},
        )
    designation = naming.begin(user, Role.CONTRIBUTOR, owner, invitation.invited_by)
    succession.close(invitation, Invitation.State.ACCEPTED, user, designation)
    tell(invitation.invited_by, "directory/invitation_accepted", {"designation": designation})
    return designation


@transaction.atomic
def decline_invitation(pk: int, user) -> None:
    """Say no to an invitation; raises ValidationError when it is closed."""
    succession.close(_open_invitation(pk, user), Invitation.State.DECLINED, user)


@transaction.atomic
def cancel_invitation(pk: int, by) -> Invitation:
    """Take an invitation of one's team back; raises ValidationError when it was answered meanwhile."""
    invitation = _locked_invitation(pk)
    if not may_cancel(by, invitation):
        raise PermissionDenied
    if invitation.state != Invitation.State.OPEN:
        raise ValidationError(_("This invitation was answered already."))
    succession.close(invitation, Invitation.State.CANCELLED, by)
    return invitation


def may_cancel(user, invitation: Invitation) -> bool:
    """Whether the person may take an invitation back: who speaks for the owner, and who hands a role over by it."""
    is_own_role = invitation.hands_over_id is not None and invitation.invited_by_id == user.pk
    return is_own_role or access.speaks_for(user, invitation.owner)


def _locked_invitation(pk: int) -> Invitation:
    locked = Invitation.objects.select_for_update(of=("self",), no_key=True)
    return locked.select_related("invited_by", "organisation", "hands_over").get(pk=pk)


def _open_invitation(pk: int, user) -> Invitation:
    invitation = _locked_invitation(pk)
    if not Invitation.objects.to(user).filter(pk=pk).exists():
        raise PermissionDenied
    if not invitation.is_open:
        raise ValidationError(_("This invitation is no longer open. Ask for a new one."))
    return invitation


def may_end(user, designation: Designation) -> bool:
    """Whether the person may end this role: a contributor one's own, and who speaks for the owner those of the team."""
    return designation.role == Role.CONTRIBUTOR and (
        designation.user_id == user.pk or access.speaks_for(user, designation.owner)
    )


@transaction.atomic
def end_role(pk: int, by) -> Designation:
    """End a contributor's role and tell the person; raises ValidationError when it has ended already."""
    designation = succession.locked_role(pk)
    if not may_end(by, designation):
        raise PermissionDenied
    naming.end(designation, by)
    if designation.user_id != by.pk:
        tell(designation.user, "directory/role_ended", {"designation": designation, "by": by})
    return designation
