"""Records as entries of a feed: all their pages say in words, in the reader's language where there is one (R17)."""

from collections.abc import Iterable

from django.conf import settings
from django.utils.html import format_html, linebreaks
from django.utils.text import capfirst

from chm_portal.common.atom import Entry
from chm_portal.records.models import Record, Revision


def entries_of(records: Iterable[Record]) -> list[Entry]:
    """Return the entries of published records, read as their kinds' models; one query for what is new in each."""
    records = list(records)
    current = Revision.objects.filter(pk__in=[record.current_id for record in records])
    notes = dict(current.exclude(change_note="").values_list("pk", "change_note"))
    return [_entry(record, notes.get(record.current_id, "")) for record in records]


def _entry(record: Record, note: str) -> Entry:
    title, language = record.title_shown
    _summary, summary_language = record.summary_shown
    return Entry(
        identifier=record.permanent_address,
        url=settings.PORTAL_ADDRESS + record.get_absolute_url(),
        title=title,
        title_language=language,
        html=_text(record, note),
        html_language=summary_language,
        author=str(record.owner),
        published=record.published_at,
        updated=record.updated_at,
        category=(record.kind, str(capfirst(record.kind_of.label))),
    )


def _text(record: Record, note: str) -> str:
    """Return what is new, if its submitter has said so, then what the page says; escaped, readers take it for HTML."""
    narrative = getattr(record, "narrative", [])
    summary = "" if narrative else record.summary_shown[0]
    parts = [linebreaks(text, autoescape=True) for text in (note, summary) if text]
    for part in (*narrative, *getattr(record, "parts", [])):
        parts += [format_html("<h2>{}</h2>", part.label), linebreaks(part.text, autoescape=True)]
    return "\n".join(parts)
