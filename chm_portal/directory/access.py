"""Who may do what: predicates over a person's designations, and the admin's permissions that follow from them.

Permissions come from designations and from nothing else; what a person holds is read once a request
(`User.current_designations`). Nobody who is not signed in, or whose account is closed, holds anything.
"""

import rules
from django.contrib.auth.backends import BaseBackend
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from chm_portal.accounts.models import User
from chm_portal.directory.models.designations import Designation, speaking_roles
from chm_portal.directory.models.roles import SECRETARIAT_ROLES, Role
from chm_portal.directory.owners import Owner


def held_by(user) -> list[Designation]:
    """Return the designations the person holds today; none for a visitor or a closed account."""
    return user.current_designations if user.is_authenticated and user.is_active else []


def _holds(user, owner: Owner, roles) -> bool:
    return any(designation.role in roles and designation.owner == owner for designation in held_by(user))


@rules.predicate
def is_curator(user) -> bool:
    """Whether the person is a curator of the secretariat."""
    return any(designation.role == Role.CURATOR for designation in held_by(user))


@rules.predicate
def is_moderator(user) -> bool:
    """Whether the person can be given discussions to moderate: moderators, and curators."""
    return any(designation.role in SECRETARIAT_ROLES for designation in held_by(user))


@rules.predicate
def is_contributor_of(user, owner: Owner) -> bool:
    """Whether the person drafts for this Party or organisation."""
    return _holds(user, owner, (Role.CONTRIBUTOR,))


@rules.predicate
def speaks_for(user, owner: Owner) -> bool:
    """Whether the person is the owner's voice: CBD or CHM focal point, partner contact, curator for the secretariat."""
    return _holds(user, owner, speaking_roles(owner))


def has_voice(owner: Owner) -> bool:
    """Whether anybody speaks for this owner today."""
    return Designation.objects.current().that_speak_for(owner).exists()


def voices_of(owner: Owner) -> QuerySet[User]:
    """Return the people who speak for this owner today and can read what is written to them."""
    speaking = Designation.objects.current().that_speak_for(owner)
    return User.objects.filter(pk__in=speaking.values("user"), is_active=True)


#: Whether the person sees the owner's drafts: contributors and those who speak for it.
keeps = is_contributor_of | speaks_for


@rules.predicate
def has_publishing_role(user) -> bool:
    """Whether the person can publish or moderate something."""
    return any(designation.publishes for designation in held_by(user))


@rules.predicate
def answers_requests(user) -> bool:
    """Whether the person is somebody who answers requests for roles."""
    return any(speaks_for(user, owner) for owner in owners_of(user))


def require(allowed: bool) -> None:
    """Raise PermissionDenied (403) unless the act is allowed."""
    if not allowed:
        raise PermissionDenied


def owners_of(user) -> list[Owner]:
    """Return the owners the person may draft for, each once."""
    owners = {designation.owner: None for designation in held_by(user)}
    return [owner for owner in owners if keeps(user, owner)]


VIEW, ADD, CHANGE = "view", "add", "change"
EDIT = (VIEW, ADD, CHANGE)
#: What a curator finds in the admin, model by model; what is not here is closed to curators. Nobody deletes: things are
#: ended, retired or withdrawn.
CURATOR_MODELS = {
    "accounts.user": (VIEW, CHANGE),
    "audit.auditevent": (VIEW,),
    "country_profiles.confirmationrequest": (VIEW,),
    "country_profiles.countryprofile": (VIEW,),
    "country_profiles.nationalsite": EDIT,
    "country_profiles.partysilence": (VIEW,),
    "country_profiles.sectionconfirmation": (VIEW,),
    "collaboration.board": EDIT,
    "collaboration.queueletter": (VIEW,),
    "collaboration.thread": (VIEW,),
    "curation.duplicatepair": (VIEW,),
    "curation.linkletter": (VIEW,),
    "curation.termchange": (VIEW,),
    "directory.designation": EDIT,
    "directory.invitation": (VIEW,),
    "directory.organisation": EDIT,
    "directory.rolerequest": (VIEW,),
    "imports.import": (VIEW,),
    "imports.importedkey": (VIEW,),
    "interop.publicdump": (VIEW,),
    "knowledge_base.call": (VIEW,),
    "knowledge_base.collection": (VIEW,),
    "knowledge_base.event": (VIEW,),
    "knowledge_base.informationsource": (VIEW,),
    "knowledge_base.resource": (VIEW,),
    "notifications.event": (VIEW,),
    "knowledge_base.suggestion": (VIEW,),
    "outbox.outboxitem": (VIEW,),
    "outbox.outgoingmail": (VIEW,),
    "records.attachment": (VIEW,),
    "records.attachmenttext": (VIEW,),
    "records.draftlink": (VIEW,),
    "records.record": (VIEW,),
    "records.revision": (VIEW,),
    "records.translation": (VIEW,),
    "reporting.duereminder": (VIEW,),
    "reporting.initiative": (VIEW,),
    "reporting.nationalreport": (VIEW,),
    "reporting.strategy": (VIEW,),
    "search.indexbuild": (VIEW,),
    "search.synonymgroup": EDIT,
    "usage.dailyuse": (VIEW,),
    "vocabularies.article": EDIT,
    "vocabularies.audience": EDIT,
    "vocabularies.country": EDIT,
    "vocabularies.cycle": EDIT,
    "vocabularies.decision": EDIT,
    "vocabularies.language": EDIT,
    "vocabularies.licence": EDIT,
    "vocabularies.region": EDIT,
    "vocabularies.resourcetype": EDIT,
    "vocabularies.target": EDIT,
    "vocabularies.targetframework": EDIT,
    "vocabularies.theme": EDIT,
}
CURATOR_PERMISSIONS = frozenset(
    f"{label.partition('.')[0]}.{verb}_{label.partition('.')[2]}"
    for label, verbs in CURATOR_MODELS.items()
    for verb in verbs
)


class DesignationBackend(BaseBackend):
    """Gives curators their permissions in the admin; signs nobody in."""

    def has_perm(self, user_obj, perm: str, obj=None) -> bool:
        """Whether the person's designations give this permission."""
        return perm in CURATOR_PERMISSIONS and is_curator(user_obj)

    def has_module_perms(self, user_obj, app_label: str) -> bool:
        """Whether the person's designations give any permission in this app."""
        return is_curator(user_obj) and any(perm.startswith(f"{app_label}.") for perm in CURATOR_PERMISSIONS)

    def get_all_permissions(self, user_obj, obj=None) -> set[str]:
        """Return every permission the person's designations give."""
        return set(CURATOR_PERMISSIONS) if is_curator(user_obj) else set()
