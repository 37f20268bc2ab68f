"""What search knows of something published: its words in six languages, the codes of its facets, its places in a list.

The shell's part is worked out here. A kind whose model has more to say has these methods (all optional):
`search_texts() -> {language: [(weight, text)]}`, `facet_values() -> {facet: [codes]}`; language "" is for names. For
its facets its queryset has `with_facet(facet, codes)`, which answers while the index cannot.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db.models import Prefetch, QuerySet

from chm_portal.common.languages import LANGUAGE_CODES, pick, texts_of
from chm_portal.directory.models import Organisation
from chm_portal.records import kinds
from chm_portal.records.models import Attachment, Record
from chm_portal.search.analysis import NEUTRAL, sort_key
from chm_portal.search.engines.terms import FILE
from chm_portal.search.file_words import texts_of_files
from chm_portal.vocabularies.memory import vocabulary

TITLE, SUMMARY, LABEL, BODY = "A", "B", "C", "D"  # weights of words, heaviest first
TERM_ROWS = {
    "theme_rows": "theme",
    "article_rows": "article",
    "decision_rows": "decision",
    "target_rows": "target",
    "country_rows": "country",
    "region_rows": "region",
}


@dataclass
class Document:
    """One published record or discussion as search sees it."""

    pk: int
    kind: str
    version: datetime
    published: str  # sorts as the time of first publication does
    titles: dict[str, str]  # {language: what the title is sorted by for its readers}
    texts: dict[str, list[tuple[str, str]]] = field(
        default_factory=lambda: defaultdict(list)
    )  # language: (weight, text)
    facets: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add_texts(self, texts: dict[str, str], weight: str) -> None:
        """Add a text in each of its languages."""
        for language, text in texts.items():
            if text:
                self.texts[language].append((weight, text))

    def add_term(self, vocabulary_name: str, pk: int, facet: str = "") -> None:
        """Add a term's labels, so that French readers find English records by French themes; perhaps a facet's code."""
        term = vocabulary(vocabulary_name).by_pk(pk)
        self.add_texts(term.labels, LABEL)
        if facet:
            self.facets[facet].append(term.code)


def sortable(moment: datetime) -> str:
    """Return a moment as a text that sorts as moments do."""
    return moment.astimezone(UTC).strftime("%Y%m%d%H%M%S%f")


def published_records(pks: Iterable[int]) -> list[Record]:
    """Return those of these records that are published, as their kinds' models, with all that a document needs."""
    found: list[Record] = []
    for kind in kinds.every():
        found += _with_parts(kind.model.objects.published().filter(pk__in=list(pks)))
    return found


def _with_parts(records: QuerySet) -> QuerySet:
    partners = [column.name for column in records.model._meta.fields if column.related_model is Organisation]
    return records.select_related(*partners).prefetch_related(*TERM_ROWS, "links", _files())


def _files() -> Prefetch:
    """Return how records are read with the files that they show and whose text was read."""
    read = Attachment.objects.shown().exclude(inner_text=None).exclude(inner_text__text="")
    return Prefetch("attachments", read.select_related("inner_text"), to_attr="read_files")


def document_of(record: Record) -> Document:
    """Return the document of a published record; one that was read without its parts is first read with them."""
    if not hasattr(record, "read_files"):
        record = _with_parts(record.kind_of.model.objects.published()).get(pk=record.pk)
    titles = texts_of(record, "title")
    document = Document(
        pk=record.pk,
        kind=record.kind,
        version=record.updated_at,
        published=sortable(record.published_at),
        titles={code: sort_key(pick(titles, code)[0]) for code in LANGUAGE_CODES},
    )
    document.facets["kind"].append(record.kind)
    document.facets["language"] += record.languages
    document.facets["added"].append(str(record.published_at.astimezone(UTC).year))
    document.add_texts(titles, TITLE)
    document.add_texts(texts_of(record, "summary"), SUMMARY)
    document.add_texts({NEUTRAL: record.identifier}, TITLE)
    for rows, name in TERM_ROWS.items():
        for row in getattr(record, rows).all():
            document.add_term(name, row.term_id, facet=name)
    for link in record.links.all():
        document.add_texts({NEUTRAL: link.address}, BODY)  # who pastes an address finds what leads there
    _add_owner(document, record)
    _add_own_words(document, record)
    for language, text in texts_of_files(record.read_files):
        document.texts[language].append((FILE, text))
    return document


def _add_owner(document: Document, record: Record) -> None:
    if record.owner_country_id:
        document.add_term("country", record.owner_country_id)
    if record.owner_organisation:
        document.add_texts(texts_of(record.owner_organisation, "name"), LABEL)


def _add_own_words(document: Document, record: Record) -> None:
    if hasattr(record, "search_texts"):
        for language, texts in record.search_texts().items():
            document.texts[language] += [(weight, text) for weight, text in texts if text]
    for facet, codes in record.facet_values().items():
        document.facets[facet] += [code for code in codes if code]
