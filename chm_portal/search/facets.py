"""The facets of search: what a list can be narrowed by, and how they look on the page.

Several values of one facet are alternatives, different facets are conditions; the counts of a facet leave its own
choice out, so that they say what one more of its values would bring.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from haystack import connections

from chm_portal.directory.models import OrganisationKind
from chm_portal.records import kinds
from chm_portal.vocabularies.memory import vocabulary


def _of_vocabulary(name: str) -> Callable[[str], str | None]:
    def label(code: str) -> str | None:
        terms = vocabulary(name)
        return terms[code].label if code in terms else None

    return label


def _of_kind(code: str) -> str | None:
    for index in connections["default"].get_unified_index().get_indexes().values():
        if label := index.kind_labels().get(code):
            return str(capfirst(label))
    return None


def _of_provider_kind(code: str) -> str | None:
    labels = {"party": _("Party"), "secretariat": _("Secretariat of the Convention")} | dict(OrganisationKind.choices)
    return str(labels[code]) if code in labels else None


def _of_year(code: str) -> str | None:
    return code if len(code) == 4 and code.isascii() and code.isdigit() else None


def _of_kinds(name: str) -> Callable[[str], str | None]:
    """Return how values are called that only some kinds have: their models say it in `FACET_LABELS`."""

    def label(code: str) -> str | None:
        for kind in kinds.every():
            labels = getattr(kind.model, "FACET_LABELS", {}).get(name, {})
            if code in labels:
                return str(capfirst(labels[code]))
        return None

    return label


@dataclass(frozen=True)
class Facet:
    """One facet: its name is the parameter of the address and the field of the index."""

    name: str
    label: str | Promise
    label_of: Callable[[str], str | None]  # of a code in the reader's language; None for a code that is not one
    lookup: str = ""  # how the database narrows by codes; without one, the kinds' `with_facet(name, codes)` does
    is_latest_first: bool = False  # order: by value, the latest first; otherwise the commonest first

    def options(self, counts: dict[str, int], chosen: tuple[str, ...]) -> list["Option"]:
        """Return the values with their counts, chosen ones also when nothing is left of them."""
        options = [
            Option(code, label, counts.get(code, 0), code in chosen)
            for code in {*counts, *chosen}
            if (label := self.label_of(code)) is not None
        ]
        if self.is_latest_first:
            return sorted(options, key=lambda option: option.value, reverse=True)
        return sorted(options, key=lambda option: (not option.is_chosen, -option.count, option.label))


@dataclass(frozen=True)
class Option:
    """One value of a facet, as templates/components/facets.html shows it."""

    value: str
    label: str
    count: int | None  # None: not known
    is_chosen: bool


FACETS = (
    Facet("kind", _("Kind of record"), _of_kind, "kind__in"),
    Facet("type", _("Type"), _of_vocabulary("resource_type")),
    Facet("status", pgettext_lazy("an initiative", "Status"), _of_kinds("status")),
    Facet("theme", _("Theme"), _of_vocabulary("theme"), "theme_rows__term__code__in"),
    Facet("article", _("Article"), _of_vocabulary("article"), "article_rows__term__code__in"),
    Facet("decision", _("Decision"), _of_vocabulary("decision"), "decision_rows__term__code__in"),
    Facet("target", _("Target"), _of_vocabulary("target"), "target_rows__term__code__in"),
    Facet("country", _("Country"), _of_vocabulary("country"), "country_rows__term__code__in"),
    Facet("region", _("Region"), _of_vocabulary("region"), "region_rows__term__code__in"),
    Facet("language", _("Language"), _of_vocabulary("language"), "languages__overlap"),
    Facet("provider_kind", _("Provider"), _of_provider_kind),
    Facet("licence", _("Licence"), _of_vocabulary("licence")),
    Facet("year", _("Year"), _of_year, is_latest_first=True),
    Facet("added", _("Added to the portal"), _of_year, "published_at__year__in", is_latest_first=True),
)
BY_NAME = {facet.name: facet for facet in FACETS}
