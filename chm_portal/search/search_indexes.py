"""haystack's indexes: which fields a search document has, whatever the engine, and what is searched.

An app whose things are found beside records has a `search_indexes` module with a DocumentIndex of its own; haystack
finds it there. All else (indexing, sweeping, facets, the page) asks it and knows no model.
"""

from collections.abc import Iterable

from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from haystack import connections, indexes
from haystack.constants import DJANGO_CT, DJANGO_ID, ID

from chm_portal.common.languages import LANGUAGE_CODES, suffix
from chm_portal.records import kinds
from chm_portal.records.models import Record
from chm_portal.search.analysis import NEUTRAL
from chm_portal.search.documents import Document, document_of, published_records
from chm_portal.search.engines.fields import CodesField, KeptField, SortField, WordsField
from chm_portal.search.facets import FACETS
from chm_portal.search.rows import ResultRow, rows_of


class DocumentIndex(indexes.SearchIndex):
    """One document for each published thing of a model; counts, facets and pages count it once."""

    topic = ""  # the prefix of its topics: an outbox item "thread:7" is about the thread of this key
    version_column = ""  # of the model: when what search knows of it last changed

    text = WordsField(NEUTRAL, document=True)
    text_ar = WordsField("ar")
    text_en = WordsField("en")
    text_es = WordsField("es")
    text_fr = WordsField("fr")
    text_ru = WordsField("ru")
    text_zh_hans = WordsField("zh-hans")
    title_ar = SortField()
    title_en = SortField()
    title_es = SortField()
    title_fr = SortField()
    title_ru = SortField()
    title_zh_hans = SortField()
    published = SortField()
    kind = CodesField()
    type = CodesField()
    status = CodesField()
    theme = CodesField()
    article = CodesField()
    decision = CodesField()
    target = CodesField()
    country = CodesField()
    region = CodesField()
    language = CodesField()
    provider_kind = CodesField()
    licence = CodesField()
    year = CodesField()
    added = CodesField()
    record_kind = KeptField()

    def public(self) -> QuerySet:
        """Return what is public: nothing else is ever indexed."""
        raise NotImplementedError

    def read(self, pks: Iterable[int]) -> list[Model]:
        """Return those of these that are public, with all that a document needs, in few queries."""
        raise NotImplementedError

    def document(self, obj) -> Document:
        """Return what search knows of one of them."""
        raise NotImplementedError

    def rows(self, found: Iterable[tuple[str, int]]) -> dict[int, ResultRow]:
        """Return {primary key: row of a list of results} of these (kind, primary key) that are public now."""
        raise NotImplementedError

    def kind_labels(self) -> dict[str, str | Promise]:
        """Return {code: label in the plural} for the facet of kinds."""
        raise NotImplementedError

    @property
    def name(self) -> str:
        """The part of identifiers that says what it is: "records.record"."""
        return self.get_model()._meta.label_lower

    def identifier(self, instance) -> str:
        return self.identifier_of(instance.pk)

    def identifier_of(self, pk: int) -> str:
        """Return the name of one of them in the index: the shell's of a record, whatever model it was read as."""
        return f"{self.name}.{pk}"

    def index_queryset(self, using=None):
        return self.public()

    def full_prepare(self, obj, with_string_facet=True) -> dict:
        """Return the fields of a document."""
        document = self.document(obj)
        fields = {
            ID: self.identifier_of(document.pk),
            DJANGO_CT: self.name,
            DJANGO_ID: str(document.pk),
            "text": document.texts.get(NEUTRAL),
            "published": document.published,
            "record_kind": document.kind,
        }
        for code in LANGUAGE_CODES:
            fields[f"text_{suffix(code)}"] = document.texts.get(code)
            fields[f"title_{suffix(code)}"] = document.titles[code]
        for facet in FACETS:
            fields[facet.name] = sorted(set(document.facets.get(facet.name, [])))
        return fields


class RecordIndex(DocumentIndex, indexes.Indexable):
    """Published records of every kind."""

    topic, version_column = "record", "updated_at"

    def get_model(self):
        return Record

    def public(self) -> QuerySet:
        return Record.objects.published()

    def should_update(self, instance, **kwargs) -> bool:
        """Keep out what is not published: haystack asks nothing else before it indexes an object."""
        return instance.state == Record.State.PUBLISHED

    def read(self, pks: Iterable[int]) -> list[Record]:
        return published_records(pks)

    def document(self, obj) -> Document:
        return document_of(obj)

    def rows(self, found: Iterable[tuple[str, int]]) -> dict[int, ResultRow]:
        return {row.record.pk: row for row in rows_of(found)}

    def kind_labels(self) -> dict[str, str | Promise]:
        return {kind.slug: kind.label_plural for kind in kinds.every()}


def document_indexes() -> list[DocumentIndex]:
    """Return what is searched, always in the same order."""
    found = connections["default"].get_unified_index().get_indexes().values()
    return sorted(found, key=lambda index: index.name)
