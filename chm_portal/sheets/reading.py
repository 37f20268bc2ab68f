"""Rows of text from a CSV or XLSX file that a stranger sent, read in a confined process."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO

from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from chm_portal.common.clean_text import clean_text
from chm_portal.common.confined.process import Heavy, answer_of
from chm_portal.sheets.found import Limits

CHILD = "chm_portal.sheets.child"
WALL_SECONDS = 90
LAST_LINE_BYTES = 4096
FORMATS = ("csv", "xlsx")
#: Encodings that nobody can tell apart for sure: whoever has such a file says which it is.
ENCODINGS = {
    "cp1252": _("Western European (Windows-1252)"),
    "cp1256": _("Arabic (Windows-1256)"),
    "cp1251": _("Cyrillic (Windows-1251)"),
    "gb18030": _("Chinese (GB 18030)"),
}
REFUSALS = {
    "format": _("Choose a CSV or XLSX file: the name must end in .csv or .xlsx."),
    "size": _("The file has more than %(detail)s. Divide it into several files."),
    "empty": _("The file holds no rows."),
    "lost": _("The file is not there any more. Upload it again."),
    "protected": _("The file opens with a password only. Take the password off, save it and choose it again."),
    "old-excel": _("This is a file of an old Excel. Save it as “Excel workbook (.xlsx)” and choose that."),
    "damaged": _("The file cannot be read: it is damaged, or not what its name says. Save it again as .xlsx or CSV."),
    "unsafe": _("The file holds parts that no spreadsheet has, and was not opened. Copy the rows into a new workbook."),
    "heavy": _("Reading the file took too much time or memory. Divide it into several files."),
    "rows": _("The file has more than %(detail)s rows. Divide it into several files."),
    "empty-rows": _(
        "A sheet has %(detail)s rows, most of them empty. Copy the rows that say something into a new workbook."
    ),
    "cells": _("The file has more than %(detail)s cells. Delete empty rows and columns, or divide it."),
    "columns": _("The file has more columns than the template. Delete those on the far side of it."),
    "merged": _("The file has %(detail)s merged cells. Unmerge them: each row needs cells of its own."),
    "encoding": _(
        "The letters of this file are not in Unicode. Save it as “CSV UTF-8”, or say below which encoding it has."
    ),
    "quotes": _(
        "From line %(detail)s on, the quotation marks do not match. Write each one in a cell twice, or save as .xlsx."
    ),
}


class Unreadable(ValidationError):
    """A file that cannot be read, with the reason and what to do."""

    def __init__(self, outcome: str, detail: object = ""):
        super().__init__(REFUSALS[outcome], code=outcome, params={"detail": detail})


@dataclass(frozen=True)
class Row:
    """A row that says something: its sheet ("" in CSV), its number there, its texts, and {column: note} of some."""

    sheet: str
    number: int
    cells: list[str]
    notes: dict[int, str] = field(default_factory=dict)  # "formula" (without a value), "error", "merged"


@contextmanager
def rows_of(file: IO[bytes], name: str, limits: Limits, encoding: str = "") -> Iterator[Iterator[Row]]:
    """Give the rows of a file by this name, one at a time; all is read and counted before the first is given.

    `encoding` is one of ENCODINGS, or "" for what can be told for sure. Raises Unreadable; OSError where no process
    could be started.
    """
    form = format_of(name)
    _require_size(file, limits)
    try:
        with answer_of(file, CHILD, [form, limits.as_json(), encoding], WALL_SECONDS) as answer:
            _require_end(answer)
            yield _rows(answer)
    except Heavy:
        raise Unreadable("heavy") from None


def format_of(name: str) -> str:
    """Return "csv" or "xlsx" by a file's name; raises Unreadable."""
    extension = name.rpartition(".")[2].lower()
    if extension not in FORMATS:
        raise Unreadable("old-excel" if extension == "xls" else "format")
    return extension


def _require_size(file: IO[bytes], limits: Limits) -> None:
    size = file.seek(0, 2)
    file.seek(0)
    if not size:
        raise Unreadable("empty")
    if size > limits.file_bytes:
        raise Unreadable("size", filesizeformat(limits.file_bytes))


def _require_end(answer: IO[bytes]) -> None:
    """Look at the last line, which says how it ended; the process of a file that broke it has written none."""
    size = answer.seek(0, 2)
    answer.seek(max(0, size - LAST_LINE_BYTES))
    last = answer.read().splitlines()[-1:]
    answer.seek(0)
    try:
        word, outcome, detail = json.loads(last[0])
    except (IndexError, ValueError, TypeError):
        raise Unreadable("damaged") from None
    if word != "end" or (outcome != "read" and outcome not in REFUSALS):
        raise Unreadable("damaged")
    if outcome != "read":
        raise Unreadable(outcome, detail)


def _rows(answer: IO[bytes]) -> Iterator[Row]:
    sheet, merged = "", []
    for line in answer:
        what, *told = json.loads(line)
        if what == "sheet":
            sheet, merged = clean_text(told[0]), told[1]
        elif what == "row":
            number, cells, notes = told
            places = {int(place): note for place, note in notes.items()}
            places |= dict.fromkeys(_merged_in(merged, number), "merged")
            yield Row(sheet, number, [clean_text(cell).strip() for cell in cells], places)


def _merged_in(merged: list[list[int]], number: int) -> Iterator[int]:
    for left, top, right, bottom in merged:
        if top <= number <= bottom:
            yield from range(left, min(right, left + 50) + 1)
