"""Tables as XLSX files, row by row: the first bytes leave before the last row is read, whatever their number.

Office Open XML (ECMA-376) by hand, since the packages that write it keep the file until it is complete. Every text is
an inline string, which no spreadsheet takes for a formula (C14); a sheet that is full is followed by another.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from typing import IO
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.http import StreamingHttpResponse
from django.utils import timezone

from chm_portal.common.languages import current, direction

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS_A_SHEET = 200_000  # a spreadsheet takes 1,048,576; so many keep a sheet below the 4 GB of an unextended ZIP
LONGEST_TEXT = 32_767  # of a cell
PIECE = 1 << 13
HEAD_STYLE, DAY_STYLE = 1, 2
_DAY_ZERO = date(1899, 12, 30)
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # _x000D_ would be read as a character
_OPEN = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_RELATIONS = "application/vnd.openxmlformats-package.relationships+xml"
_STYLES = (
    f'{_OPEN}<styleSheet xmlns="{_MAIN}">'
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/>'
    '</fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3">'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


class _Pipe:
    """Takes what the archive writes and gives it away; it has no place to go back to."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self.size = 0

    def write(self, part: bytes) -> int:
        self._parts.append(bytes(part))
        self.size += len(part)
        return len(part)

    def flush(self) -> None:
        """Do nothing: nothing is held back."""

    def take(self) -> bytes:
        """Return what was written since the last time."""
        taken, self._parts, self.size = b"".join(self._parts), [], 0
        return taken


def xlsx_response(rows: Iterable[Iterable[object]], name: str) -> StreamingHttpResponse:
    """Return rows, the first of which is the head, as an XLSX file to download."""
    response = StreamingHttpResponse(xlsx_parts(rows), content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


def xlsx_parts(rows: Iterable[Iterable[object]]) -> Iterator[bytes]:
    """Yield the bytes of an XLSX file; numbers and days stay numbers and days, everything else is text."""
    rows, pipe, sheets = iter(rows), _Pipe(), 0
    head = list(next(rows, []))
    with ZipFile(pipe, "w", ZIP_DEFLATED) as archive:
        is_full = True
        while is_full:
            sheets += 1
            written = 0
            with archive.open(_entry(f"xl/worksheets/sheet{sheets}.xml"), "w") as sheet:
                _begin_sheet(sheet, head)
                for written, row in enumerate(islice(rows, ROWS_A_SHEET), start=1):  # noqa: B007
                    sheet.write(_row(row).encode())
                    if pipe.size > PIECE:
                        yield pipe.take()
                sheet.write(b"</sheetData></worksheet>")
            is_full = written == ROWS_A_SHEET
        for path, content in _frame(sheets).items():
            archive.writestr(_entry(path), content)
    yield pipe.take()


def _entry(path: str) -> ZipInfo:
    entry = ZipInfo(path, timezone.now().timetuple()[:6])
    entry.compress_type = ZIP_DEFLATED
    return entry


def _begin_sheet(sheet: IO[bytes], head: list[object]) -> None:
    turned = ' rightToLeft="1"' if direction(current()) == "rtl" else ""
    pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    columns = f'<cols><col min="1" max="{max(len(head), 1)}" width="24" customWidth="1"/></cols>'
    begin = f'{_OPEN}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0"{turned}>{pane}</sheetView>'
    sheet.write(f"{begin}</sheetViews>{columns}<sheetData>{_row(head, HEAD_STYLE)}".encode())


def _row(values: Iterable[object], style: int = 0) -> str:
    return f"<row>{''.join(_cell(value, style) for value in values)}</row>"


def _cell(value: object, style: int) -> str:
    if value is None or value == "":
        return "<c/>"
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return f'<c s="{DAY_STYLE}"><v>{(value - _DAY_ZERO).days}</v></c>'
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"<c><v>{value}</v></c>"
    styled = f' s="{style}"' if style else ""
    return f'<c t="inlineStr"{styled}><is><t xml:space="preserve">{_text(value)}</t></is></c>'


def _text(value: object) -> str:
    text = _NOT_IN_XML.sub("", str(value))[:LONGEST_TEXT]
    return escape(_LOOKS_ESCAPED.sub("_x005F_", text))


def _frame(sheets: int) -> dict[str, str]:
    """Return the small files that say what the archive holds, by their paths."""
    numbers = range(1, sheets + 1)
    named = "".join(f'<sheet name={quoteattr(_sheet(n))} sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    leads = "".join(_relation(n, f"{_OFFICE}/worksheet", f"worksheets/sheet{n}.xml") for n in numbers)
    parts = "".join(_part(f"/xl/worksheets/sheet{n}.xml", "worksheet") for n in numbers)
    plain = (("rels", _RELATIONS), ("xml", "application/xml"))
    defaults = "".join(f'<Default Extension="{name}" ContentType="{kind}"/>' for name, kind in plain)
    return {
        "xl/workbook.xml": f'{_OPEN}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{named}</sheets></workbook>',
        "xl/styles.xml": _STYLES,
        "xl/_rels/workbook.xml.rels": _relations(leads + _relation(sheets + 1, f"{_OFFICE}/styles", "styles.xml")),
        "_rels/.rels": _relations(_relation(1, f"{_OFFICE}/officeDocument", "xl/workbook.xml")),
        "[Content_Types].xml": (
            f'{_OPEN}<Types xmlns="{_PACKAGE}/content-types">{defaults}{_part("/xl/workbook.xml", "sheet.main")}'
            f"{parts}{_part('/xl/styles.xml', 'styles')}</Types>"
        ),
    }


def _sheet(number: int) -> str:
    return "Data" if number == 1 else f"Data {number}"


def _relation(number: int, kind: str, target: str) -> str:
    return f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'


def _relations(inner: str) -> str:
    return f'{_OPEN}<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'


def _part(path: str, kind: str) -> str:
    return f'<Override PartName="{path}" ContentType="{_TYPES}.{kind}+xml"/>'
