"""Who can be given a discussion to moderate."""

from django.db.models import QuerySet

from chm_portal.accounts.models import User
from chm_portal.directory.models import Designation
from chm_portal.directory.models.roles import SECRETARIAT_ROLES


def moderators() -> QuerySet[User]:
    """Return the people who hold a moderator's or curator's role today, by name."""
    holding = Designation.objects.current().filter(role__in=SECRETARIAT_ROLES)
    return User.objects.filter(pk__in=holding.values("user"), is_active=True).order_by("name", "pk")
