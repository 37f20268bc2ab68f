"""The list of countries by region, with what is here of each, counted in a handful of queries."""

from collections import Counter
from dataclasses import dataclass

from django import forms
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from chm_portal.records.models import Record
from chm_portal.vocabularies.country_filter import CountryFilter
from chm_portal.vocabularies.memory import RememberedTerm, vocabulary
from country_profiles import people
from country_profiles.models import NationalSite

HAVING = {
    "profile": _("with a profile"),
    "focal-point": _("with a focal point here"),
    "no-focal-point": _("without a focal point here"),
    "site": _("with a national clearing-house"),
    "no-site": _("without a national clearing-house"),
}


class CountryListFilter(CountryFilter):
    """Region, group, and what a country has here."""

    having = forms.ChoiceField(label=_("What is here"), required=False, choices=[("", _("all")), *HAVING.items()])


@dataclass(frozen=True)
class Line:
    """One country in the list."""

    country: RememberedTerm
    has_profile: bool
    focal_points: int
    reports: int
    strategies: int
    resources: int
    site: NationalSite | None

    def has(self, what: str) -> bool:
        """Whether it has what the filter asks for."""
        return {
            "profile": self.has_profile,
            "focal-point": bool(self.focal_points),
            "no-focal-point": not self.focal_points,
            "site": self.site is not None,
            "no-site": self.site is None,
        }[what]


def lines(chosen: CountryListFilter) -> list[Line]:
    """Return the countries that fit, in the order of the reader's language; four queries."""
    published = Record.objects.published().order_by()
    national = published.exclude(party=None).values_list("kind", "party").annotate(number=Count("pk"))
    own = published.filter(kind="resource").exclude(owner_country=None).values_list("owner_country")
    of_party = {(kind, party): number for kind, party, number in national}
    resources = Counter(dict(own.annotate(number=Count("pk"))))
    points = Counter(people.designations_shown().values_list("country", flat=True))
    sites = {site.country_id: site for site in NationalSite.objects.all()}
    found = [
        Line(
            country,
            has_profile=("country-profile", country.pk) in of_party,
            focal_points=points[country.pk],
            reports=of_party.get(("national-report", country.pk), 0),
            strategies=of_party.get(("strategy", country.pk), 0),
            resources=resources[country.pk],
            site=sites.get(country.pk),
        )
        for country in chosen.among(vocabulary("country").in_use())
    ]
    having = chosen.chosen.get("having")
    return [line for line in found if not having or line.has(having)]


def by_region(shown: list[Line]) -> list[tuple[RememberedTerm, list[Line]]]:
    """Return (region, its countries) of the regions that have some."""
    groups = [
        (region, [line for line in shown if line.country.region == region]) for region in vocabulary("region").in_use()
    ]
    return [(region, of_region) for region, of_region in groups if of_region]
