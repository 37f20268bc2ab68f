"""Spreadsheets of every sort, good and hostile, made in memory."""

import io
import zipfile
from collections.abc import Callable, Iterable

from openpyxl import Workbook

from chm_portal.sheets.found import Limits
from chm_portal.sheets.reading import Row, rows_of

LIMITS = Limits(rows=2_000, columns=200, cells=400_000, file_bytes=5_000_000)
SPREADSHEETML = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def csv_of(rows: Iterable[Iterable[str]], separator: str = ",", encoding: str = "utf-8") -> bytes:
    """Return rows as a CSV file, every cell in quotation marks."""
    lines = (separator.join('"{}"'.format(str(cell).replace('"', '""')) for cell in row) for row in rows)
    return ("\r\n".join(lines) + "\r\n").encode(encoding)


def workbook_of(rows: Iterable[Iterable], finish: Callable[[Workbook], None] | None = None) -> bytes:
    """Return rows as the first sheet of a workbook; `finish` may do more to it."""
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    if finish:
        finish(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def with_part(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return a workbook in which one part is another."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, change(old.read(part)) if part == name else old.read(part))
    return made.getvalue()


def with_sheet(data: str, before: str = "", after: str = "") -> bytes:
    """Return a workbook whose only sheet has these rows as XML, and what stands before and after them."""
    sheet = f'<?xml version="1.0"?>{before}<worksheet xmlns="{SPREADSHEETML}">{data}{after}</worksheet>'
    return with_part(workbook_of([["x"]]), "xl/worksheets/sheet1.xml", lambda _old: sheet.encode())


def read(content: bytes, name: str = "rows.csv", limits: Limits = LIMITS, encoding: str = "") -> list[Row]:
    """Return every row of a file."""
    with rows_of(io.BytesIO(content), name, limits, encoding) as rows:
        return list(rows)
