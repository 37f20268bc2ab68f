"""The rows of an XLSX file: values, never formulas, of every sheet; what it holds is counted before it is parsed."""

import io
import re
import warnings
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import IO, Any

from openpyxl import DEFUSEDXML, load_workbook
from openpyxl.utils.cell import column_index_from_string
from openpyxl.utils.exceptions import InvalidFileException

from chm_portal.common.confined.archive import BoundedPart, each_part
from chm_portal.common.confined.child import Damaged, Protected, Unsafe
from chm_portal.sheets.found import Answer, Limits, Stop

LAST_ROW = 1_048_576  # of a sheet, as the format has it; a number beyond it would be counted up to
MOST_ROW_ELEMENTS = 100_000  # rows that are there, empty ones too: a million take the reader half a minute
MOST_MERGED = 200
_OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")  # old Excel, and new Excel behind a password
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

_P = rb"(?:\w+:)?"  # the prefix that some programs give to every element
_SHEET = re.compile(r"/?xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_ROW = re.compile(rb"<" + _P + rb"row[\s/>]")
_CELL = re.compile(rb"<" + _P + rb"c[\s/>]")
_FAR_COLUMN = re.compile(rb"<" + _P + rb"c\s[^<>]*?\br=[\"'][A-Za-z]{3,}\d")
_MERGED = re.compile(rb"<" + _P + rb"mergeCell\s[^<>]*?ref=[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})[\"']")
_EMPTY_FORMULA = re.compile(
    rb"<" + _P + rb"c\s[^<>]*?\br=[\"']([A-Z]{1,2})(\d{1,7})[\"'][^<>]*>\s*<" + _P + rb"f\b[^<>]*?(?:/>|>[^<]*</"
    rb"" + _P + rb"f>)\s*(?:<" + _P + rb"v\s*/>|<" + _P + rb"v></" + _P + rb"v>)?\s*</" + _P + rb"c>"
)


@dataclass
class _Counted:
    """What the parts hold, before anything of them is parsed."""

    limits: Limits
    cells: int = 0
    merged: dict[str, list[tuple[int, int, int, int]]] = field(default_factory=dict)
    without_value: dict[str, set[tuple[int, int]]] = field(default_factory=dict)  # (row, column) of formulas

    def count(self, part: BoundedPart) -> None:
        """Read a part to its real end; raises Unsafe, Stop."""
        content = part.whole()
        if part.name.endswith((".xml", ".rels")) and (
            content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"<!DOCTYPE" in content or b"<!ENTITY" in content
        ):
            raise Unsafe  # entities, or an encoding in which these patterns see nothing
        if _SHEET.fullmatch(part.name):
            self._count_sheet(part.name.lstrip("/"), content)

    def _count_sheet(self, name: str, content: bytes) -> None:
        rows = sum(1 for _row in _ROW.finditer(content))
        if rows > MOST_ROW_ELEMENTS:
            raise Stop("empty-rows", rows)
        self.cells += sum(1 for _cell in _CELL.finditer(content))
        if self.cells > self.limits.cells:
            raise Stop("cells", self.limits.cells)
        if _FAR_COLUMN.search(content):
            raise Stop("columns")
        merged = _MERGED.findall(content)
        if len(merged) > MOST_MERGED:
            raise Stop("merged", len(merged))
        self.merged[name] = [(_column(a), int(b), _column(c), int(d)) for a, b, c, d in merged]
        self.without_value[name] = {(int(row), _column(letters)) for letters, row in _EMPTY_FORMULA.findall(content)}


def _column(letters: bytes) -> int:
    return column_index_from_string(letters.decode()) - 1


def read(file: IO[bytes], answer: Answer, limits: Limits, _encoding: str) -> None:
    """Read a workbook; raises Stop, Unsafe, Protected, Damaged."""
    if not DEFUSEDXML:
        raise RuntimeError("openpyxl expands entities unless defusedxml is there")
    content = file.read()
    if content.startswith(_OLD_OFFICE):
        if _ENCRYPTED in content:
            raise Protected
        raise Stop("old-excel")
    counted = _Counted(limits)
    each_part(io.BytesIO(content), re.compile(r"(?s).*"), counted.count)
    warnings.simplefilter("ignore")
    try:
        workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    except (InvalidFileException, KeyError, ValueError, TypeError, AttributeError, SyntaxError) as error:
        raise Damaged from error
    for sheet in workbook.worksheets:
        _read_sheet(sheet, answer, counted)


def _read_sheet(sheet: Any, answer: Answer, counted: _Counted) -> None:
    part = sheet._worksheet_path.lstrip("/")
    without_value = counted.without_value.get(part, set())
    answer.sheet(sheet.title, counted.merged.get(part, ()))
    sheet.reset_dimensions()  # a wrong dimension would lose rows and say nothing
    for number, row in enumerate(sheet.iter_rows(min_row=1, max_row=LAST_ROW), start=1):
        if row:
            notes = {place: "error" for place, cell in enumerate(row) if cell.data_type == "e"}
            notes |= {place: "formula" for at, place in without_value if at == number} if without_value else {}
            answer.row(number, [_text(cell.value) for cell in row], notes)


def _text(value: object) -> str:
    """Return a value as a person would type it: 2010 for 2010.0, 2010-04-05 for a day, true for a tick."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    return value.isoformat() if isinstance(value, date | time) else str(value)
