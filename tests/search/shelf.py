"""Shelves to search in: a small index filled by hand, of either engine, and copies of a record in the database."""

from chm_portal.records.models import Record, RecordTheme
from chm_portal.search.engines.answers import Found
from chm_portal.search.engines.base import PortalBackend
from chm_portal.search.query import Criteria, parse
from knowledge_base.models import Resource

FACETS = ("theme", "country", "year")


def document(pk: int, *, published="", title="", names="", facets: dict | None = None, **texts: str) -> dict:
    """A document with a summary in some languages: `document(1, en="Forests", fr="Forêts", facets={...})`."""
    made = {
        "id": f"records.record.{pk}",
        "django_ct": "records.record",
        "django_id": str(pk),
        "record_kind": "resource",
        "published": published or f"{pk:06d}",
        "title_en": title.lower() or f"{pk:06d}",
    }
    for language, text in texts.items():
        made[f"text_{language}"] = [("A", title), ("B", text)] if language == "en" else [("B", text)]
    if names:
        made["text"] = [("C", names)]
    return made | (facets or {})


class Shelf:
    """The live index of an engine."""

    def __init__(self, backend: PortalBackend):
        self.backend = backend
        backend.begin("first")
        backend.swap_in("first")

    @property
    def store(self):
        """Where the Whoosh engine has its folders."""
        return self.backend.store

    def put(self, *documents: dict, gone: tuple[int, ...] = ()) -> None:
        """Write one commit into the live index."""
        self.backend.write(list(documents), [f"records.record.{pk}" for pk in gone])

    def find(self, typed="", language="en", *, start=0, end=20, sort=(), facets=FACETS, after="", **chosen) -> Found:
        """Return the answer of the engine."""
        return self.backend.find(Criteria(parse(typed, language), chosen, after), start, end, sort, facets)

    def pks(self, typed: str = "", language: str = "en", **options) -> list[int]:
        """Return the primary keys found, in order."""
        return [hit.pk for hit in self.find(typed, language, **options).hits]


def copies(record: Record, number: int) -> list[int]:
    """Copy a published resource in the database, quicker than the workflow would, and return the primary keys."""
    themes = list(record.theme_rows.values_list("term_id", flat=True))
    made: list[int] = []
    for place in range(1, number + 1):
        copy = Resource.objects.get(pk=record.pk)
        copy.pk = copy.id = copy.record_ptr_id = None
        copy.identifier, copy.title_en = f"{record.identifier}-{place}", f"Guide {place:02}"
        copy.save(force_insert=True)
        RecordTheme.objects.bulk_create(RecordTheme(record=copy, term_id=pk, by_owner=True) for pk in themes)
        made.append(copy.pk)
    return made
