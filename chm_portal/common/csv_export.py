"""Tables as CSV files that spreadsheets open rightly and run nothing of (C14)."""

import csv
from collections.abc import Iterable, Iterator

from django.http import StreamingHttpResponse

_RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
_BYTE_ORDER_MARK = "\ufeff"  # without it a spreadsheet takes the file for another encoding than UTF-8


class _Line:
    """Gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def safe_cell(value: object) -> str:
    """Return a value as a cell's text; what a spreadsheet would take for a formula begins with an apostrophe."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_RUN_BY_SPREADSHEETS) else text


def csv_lines(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Yield the lines of a CSV file, the byte order mark before the first."""
    writer = csv.writer(_Line())
    yield _BYTE_ORDER_MARK
    for row in rows:
        yield writer.writerow([safe_cell(value) for value in row])


def csv_response(rows: Iterable[Iterable[object]], name: str) -> StreamingHttpResponse:
    """Return rows as a CSV file to download, line by line."""
    response = StreamingHttpResponse(csv_lines(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
