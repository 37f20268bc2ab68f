"""A published record as data, the one description that every JSON of the portal gives (docs/export.md).

Texts are in all their languages, terms are codes, moments have their zone; `facts`, `citation` and other words of the
portal's own are in the active language.
"""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import translation
from modeltranslation.translator import translator

from chm_portal.common.languages import LANGUAGE_CODES, html_lang, texts_of
from chm_portal.records.exports.table import in_batches
from chm_portal.records.models import Attachment, Record
from chm_portal.records.page import citation
from chm_portal.records.page_batches import PageParts, parts_of
from chm_portal.vocabularies.memory import vocabulary

BATCH = 200  # records whose texts are in memory at once


def descriptions(records: QuerySet) -> Iterator[dict[str, Any]]:
    """Yield what everybody may know of each of these published records, in their order, a batch in memory at a time."""
    for parts in parts_of_all(records):
        yield description(parts)


def parts_of_all(records: QuerySet) -> Iterator[PageParts]:
    """Yield what the pages of these published records show, in their order; few queries for each batch."""
    for keys in in_batches(records.values_list("kind", "pk").iterator(chunk_size=2000), BATCH):
        yield from parts_of(keys)


def description(parts: PageParts) -> dict[str, Any]:
    """Return what everybody may know of a published record."""
    record = parts.record
    return {
        "identifier": record.identifier,
        "kind": record.kind,
        "address": record.permanent_address,
        "owner": {"kind": record.owner.kind, "code": record.owner.code, "name": str(record.owner)},
        "provided_by": str(record.provider_label),
        "first_published": record.published_at.isoformat(),
        "last_change": record.updated_at.isoformat(),
        "revision": record.current.number,
        "revisions": [{"number": one.number, "published": one.decided_at.isoformat()} for one in parts.revisions],
        "languages": record.languages,
        "texts": texts(record),
        "facts": facts(record),
        "codes": {name: codes for name, codes in record.facet_values().items() if any(codes)},
        "terms": {group["name"]: group["codes"] for group in parts.terms},
        "original": record.original_url or None,
        "links": [
            {"address": one.address, "title": one.title, "language": one.language or None} for one in parts.links
        ],
        "addresses": [{"label": str(label), "address": url} for label, url in getattr(record, "doors", [])],
        "files": [file_description(one) for one in parts.attachments],
        "related": [
            {"relation": str(one.label), "identifier": one.record.identifier, "address": one.record.permanent_address}
            for one in parts.related
        ],
        "licence": licence_of(record),
        "citation": " ".join(citation(record)),
        "entered_for_demonstration": record.is_demonstration,
    }


def texts(record: Record) -> dict[str, dict[str, str]]:
    """Return {field: {language: text}} of every translated text that is published of a record."""
    fields = sorted(translator.get_options_for_model(type(record)).all_fields)
    found = {field: texts_of(record, field) for field in fields}
    return {
        field: {html_lang(code): text for code, text in in_languages.items()}
        for field, in_languages in found.items()
        if in_languages
    }


def facts(record: Record) -> list[dict[str, str]]:
    """Return what the page tells in its aside, in the active language."""
    return [{"label": str(label), "value": str(value)} for label, value in record.facts() if value not in ("", None)]


def facts_in_six_languages(record: Record) -> dict[str, list[dict[str, str]]]:
    """Return {language: `facts`}."""
    told = {}
    for code in LANGUAGE_CODES:
        with translation.override(code):
            told[html_lang(code)] = facts(record)
    return told


def file_description(attachment: Attachment) -> dict[str, Any]:
    """Return what everybody may know of a published file: where it is, what it is, and its checksum."""
    return {
        "address": settings.PORTAL_ADDRESS + attachment.get_absolute_url(),
        "name": attachment.original_name,
        "title": attachment.title,
        "language": attachment.language or None,
        "media_type": attachment.media_type,
        "bytes": attachment.size,
        "sha256": attachment.sha256,
    }


def licence_of(record: Record) -> dict[str, str | None] | None:
    """Return code, label and address of the licence that a record states; none where its kind or owner states none."""
    if not getattr(record, "licence_id", None):
        return None
    term = vocabulary("licence").by_pk(record.licence_id)
    return {"code": term.code, "label": str(term.label), "address": term.address or None}
