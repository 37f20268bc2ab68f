"""Why a record was found whose title and summary do not say what was looked for: the place in its file that does.

Texts of files are long. They are read from the database only for hits on this page that need one, and looked through
a passage at a time.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.safestring import SafeString

from chm_portal.common.languages import html_lang
from chm_portal.records.models import AttachmentText
from chm_portal.search.analysis import fold, query_terms
from chm_portal.search.file_words import language_of
from chm_portal.search.highlighting import Highlighter
from chm_portal.search.rows import Row

PASSAGE = 1_500  # characters that are looked through at once
MOST_PASSAGES = 6  # of a file that are looked through for the one with the most of the words
MOST_TEXTS = 40  # of all hits of a page

Parts = list[tuple[str, ...]]  # parts of a question, each with its synonyms


@dataclass(frozen=True)
class FoundIn:
    """The file of a record in which words were found, and the place, as HTML with marks."""

    name: str
    url: str
    language: str  # of the file, for the lang attribute; nothing where it is not known
    excerpt: SafeString


def explain(rows: Iterable[Row], marks: Highlighter) -> None:
    """Tell those rows in which file they were found that do not show all of what was looked for.

    Two queries at most: which of the records have files with texts, and the texts for rows that need them.
    """
    by_record = {row.record.pk: row for row in rows}
    if not by_record:
        return
    texts = AttachmentText.objects.findable().filter(attachment__record__in=by_record)
    files: dict[int, list[int]] = defaultdict(list)
    for pk, record in texts.order_by("attachment__position", "pk").values_list("pk", "attachment__record"):
        files[record].append(pk)
    missing = {record: marks.unexplained([by_record[record].title, by_record[record].summary]) for record in files}
    needed = [pk for record, pks in files.items() if missing[record] for pk in pks][:MOST_TEXTS]
    if not needed:
        return
    for text in texts.filter(pk__in=needed).select_related("attachment").order_by("attachment__position", "pk"):
        row = by_record[text.attachment.record_id]
        if row.found_in is None:
            row.found_in = _place(text, missing[row.record.pk], marks)


def _place(text: AttachmentText, parts: Parts, marks: Highlighter) -> FoundIn | None:
    language = language_of(text)
    wanted = [frozenset(term for way in ways for term in query_terms(way, language)) for ways in parts]
    best, most = "", 0
    for passage in _passages(text.text, wanted):
        number = len(parts) - len([ways for ways in marks.unexplained([(passage, language)]) if ways in parts])
        if number > most:
            best, most = passage, number
        if most == len(parts):
            break
    if not most:
        return None
    file = text.attachment
    return FoundIn(
        file.title or file.original_name,
        file.get_absolute_url(),
        html_lang(file.language or language),
        marks.snippet(best.replace("\n", " ").strip(), language),
    )


def _passages(text: str, wanted: Iterable[frozenset[str]]) -> Iterator[str]:
    """Yield the first passages in which a term may be, by how it begins: endings change, beginnings rarely."""
    beginnings = {term[: max(2, len(term) - 2)] for terms in wanted for term in terms}
    number = start = 0
    while start < len(text) and number < MOST_PASSAGES:
        end = _end_of_passage(text, start)
        folded = fold(text[start:end])
        if any(beginning in folded for beginning in beginnings):
            number += 1
            yield text[start:end]
        start = end


def _end_of_passage(text: str, start: int) -> int:
    """Return where a passage ends: at a space, where there is one."""
    end = start + PASSAGE
    if end >= len(text):
        return len(text)
    space = max(text.rfind(" ", start + PASSAGE // 2, end), text.rfind("\n", start + PASSAGE // 2, end))
    return space + 1 if space > start else end
