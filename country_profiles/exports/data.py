"""A record as data in an archive: one object of records.json, and one line of records.csv (docs/export.md)."""

from chm_portal.common.languages import html_lang
from chm_portal.records.exports.description import description, licence_of
from chm_portal.records.models import Record
from country_profiles.exports.contents import Exported

CSV_HEAD = (
    "identifier",
    "kind",
    "by or about",
    "title",
    "language of the title",
    "languages",
    "owner",
    "first published",
    "last change",
    "revision",
    "licence",
    "page",
    "address",
)


def page_path(identifier: str) -> str:
    """Return where a record's page lies in the archive: identifiers are safe names on every system."""
    return f"records/{identifier}.html"


def licence_in_words(record: Record) -> str:
    """Return the licence's name, nothing where none is stated."""
    licence = licence_of(record)
    return licence["label"] if licence else ""


def as_json(exported: Exported, files: list[dict]) -> dict:
    """Return a record as JSON says it in an archive; `files` say where in it each attachment lies."""
    return description(exported.parts) | {
        "by_or_about": exported.key.which,
        "page": page_path(exported.parts.record.identifier),
        "files": files,
    }


def as_csv(exported: Exported) -> list[object]:
    """Return a record's line in records.csv."""
    record = exported.parts.record
    title, language = record.title_shown
    return [
        record.identifier,
        record.kind,
        exported.key.which,
        title,
        html_lang(language),
        " ".join(record.languages),
        record.owner,
        record.published_at.date(),
        record.updated_at.date(),
        record.current.number,
        licence_in_words(record),
        page_path(record.identifier),
        record.permanent_address,
    ]
