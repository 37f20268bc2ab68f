"""The vocabularies that are given away: what each is called in addresses, and where its terms lead."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chm_portal.common.offer import is_offered
from chm_portal.vocabularies.memory import RememberedTerm, Vocabulary, vocabulary
from chm_portal.vocabularies.models import VocabularyVersion


@dataclass(frozen=True)
class Published:
    """One vocabulary: its name in addresses and in memory, and the page of a term as a path in the reader's language.

    `columns` are what its terms have beside code, labels and place in the tree; `broader` names the column that leads
    to a term of another vocabulary.
    """

    slug: str
    name: str
    label: str | Promise
    page_of: Callable[[RememberedTerm], str]
    columns: tuple[str, ...] = ()
    broader: str = ""

    @property
    def terms(self) -> Vocabulary:
        """Every term, retired ones included: records and files of others may still name them."""
        return vocabulary(self.name)

    @property
    def address(self) -> str:
        """The full address that names the vocabulary for ever."""
        return settings.PORTAL_ADDRESS + reverse("machines:vocabulary", args=[self.slug])

    def address_of(self, term: RememberedTerm) -> str:
        """Return the full address that names a term for ever."""
        return settings.PORTAL_ADDRESS + reverse("machines:vocabulary_term", args=[self.slug, term.code])

    def broader_of(self, term: RememberedTerm) -> str:
        """Return the full address of the term under which one stands, in this or another vocabulary, if any."""
        if above := getattr(term, "parent", None):
            return self.address_of(above)
        above = getattr(term, self.broader) if self.broader else None
        return BY_NAME[vocabulary_name(above)].address_of(above) if above else ""


def vocabulary_name(term: RememberedTerm) -> str:
    """Return the name of the vocabulary that a term belongs to."""
    return type(term.row).vocabulary_name()


@dataclass(frozen=True)
class Version:
    """How often a vocabulary was changed here, and when last."""

    number: int
    changed_at: datetime | None


def _page(view: str) -> Callable[[RememberedTerm], str]:
    return lambda term: reverse(view, args=[term.code])


def _search(facet: str) -> Callable[[RememberedTerm], str]:
    return lambda term: f"{reverse('search:search')}?{facet}={term.code}"


def _page_if_offered(view: str, facet: str) -> Callable[[RememberedTerm], str]:
    """Return the page of a term, or while its service is switched off the search narrowed by it."""
    return lambda term: _page(view)(term) if is_offered(view) else _search(facet)(term)


def _cycle(term: RememberedTerm) -> str:
    view = "reporting:cycle_detail"
    return reverse(view, args=[term.code]) if is_offered(view) else _in_list("cycles")(term)


def _in_list(slug: str) -> Callable[[RememberedTerm], str]:
    return lambda _term: f"{reverse('interop:vocabulary_list')}#{slug}"


def _target(term: RememberedTerm) -> str:
    return reverse("search:target_detail", args=[term.framework.code, term.code])


EVERY = (
    Published("themes", "theme", _("Themes"), _page("search:theme_detail")),
    Published("articles", "article", _("Articles of the Convention"), _page("search:article_detail"), ("number",)),
    Published(
        "decisions",
        "decision",
        _("Decisions"),
        _page("search:decision_detail"),
        ("body", "meeting", "number", "paragraph", "year"),
    ),
    Published(
        "target-frameworks",
        "target_framework",
        _("Frameworks of global targets"),
        lambda _term: reverse("search:target_list"),
        ("decision", "starts", "ends"),
    ),
    Published("targets", "target", _("Global goals and targets"), _target, ("kind", "number"), broader="framework"),
    Published("resource-types", "resource_type", _("Types of resource"), _search("type")),
    Published(
        "countries",
        "country",
        _("Countries"),
        _page_if_offered("country_profiles:country_detail", "country"),
        ("is_party", "party_since", "is_ldc", "is_sids", "is_landlocked", "is_eit", "is_eu_member"),
        broader="region",
    ),
    Published("regions", "region", _("Regions"), _search("region")),
    Published("languages", "language", _("Languages"), _search("language"), ("autonym", "is_official")),
    Published("audiences", "audience", _("Audiences"), _in_list("audiences")),
    Published("licences", "licence", _("Licences"), _search("licence"), ("spdx", "address")),
    Published("cycles", "cycle", _("Reporting cycles"), _cycle, ("number", "due")),
)
BY_SLUG = {one.slug: one for one in EVERY}
BY_NAME = {one.name: one for one in EVERY}


def get_or_404(slug: str) -> Published:
    """Return a vocabulary by its name in addresses. Raises Http404."""
    if slug not in BY_SLUG:
        raise Http404
    return BY_SLUG[slug]


def versions() -> dict[str, Version]:
    """Return {name in memory: version} of all vocabularies; one query."""
    rows = VocabularyVersion.objects.values_list("vocabulary", "number", "changed_at")
    return {name: Version(number, changed_at) for name, number, changed_at in rows}


def version_of(published: Published) -> Version:
    """Return the version of one vocabulary."""
    return versions().get(published.name, Version(0, None))
