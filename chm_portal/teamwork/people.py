"""Who is of a team: those who see its drafts today."""

from django.db.models import QuerySet

from chm_portal.accounts.models import User
from chm_portal.directory.models import Designation
from chm_portal.directory.models.designations import speaking_roles
from chm_portal.directory.models.roles import Role
from chm_portal.directory.owners import Owner


def team_of(owner: Owner) -> QuerySet[User]:
    """Return the people who draft or speak for an owner today, by name; the same as `access.keeps` for each."""
    roles = (Role.CONTRIBUTOR, *speaking_roles(owner))
    keeping = Designation.objects.current().of(owner).filter(role__in=roles)
    return User.objects.filter(pk__in=keeping.values("user"), is_active=True).order_by("name", "pk")
