"""How complete a Party's page is, for who keeps it: what is there, what is missing, where to begin (R20, R40, R113)."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chm_portal.common import dates
from chm_portal.common.offer import is_offered
from chm_portal.directory.models import Role
from chm_portal.records.models import Revision
from chm_portal.vocabularies.memory import RememberedTerm
from country_profiles import confirmation, people
from country_profiles.models import NationalSite, Section
from country_profiles.page import profile_of, reports_of
from reporting import register
from reporting.models import Strategy, StrategyKind


@dataclass(frozen=True)
class Point:
    """One thing that a Party's page should have; `url` is where to bring it about, `key` its name for ever."""

    label: str | Promise
    is_there: bool
    url: str = ""
    hint: str | Promise = ""
    is_begun: bool = False
    key: str = ""
    due: date | None = None

    @property
    def state(self) -> str:
        """The state as task lists show it."""
        if self.is_there:
            return "complete"
        return "in_progress" if self.is_begun else "not_started"


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
            format_lazy("{profile}: {section}", profile=_("Profile"), section=section.label),
            section in filled,
            write,
            key=f"profile-{section.value}",
        )
        for section in Section
    ]
    if profile:
        label = _("Profile confirmed within half a year")
        found.append(Point(label, not stale, f"{workspace}#confirm", key="profile-confirmed"))
    return found


def _people_points(country: RememberedTerm) -> list[Point]:
    roles = {point.designation.role for point in people.focal_points(country)}
    ask = reverse("directory:role_request")
    site = NationalSite.objects.filter(country=country.pk).first()
    write = _start("country-profile", country)
    return [
        Point(_("CBD national focal point"), Role.CBD_FOCAL_POINT in roles, ask, key="cbd-focal-point"),
        Point(_("CHM national focal point"), Role.CHM_FOCAL_POINT in roles, ask, key="chm-focal-point"),
        Point(
            _("National clearing-house that answers"),
            site is not None and site.state == "reachable",
            write,
            site_hint(site),
            key="national-site",
        ),
    ]


def site_hint(site: NationalSite | None) -> str | Promise:
    """Say what a country lacks of a clearing-house that answers."""
    if site is None:
        return _("Its address stands in the profile.")
    return _("Not checked yet") if site.state == "unchecked" else ""


def _document_points(country: RememberedTerm) -> list[Point]:
    if not is_offered("reporting"):
        return []
    kinds = set(Strategy.objects.published().filter(party=country.pk).values_list("strategy_kind", flat=True))
    begun = _begun(country)

    def strategy(label: str | Promise, kind: StrategyKind) -> Point:
        url = begun.get(("strategy", kind.value))
        return Point(
            label,
            kind in kinds,
            url or _start("strategy", country),
            is_begun=url is not None,
            key=f"strategy-{kind.value}",
        )

    return [
        strategy(_("National biodiversity strategy and action plan"), StrategyKind.NBSAP),
        strategy(_("Strategy of the national clearing-house"), StrategyKind.CHM),
        *(
            _report_point(country, cell, begun)
            for cell in reports_of(country)
            if cell.report or cell.state == register.MISSING
        ),
    ]


def coming_reports(country: RememberedTerm) -> list[Point]:
    """Return the reports whose day has not come, the next one first: nothing is missing yet, all can be begun."""
    begun = _begun(country)
    coming = [cell for cell in reports_of(country) if cell.state == register.NOT_DUE]
    return [_report_point(country, cell, begun) for cell in reversed(coming)]


def _report_point(country: RememberedTerm, cell: register.Cell, begun: dict[tuple[str, str], str]) -> Point:
    url = begun.get(("national-report", cell.cycle.code))
    start = _start("national-report", country, f"&cycle={cell.cycle.code}")
    hint = "" if cell.report else _due_in_words(cell)
    return Point(
        cell.cycle.label,
        cell.report is not None,
        url or start,
        hint,
        is_begun=url is not None,
        key=f"report-{cell.cycle.code}",
        due=cell.cycle.due,
    )


def _due_in_words(cell: register.Cell) -> str:
    if cell.cycle.due is None:
        return gettext("Its day is not set yet.") if cell.state == register.NOT_DUE else ""
    sentence = gettext("Due on %(day)s.") if cell.state == register.NOT_DUE else gettext("It was due on %(day)s.")
    return sentence % {"day": dates.day(cell.cycle.due)}


def _begun(country: RememberedTerm) -> dict[tuple[str, str], str]:
    """Return {(kind, kind of strategy or cycle): address} of the Party's own documents that are on their way."""
    revisions = Revision.objects.open().filter(
        record__owner_country=country.pk, record__kind__in=["national-report", "strategy"]
    )
    return {
        (kind, payload.get("cycle") or payload.get("strategy_kind", "")): reverse("records:record_kept", args=[record])
        for kind, payload, record in revisions.values_list("record__kind", "payload", "record")
    }
