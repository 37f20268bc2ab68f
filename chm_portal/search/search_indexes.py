"""haystack's index of records: which fields a search document has, whatever the engine."""

from haystack import indexes
from haystack.constants import DJANGO_CT, DJANGO_ID, ID

from chm_portal.common.languages import LANGUAGE_CODES, suffix
from chm_portal.records.models import Record
from chm_portal.search.analysis import NEUTRAL
from chm_portal.search.documents import document_of
from chm_portal.search.engines.fields import CodesField, KeptField, SortField, WordsField
from chm_portal.search.facets import FACETS


def identifier_of(pk: int) -> str:
    """Return the name of a record in the index: the shell's, whatever model it was read as."""
    return f"records.record.{pk}"


class RecordIndex(indexes.SearchIndex, indexes.Indexable):
    """One document per published record; counts, facets and pages count a record once."""

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
    record_kind = KeptField()

    def get_model(self):
        return Record

    def index_queryset(self, using=None):
        return Record.objects.published()

    def should_update(self, instance, **kwargs) -> bool:
        """Keep out what is not published: haystack asks nothing else before it indexes an object."""
        return instance.state == Record.State.PUBLISHED

    def identifier(self, instance) -> str:
        return identifier_of(instance.pk)

    def full_prepare(self, obj, with_string_facet=True) -> dict:
        """Return the fields of a record's document; every one comes from documents.document_of."""
        document = document_of(obj)
        fields = {
            ID: identifier_of(document.pk),
            DJANGO_CT: "records.record",
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
