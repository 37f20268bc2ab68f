"""Texts that a record has beside its summary, as its page shows them under headings of their own."""

from dataclasses import dataclass

from django.utils.functional import Promise

from chm_portal.common.languages import in_language
from chm_portal.records.models import Record


@dataclass(frozen=True)
class Part:
    """A text of a record's page: its heading, and the text in the reader's language or else in another."""

    label: str | Promise
    text: str
    language: str


def parts_of(record: Record, labels: dict[str, str | Promise]) -> list[Part]:
    """Return those of these translated texts, {name: heading}, that were written."""
    parts = [Part(label, *in_language(record, name)) for name, label in labels.items()]
    return [part for part in parts if part.text]
