"""The table of kinds: what can be registered, and by which form."""

from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured
from django.http import Http404

from chm_portal.common.offer import is_offered


@dataclass(frozen=True)
class Kind:
    """One kind of record; what a Party has of a `national` one is its own word: its focal point publishes it (R88)."""

    slug: str
    code: str  # as in identifiers: RES
    label: str
    label_plural: str
    submit_label: str  # on the button that begins one: a phrase of its own, for grammar's sake
    service: str  # knowledge-base, collaboration, reporting, countries
    template: str  # of the record's own page
    form: type  # a RecordForm; its Meta.model is the child model
    national: bool = False
    party_is_needed: bool = True  # of a national one that the secretariat registers: it says which Party it concerns
    owner_kinds: tuple[str, ...] = ("party", "organisation", "secretariat")
    import_label: str = ""  # of bringing in many as rows of a spreadsheet (chm_portal.imports); none: not offered
    start_lead: str = ""  # a sentence on the page on which one is begun

    @property
    def model(self) -> type:
        """The child model, whose rows exist while their record is published."""
        return self.form._meta.model

    @property
    def is_offered(self) -> bool:
        """Whether the service it belongs to is switched on: otherwise none is begun, changed or listed."""
        return is_offered(self.form.__module__)


_kinds: dict[str, Kind] = {}


def kind(**entry):
    """Enter a form class in the table: `@kind(slug="resource", code="RES", ...)`."""

    def register(form: type) -> type:
        if entry["slug"] in _kinds or any(entry["code"] == other.code for other in _kinds.values()):
            raise ImproperlyConfigured(f"Two kinds of record called {entry['slug']} or {entry['code']}.")
        _kinds[entry["slug"]] = form.kind = Kind(form=form, **entry)
        return form

    return register


def get(slug: str) -> Kind:
    """Return a kind by its slug, of whichever service; raises KeyError."""
    return _kinds[slug]


def get_or_404(slug: str) -> Kind:
    """Return a kind that is offered by its slug; raises Http404."""
    if slug not in _kinds or not _kinds[slug].is_offered:
        raise Http404
    return _kinds[slug]


def national_slugs() -> list[str]:
    """Return the slugs of the national kinds."""
    return [kind.slug for kind in _kinds.values() if kind.national]


def every() -> list[Kind]:
    """Return every kind that is offered, in the order of their entry."""
    return [kind for kind in _kinds.values() if kind.is_offered]


def are_all_offered() -> bool:
    """Whether no kind is without its service."""
    return all(kind.is_offered for kind in _kinds.values())
