"""A record as data: one object of records.json in all languages, and one line of records.csv (docs/export.md)."""

from modeltranslation.translator import translator

from chm_portal.common.languages import html_lang, texts_of
from chm_portal.records.models import Record
from chm_portal.records.page import citation
from chm_portal.vocabularies.memory import vocabulary
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


def licence_of(record: Record) -> dict | None:
    """Return code, label and address of the licence that a record states; none where its kind or owner states none."""
    if not getattr(record, "licence_id", None):
        return None
    term = vocabulary("licence").by_pk(record.licence_id)
    return {"code": term.code, "label": str(term.label), "address": term.address or None}


def licence_in_words(record: Record) -> str:
    """Return the licence's name, nothing where none is stated."""
    licence = licence_of(record)
    return licence["label"] if licence else ""


def texts(record: Record) -> dict[str, dict[str, str]]:
    """Return {field: {language: text}} of every translated text that is published of a record."""
    fields = sorted(translator.get_options_for_model(type(record)).all_fields)
    found = {field: texts_of(record, field) for field in fields}
    return {
        field: {html_lang(code): text for code, text in in_languages.items()}
        for field, in_languages in found.items()
        if in_languages
    }


def as_json(exported: Exported, files: list[dict], facts: list[tuple]) -> dict:
    """Return a record as JSON says it; `files` say where each attachment lies, or at which address it is."""
    parts = exported.parts
    record = parts.record
    return {
        "identifier": record.identifier,
        "kind": record.kind,
        "by_or_about": exported.key.which,
        "address": record.permanent_address,
        "page": page_path(record.identifier),
        "owner": {"kind": record.owner.kind, "code": record.owner.code, "name": str(record.owner)},
        "provided_by": str(record.provider_label),
        "first_published": record.published_at.isoformat(),
        "last_change": record.updated_at.isoformat(),
        "revision": record.current.number,
        "revisions": [{"number": one.number, "published": one.decided_at.isoformat()} for one in parts.revisions],
        "languages": record.languages,
        "texts": texts(record),
        "facts": [{"label": str(label), "value": str(value)} for label, value in facts if value not in ("", None)],
        "terms": {group["name"]: group["codes"] for group in parts.terms},
        "original": record.original_url or None,
        "links": [
            {"address": one.address, "title": one.title, "language": one.language or None} for one in parts.links
        ],
        "addresses": [{"label": str(label), "address": url} for label, url in getattr(record, "doors", [])],
        "files": files,
        "related": [
            {"relation": str(one.label), "identifier": one.record.identifier, "address": one.record.permanent_address}
            for one in parts.related
        ],
        "licence": licence_of(record),
        "citation": " ".join(citation(record)),
        "entered_for_demonstration": record.is_demonstration,
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
