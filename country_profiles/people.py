"""Who speaks for a country, and what each role means (R93, R112; users confuse the two focal points)."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chm_portal.directory.models import Designation, Role
from chm_portal.vocabularies.memory import RememberedTerm

SHOWN = (Role.CBD_FOCAL_POINT, Role.CHM_FOCAL_POINT, Role.OTHER_FOCAL_POINT)
MEANINGS: dict[str, str | Promise] = {
    Role.CBD_FOCAL_POINT: _(
        "Speaks for the government under the Convention as a whole: letters, meetings, national reports."
    ),
    Role.CHM_FOCAL_POINT: _(
        "Looks after the exchange of information: the national clearing-house, this country page, what the country "
        "publishes here."
    ),
    Role.OTHER_FOCAL_POINT: _("Follows one subject of the Convention for the government."),
}


@dataclass(frozen=True)
class FocalPoint:
    """One person who speaks for the country, with what the role means; no address."""

    designation: Designation

    @property
    def name(self) -> str | Promise:
        """The person's name; never the address, which stands for a name elsewhere where none was given."""
        return self.designation.user.name or _("Name not given")

    @property
    def meaning(self) -> str | Promise:
        """What the role is for."""
        return MEANINGS[self.designation.role]


def designations_shown() -> QuerySet[Designation]:
    """Return the designations of focal points in force today."""
    return Designation.objects.current().filter(role__in=SHOWN)


def focal_points(country: RememberedTerm) -> list[FocalPoint]:
    """Return the focal points of a country, those of the Convention first; one query."""
    found = designations_shown().filter(country=country.pk, user__is_active=True).select_related("user")
    ranks = {role: rank for rank, role in enumerate(SHOWN)}
    return [FocalPoint(one) for one in sorted(found, key=lambda one: (ranks[one.role], one.category, one.pk))]
