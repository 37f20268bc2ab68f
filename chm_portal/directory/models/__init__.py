"""The directory's tables: partner organisations, designations, and how people come to them."""

from chm_portal.directory.models.designations import Designation, today
from chm_portal.directory.models.invitations import Invitation
from chm_portal.directory.models.organisations import Organisation, OrganisationKind
from chm_portal.directory.models.requests import RoleRequest
from chm_portal.directory.models.roles import FocalPointCategory, Role

__all__ = [
    "Designation",
    "FocalPointCategory",
    "Invitation",
    "Organisation",
    "OrganisationKind",
    "Role",
    "RoleRequest",
    "today",
]
