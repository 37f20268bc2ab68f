"""The rows of a CSV file: comma, semicolon or tab between cells, in whatever encoding is sure or was named."""

import codecs
import csv
import io
from typing import IO

from chm_portal.sheets.found import Answer, Limits, Stop

SEPARATORS = ",;\t"
LONGEST_CELL = 200_000  # characters; Excel keeps 32,767
#: What a spreadsheet of ours began with an apostrophe, so that nothing is run (common/csv_export.py): taken off again.
_GUARDED = ("'=", "'+", "'-", "'@", "'\t", "'\r", "'\n")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read(file: IO[bytes], answer: Answer, limits: Limits, encoding: str) -> None:
    """Read a file; `encoding` is what its owner says it is, "" for what can be told for sure. Raises Stop."""
    text = _decoded(file.read(), encoding)
    csv.field_size_limit(LONGEST_CELL)
    separator, text = _separator(text)
    answer.sheet("")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begins, cells = 1, 0
    try:
        for row in reader:
            cells += len(row)
            if cells > limits.cells:
                raise Stop("cells", limits.cells)
            answer.row(begins, [_unguarded(cell) for cell in row], {})
            begins = reader.line_num + 1
    except csv.Error as error:
        raise Stop("quotes", begins) from error


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith(_GUARDED) else cell


def _decoded(content: bytes, encoding: str) -> str:
    """Return the text; what is not marked must be UTF-8, UTF-16 by its zeros, or what its owner says it is."""
    marked = next((name for mark, name in _MARKS if content.startswith(mark)), "")
    try:
        return content.decode(marked or _utf_16(content) or encoding or "utf-8")
    except UnicodeDecodeError as error:
        raise Stop("encoding", error.start) from error


def _utf_16(content: bytes) -> str:
    """Return the UTF-16 that a file without a mark is in: every second byte of its headings is zero."""
    head = content[:400]
    if head[1::2].count(0) > len(head) // 4:
        return "utf-16-le"
    return "utf-16-be" if head[::2].count(0) > len(head) // 4 else ""


def _separator(text: str) -> tuple[str, str]:
    """Return the separator and the text after the line that names it, if there is one; else what the headings have."""
    first, _end, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip("\r")) == 5 and first[4] in SEPARATORS:
        return first[4], "\n" + rest  # the line stays, so that rows keep their numbers
    heading = next((line for line in text.splitlines() if line.strip()), "")
    return max(SEPARATORS, key=heading.count), text
