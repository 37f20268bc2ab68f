"""Shelves to search in: a small Whoosh index filled by hand, and copies of a record in the database."""

from pathlib import Path

from whoosh.fields import STORED, Schema

from chm_portal.records.models import Record, RecordTheme
from chm_portal.search.engines.whoosh_schema import SEPARATOR, WordsField, codes_field, sort_field
from chm_portal.search.engines.whoosh_search import FIELDS, Found, Search
from chm_portal.search.engines.whoosh_store import Store
from chm_portal.search.query import Criteria, parse
from knowledge_base.models import Resource

FACETS = ("theme", "country", "year")


def schema() -> Schema:
    fields = {"id": sort_field(), "django_id": STORED(), "published": sort_field(), "title_en": sort_field()}
    fields |= {name: WordsField(language) for name, language in FIELDS.items()}
    return Schema(**fields, **{name: codes_field() for name in FACETS})


def document(pk: int, *, published="", title="", names="", facets: dict | None = None, **texts: str) -> dict:
    """A document with a summary in some languages: `document(1, en="Forests", fr="Forêts", facets={...})`."""
    made = {
        "id": f"record.{pk}",
        "django_id": str(pk),
        "published": published or f"{pk:06d}",
        "title_en": title.lower() or f"{pk:06d}",
    }
    for language, text in texts.items():
        made[f"text_{language}"] = [("A", title), ("B", text)] if language == "en" else [("B", text)]
    if names:
        made["text"] = [("C", names)]
    for facet, codes in (facets or {}).items():
        made[facet] = SEPARATOR.join(codes)
    return made


class Shelf:
    """The index in a folder of the test."""

    def __init__(self, path: Path):
        self.store = Store(str(path), schema())
        self.store.begin("first")
        self.store.swap_in("first")

    def put(self, *documents: dict, gone: tuple[str, ...] = ()) -> None:
        """Write one commit into the live index."""
        with self.store.live() as folder:
            folder.write(documents, gone)

    def find(self, typed="", language="en", *, start=0, end=20, sort=(), facets=FACETS, **chosen) -> Found:
        """Return the answer of the engine."""
        with self.store.live() as folder:
            return Search(folder.leaves(), Criteria(parse(typed, language), chosen)).run(start, end, sort, facets)

    def pks(self, typed: str = "", language: str = "en", **options) -> list[int]:
        """Return the primary keys found, in order."""
        return [int(hit.leaf.stored(hit.document)["django_id"]) for hit in self.find(typed, language, **options).hits]


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
