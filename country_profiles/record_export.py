"""A country's list of records as files: a table for spreadsheets, entries for programs."""

from collections.abc import Iterable, Iterator

from chm_portal.common.languages import html_lang, texts_of
from chm_portal.records.models import Record


def as_table(records: Iterable[Record]) -> Iterator[list[object]]:
    """Yield the lines of a CSV: one for each record, its title as the reader sees it."""
    yield ["identifier", "kind", "title", "language", "languages", "owner", "first published", "last change", "address"]
    for record in records:
        title, language = record.title_shown
        yield [
            record.identifier,
            record.kind,
            title,
            language,
            " ".join(record.languages),
            record.owner,
            record.published_at.date(),
            record.updated_at.date(),
            record.permanent_address,
        ]


def entry(record: Record) -> dict:
    """Return a record as programs read it: its title in each of its languages."""
    return {
        "identifier": record.identifier,
        "kind": record.kind,
        "title": {html_lang(code): text for code, text in texts_of(record, "title").items()},
        "languages": record.languages,
        "owner": str(record.owner),
        "published": record.published_at.date(),
        "updated": record.updated_at.date(),
        "address": record.permanent_address,
    }
