"""Records as lines of a table for spreadsheets: every list, search and export has these columns (docs/export.md)."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from django.db.models import QuerySet

from chm_portal.common.languages import LANGUAGE_CODES, html_lang, suffix
from chm_portal.records import kinds
from chm_portal.records.models import Link, Record
from chm_portal.records.page import terms_of_each

BATCH = 500  # records in memory at once
TERMS = ("themes", "articles", "decisions", "targets", "countries")  # as codes: /vocabularies/ says what they mean
HEAD = (
    "identifier",
    "kind",
    *(f"title ({html_lang(code)})" for code in LANGUAGE_CODES),
    "summary",
    "language of the summary",
    "type",
    *TERMS,
    "languages",
    "provider",
    "licence",
    "year",
    "published",
    "revised",
    "permanent address",
    "link",
)
Key = tuple[str, int]  # kind, primary key


def rows_of_table(records: QuerySet) -> Iterator[Sequence[object]]:
    """Yield the head and a line for each of these published records, in their order, a batch in memory at a time."""
    yield HEAD
    for keys in in_batches(records.values_list("kind", "pk").iterator(chunk_size=BATCH), BATCH):
        lines = lines_of(keys)
        yield from (lines[pk] for _kind, pk in keys if pk in lines)


def in_batches(things: Iterable, size: int) -> Iterator[list]:
    """Yield things in lists of at most this length."""
    things = iter(things)
    while batch := list(islice(things, size)):
        yield batch


def lines_of(keys: Sequence[Key]) -> dict[int, list[object]]:
    """Return {primary key: line} of those that are published; two queries for each kind among them, and one."""
    lines: dict[int, list[object]] = {}
    links = _first_links([pk for _kind, pk in keys])
    for slug in dict.fromkeys(slug for slug, _pk in keys):
        pks = [pk for of_slug, pk in keys if of_slug == slug]
        found = kinds.get(slug).model.objects.published().for_list().order_by().in_bulk(pks)
        terms = terms_of_each(list(found.values())) if found else {}
        for pk, record in found.items():
            codes = {group["name"]: group["codes"] for group in terms[pk]}
            lines[pk] = line_of(record, codes, links.get(pk, ""))
    return lines


def line_of(record: Record, codes: dict[str, list[str]], link: str) -> list[object]:
    """Return a record's line; `codes` are its terms by vocabulary, `link` is where its content is."""
    values = record.facet_values()
    codes = codes | {"countries": [*dict.fromkeys([*codes.get("countries", []), *values.get("country", [])])]}
    summary, language = record.summary_shown
    doors = getattr(record, "doors", [])
    return [
        record.identifier,
        record.kind,
        *(getattr(record, f"title_{suffix(code)}") or "" for code in LANGUAGE_CODES),
        summary,
        html_lang(language) if summary else "",
        " ".join(values.get("type", [])),
        *(" ".join(codes.get(name, [])) for name in TERMS),
        " ".join(record.languages),
        str(record.provider_label),
        " ".join(values.get("licence", [])),
        " ".join(values.get("year", [])),
        record.published_at.date(),
        record.updated_at.date(),
        record.permanent_address,
        record.original_url or link or (doors[0][1] if doors else ""),
    ]


def _first_links(pks: list[int]) -> dict[int, str]:
    """Return {primary key: address} of the first link of each record that has one; one query."""
    links = Link.objects.filter(record__in=pks).order_by("record_id", "position", "pk").distinct("record_id")
    return dict(links.values_list("record_id", "address"))
