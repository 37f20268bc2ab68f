"""How complete a Party's page is, for who keeps it: what is there, what is missing, where to begin (R20, R40, R113)."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from chm_portal.directory.models import Role
from chm_portal.vocabularies.memory import RememberedTerm
from country_profiles import confirmation, people
from country_profiles.models import NationalSite, Section
from country_profiles.page import profile_of, reports_of
from reporting import register
from reporting.models import Strategy, StrategyKind


@dataclass(frozen=True)
class Point:
    """One thing that a Party's page should have; `url` is where to bring it about."""

    label: str | Promise
    is_there: bool
    url: str = ""
    hint: str | Promise = ""

    @property
    def state(self) -> str:
        """The state as task lists show it."""
        return "complete" if self.is_there else "not_started"


def points(country: RememberedTerm) -> list[Point]:
    """Return all points of a Party, what is due first in the order in which readers miss it."""
    return [*_profile_points(country), *_people_points(country), *_document_points(country)]


def missing(of: list[Point]) -> list[Point]:
    """Return the points that are not there."""
    return [point for point in of if not point.is_there]


def _start(kind: str, country: RememberedTerm, more: str = "") -> str:
    return f"{reverse('records:record_start', args=[kind])}?owner=party:{country.code}{more}"


def _profile_points(country: RememberedTerm) -> list[Point]:
    profile = profile_of(country)
    write = _start("country-profile", country)
    filled = {part.section for part in profile.narrative} if profile else set()
    stale = confirmation.unconfirmed(profile) if profile else []
    workspace = reverse("country_profiles:party_workspace", args=[country.code])
    found = [
        Point(
            format_lazy("{profile}: {section}", profile=_("Profile"), section=section.label), section in filled, write
        )
        for section in Section
    ]
    if profile:
        label = _("Profile confirmed within half a year")
        found.append(Point(label, not stale, f"{workspace}#confirm"))
    return found


def _people_points(country: RememberedTerm) -> list[Point]:
    roles = {point.designation.role for point in people.focal_points(country)}
    ask = reverse("directory:role_request")
    site = NationalSite.objects.filter(country=country.pk).first()
    write = _start("country-profile", country)
    return [
        Point(_("CBD national focal point"), Role.CBD_FOCAL_POINT in roles, ask),
        Point(_("CHM national focal point"), Role.CHM_FOCAL_POINT in roles, ask),
        Point(
            _("National clearing-house that answers"),
            site is not None and site.state != "unreachable",
            write,
            _("Its address stands in the profile.") if site is None else "",
        ),
    ]


def _document_points(country: RememberedTerm) -> list[Point]:
    kinds = set(Strategy.objects.published().filter(party=country.pk).values_list("strategy_kind", flat=True))
    start = _start("strategy", country)
    return [
        Point(_("National biodiversity strategy and action plan"), StrategyKind.NBSAP in kinds, start),
        Point(_("Strategy of the national clearing-house"), StrategyKind.CHM in kinds, start),
        *(
            Point(
                cell.cycle.label,
                cell.report is not None,
                _start("national-report", country, f"&cycle={cell.cycle.code}"),
            )
            for cell in reports_of(country)
            if cell.report or cell.state == register.MISSING
        ),
    ]
