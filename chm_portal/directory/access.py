"""Who may do what: predicates over a person's designations, and the admin's permissions that follow from them.

Permissions come from designations and from nothing else; what a person holds is read once a request
(`User.current_designations`). Nobody who is not signed in, or whose account is closed, holds anything.
"""

import rules
from django.contrib.auth.backends import BaseBackend

from chm_portal.directory.models.designations import Designation, speaking_roles
from chm_portal.directory.models.roles import FOCAL_POINT_ROLES, Role
from chm_portal.directory.owners import Owner

#: Who holds one of these can publish or moderate: a second factor is obligatory outside the demonstration.
PUBLISHING_ROLES = frozenset({*FOCAL_POINT_ROLES, Role.CURATOR, Role.MODERATOR})


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
def is_contributor_of(user, owner: Owner) -> bool:
    """Whether the person drafts for this Party or organisation."""
    return _holds(user, owner, (Role.CONTRIBUTOR,))


@rules.predicate
def speaks_for(user, owner: Owner) -> bool:
    """Whether the person is the owner's voice: its CBD or CHM focal point, its contact, or a curator for the secretariat."""
    return _holds(user, owner, speaking_roles(owner))


#: Whether the person sees the owner's drafts: contributors and those who speak for it.
keeps = is_contributor_of | speaks_for


@rules.predicate
def has_publishing_role(user) -> bool:
    """Whether the person can publish or moderate something."""
    return any(designation.role in PUBLISHING_ROLES for designation in held_by(user))


def owners_of(user) -> list[Owner]:
    """Return the owners the person may draft for, each once."""
    owners = {designation.owner: None for designation in held_by(user)}
    return [owner for owner in owners if keeps(user, owner)]
