"""What the pages of many records show, in as many queries as there are kinds among them: for exports."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from chm_portal.records import kinds
from chm_portal.records.models import Attachment, Link, Record, Revision
from chm_portal.records.page import RelatedRecord, files_shown, related_to_each, terms_of_each

Row = TypeVar("Row", Attachment, Link, Revision)


@dataclass(frozen=True)
class PageParts:
    """A published record with what its page shows beside its own columns."""

    record: Record
    attachments: list[Attachment]
    links: list[Link]
    files: list[dict]
    terms: list[dict]
    related: list[RelatedRecord]
    revisions: list[Revision]  # those that can be read, the first one first; without their payload


def parts_of(keys: Sequence[tuple[str, int]]) -> Iterator[PageParts]:
    """Yield what the pages of these (kind, primary key) pairs show, in their order.

    What is not published (any more) is left out. Four queries for all of them and two for each kind among them.
    """
    records = _records(keys)
    if not records:
        return
    attachments = _by_record(Attachment.objects.filter(record__in=records).exclude(position=None))
    links = _by_record(Link.objects.filter(record__in=records))
    related = related_to_each(list(records.values()))
    told = Revision.objects.published().filter(record__in=records).order_by("number")
    revisions = _by_record(told.only("record_id", "number", "decided_at", "change_note"))
    terms = _terms(records)
    for _kind, pk in keys:
        if pk in records:
            yield PageParts(
                records[pk],
                attachments[pk],
                links[pk],
                files_shown(records[pk], attachments[pk], links[pk]),
                terms[pk],
                related[pk],
                revisions[pk],
            )


def _records(keys: Sequence[tuple[str, int]]) -> dict[int, Record]:
    found: dict[int, Record] = {}
    for slug in dict.fromkeys(slug for slug, _pk in keys):
        page = kinds.get(slug).model.objects.published().for_page().defer("current__payload", "current__labels")
        found |= page.in_bulk([pk for of_slug, pk in keys if of_slug == slug])
    return found


def _terms(records: dict[int, Record]) -> dict[int, list[dict]]:
    terms: dict[int, list[dict]] = {}
    for slug in dict.fromkeys(record.kind for record in records.values()):
        terms |= terms_of_each([record for record in records.values() if record.kind == slug])
    return terms


def _by_record(rows) -> dict[int, list[Row]]:
    grouped: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row.record_id].append(row)
    return grouped
