"""Asking for a role and answering: one answer for each request, by the person whose it is to give."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from chm_portal.accounts.mail import tell
from chm_portal.accounts.models import User
from chm_portal.audit import trail
from chm_portal.directory import access, naming
from chm_portal.directory.models import Designation, Organisation, Role, RoleRequest
from chm_portal.directory.models.requests import RoleRequestQuerySet
from chm_portal.directory.owners import Owner

ACCEPTED, REFUSED, WITHDRAWN = RoleRequest.State.ACCEPTED, RoleRequest.State.REFUSED, RoleRequest.State.WITHDRAWN


def answerable_by(user) -> RoleRequestQuerySet:
    """Return the requests that are this person's to answer, answered ones included; nobody answers their own.

    A focal point answers for who drafts for its Party, a partner contact for its organisation. The secretariat answers
    for everybody who is to speak for a Party or an organisation, and for drafters where nobody speaks yet.
    """
    voices = [owner for owner in access.owners_of(user) if access.speaks_for(user, owner)]
    requests = RoleRequest.objects.answered_by_voice_of(voices)
    if access.is_curator(user):
        requests = requests | RoleRequest.objects.answered_by_secretariat()
    return requests.exclude(user=user)


def answerers_of(role_request: RoleRequest) -> list[User]:
    """Return the people whose it is to answer."""
    voices = User.objects.none()
    if role_request.role == Role.CONTRIBUTOR:
        voices = access.voices_of(role_request.owner)
    if not voices:
        voices = access.voices_of(Owner.secretariat())
    return list(voices.exclude(pk=role_request.user_id))


WAITING_AT_MOST = 5  # requests of one person, so that nobody can make the portal write to every focal point


@transaction.atomic
def ask(role_request: RoleRequest, proposal: Organisation | None = None) -> RoleRequest:
    """Save a request, with the organisation it proposes, and tell who is to answer.

    Raises ValidationError when the person holds the role, has asked already or too much, or somebody else holds it.
    """
    if role_request.user.role_requests.waiting().count() >= WAITING_AT_MOST:
        raise ValidationError(_("Several of your requests are waiting. Wait for an answer, or take one back."))
    if proposal is not None:
        proposal.proposed_by = role_request.user
        proposal.save()
        trail.record("organisation.proposed", role_request.user, f"organisation:{proposal.pk}", code=proposal.code)
        role_request.organisation = proposal
    owner = role_request.owner
    held = Designation.objects.current().of(owner).filter(user=role_request.user, category=role_request.category)
    if held.filter(role=role_request.role).exists():
        raise ValidationError(_("You hold this role already."), code="held")
    naming.require_vacant(role_request.role, owner, role_request.category)
    try:
        with transaction.atomic():
            role_request.save(force_insert=True)
    except IntegrityError as error:
        raise ValidationError(_("You have asked for this role already; your request waits for an answer.")) from error
    details = {"role": role_request.role, "owner": owner.key}
    trail.record("role_request.asked", role_request.user, _subject(role_request), **details)
    for person in answerers_of(role_request):
        tell(person, "directory/role_request_received", {"request": role_request})
    return role_request


@transaction.atomic
def accept(pk: int, by, answer: str = "") -> RoleRequest:
    """Designate the person who asked, approve the organisation it proposed, and tell the person.

    Raises ValidationError when somebody answered first or the role is no longer vacant.
    """
    role_request = _open_for(pk, by)
    naming.lock(role_request.owner)
    naming.require_vacant(role_request.role, role_request.owner, role_request.category)
    if role_request.proposes_organisation:
        role_request.organisation.approve(by)
        trail.record("organisation.approved", by, f"organisation:{role_request.organisation_id}")
    designation = naming.begin(role_request.user, role_request.role, role_request.owner, by, role_request.category)
    _answer(role_request, ACCEPTED, by, answer, designation)
    return role_request


@transaction.atomic
def refuse(pk: int, by, answer: str) -> RoleRequest:
    """Refuse with a sentence, decline the organisation it proposed, and tell the person; same errors as accept."""
    role_request = _open_for(pk, by)
    _decline_proposal(role_request, by)
    _answer(role_request, REFUSED, by, answer)
    return role_request


@transaction.atomic
def withdraw(pk: int, by) -> RoleRequest:
    """Take one's own request back; raises ValidationError when it was answered meanwhile."""
    role_request = _locked(pk)
    if role_request.user_id != by.pk:
        raise PermissionDenied
    _require_waiting(role_request)
    _decline_proposal(role_request, by)
    role_request.close(WITHDRAWN, by)
    trail.record("role_request.withdrawn", by, _subject(role_request))
    return role_request


def _locked(pk: int) -> RoleRequest:
    requests = RoleRequest.objects.select_for_update(of=("self",), no_key=True)
    return requests.select_related("user", "organisation", "answered_by").get(pk=pk)


def _open_for(pk: int, by) -> RoleRequest:
    role_request = _locked(pk)
    if not answerable_by(by).filter(pk=pk).exists():
        raise PermissionDenied
    _require_waiting(role_request)
    return role_request


def _require_waiting(role_request: RoleRequest) -> None:
    sentences = {
        ACCEPTED: _("%(name)s has accepted this request already."),
        REFUSED: _("%(name)s has refused this request already."),
        WITHDRAWN: _("%(name)s has taken this request back."),
    }
    if not role_request.is_waiting:
        raise ValidationError(sentences[role_request.state], code="already", params={"name": role_request.answered_by})


def _decline_proposal(role_request: RoleRequest, by) -> None:
    if role_request.proposes_organisation:
        trail.record(
            "organisation.declined",
            by,
            f"organisation:{role_request.organisation_id}",
            code=role_request.organisation.code,
        )
        role_request.organisation.decline(by)


def _answer(role_request: RoleRequest, state: str, by, answer: str, designation: Designation | None = None) -> None:
    role_request.close(state, by, answer, designation)
    trail.record(f"role_request.{state}", by, _subject(role_request), user=role_request.user_id)
    tell(role_request.user, f"directory/role_request_{state}", {"request": role_request})


def _subject(role_request: RoleRequest) -> str:
    return f"role_request:{role_request.pk}"
