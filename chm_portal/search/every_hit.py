"""All that a search finds as lines of a table: page after page by the last hit, past the number that is counted."""

from collections.abc import Iterator, Sequence

from haystack.models import SearchResult

from chm_portal.common.languages import LANGUAGE_CODES, html_lang
from chm_portal.records.exports import table
from chm_portal.records.models import Record
from chm_portal.search.address import Asked
from chm_portal.search.engines import IndexUnusable
from chm_portal.search.results import Answer, likened, name_of, narrowed, put_to_engine
from chm_portal.search.rows import ResultRow
from chm_portal.search.search_indexes import RecordIndex, document_indexes

#: The last line of a list that could not be ended, in the language of its head.
INCOMPLETE = "INCOMPLETE: the search could not go on here. Take the list again in a minute."


def rows_of_answer(answer: Answer) -> Iterator[Sequence[object]]:
    """Yield the head and a line for everything that a search finds, in its order; a batch in memory at a time.

    While the index cannot be read: the records that the database finds, as the page does.
    """
    asked, like = likened(answer.asked)
    if answer.is_reduced:
        found = narrowed(Record.objects.published(), asked.question, asked.criteria.chosen)
        yield from table.rows_of_table(found.order_by("-published_at", "-pk"))
        return
    yield table.HEAD
    try:
        for hits in _batches(asked):
            lines = _lines(hits)
            yield from (lines[name_of(hit)] for hit in hits if name_of(hit) in lines and not _is_of(hit, like))
    except IndexUnusable:  # what went before is with the reader already
        yield [INCOMPLETE, *[""] * (len(table.HEAD) - 1)]


def first_records(asked: Asked, most: int) -> tuple[list[Record], bool]:
    """Return the first records that a search finds, in its order, and whether it finds more; discussions left out.

    While the index cannot be read: what the database finds.
    """
    asked, like = likened(asked)
    try:
        hits = put_to_engine(asked)[: most + 1]
        is_more = len(hits) > most
        keys = [
            int(hit.pk) for hit in hits if name_of(hit).startswith(f"{RecordIndex().name}.") and not _is_of(hit, like)
        ]
    except IndexUnusable:
        found = narrowed(Record.objects.published(), asked.question, asked.criteria.chosen)
        keys = list(found.order_by("-published_at", "-pk").values_list("pk", flat=True)[: most + 1])
        is_more = len(keys) > most
    records = Record.objects.published().in_bulk(keys[:most])
    return [records[pk] for pk in keys[:most] if pk in records], is_more


def _is_of(hit: SearchResult, record: Record | None) -> bool:
    return record is not None and name_of(hit) == RecordIndex().identifier_of(record.pk)


def _batches(asked) -> Iterator[list[SearchResult]]:
    """Yield all hits in batches, each named by the last hit of the one before.

    A hit that has gone meanwhile names no place, and the engine begins anew: then the one before it names the place.
    """
    searched = put_to_engine(asked)
    hits, first = searched[: table.BATCH], ""
    while hits:
        yield hits
        first = first or name_of(hits[0])
        hits = next((found for hit in reversed(hits) if (found := _after(searched, hit, first)) is not None), [])


def _after(searched, hit: SearchResult, first: str) -> list[SearchResult] | None:
    """Return the batch after a hit; None where the hit has gone and the engine has begun anew."""
    found = searched.filter(after=name_of(hit))[: table.BATCH]
    return None if found and name_of(found[0]) == first else found


def _lines(hits: list[SearchResult]) -> dict[str, Sequence[object]]:
    """Return {name of a hit: its line} of those that are public now."""
    lines: dict[str, Sequence[object]] = {}
    for index in document_indexes():
        keys = [(hit.record_kind, int(hit.pk)) for hit in hits if name_of(hit).startswith(f"{index.name}.")]
        if not keys:
            continue
        found = table.lines_of(keys) if isinstance(index, RecordIndex) else _other_lines(index.rows(keys))
        lines |= {index.identifier_of(pk): line for pk, line in found.items()}
    return lines


def _other_lines(rows: dict[int, ResultRow]) -> dict[int, Sequence[object]]:
    return {pk: _line(row) for pk, row in rows.items()}


def _line(row: ResultRow) -> list[object]:
    """Return the line of what is no record: of the columns of records it fills those that its row knows."""
    title, language = row.title
    known = {
        "identifier": row.identifier,
        "kind": row.kind,
        "summary": row.summary[0],
        "language of the summary": html_lang(row.summary[1]) if row.summary[0] else "",
        "languages": language,
        "provider": row.author,
        "published": row.published_at.date(),
        "revised": row.updated_at.date(),
        "permanent address": row.permanent_address,
    } | {f"title ({html_lang(code)})": title for code in LANGUAGE_CODES if code == language}
    return [known.get(column, "") for column in table.HEAD]
