"""Templates to fill in: the headings, what each asks, and the codes, as CSV or as a workbook."""

from collections.abc import Iterator, Sequence
from io import BytesIO

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from chm_portal.common.csv_export import safe_cell
from chm_portal.sheets.tables import COMMENT, Column

CODES = "codes"
WIDEST, NARROWEST = 48, 14
ROWS_WITH_LISTS = 2_000  # so far down a cell offers its codes


def explained(columns: Sequence[Column]) -> Iterator[list[str]]:
    """Yield the first rows of a template: names, then labels and how to fill them, which no reader takes for data."""
    yield [column.name for column in columns]
    for words in (_labels(columns), [column.remedy for column in columns]):
        yield [f"{COMMENT} {words[0]}", *words[1:]]


def _labels(columns: Sequence[Column]) -> list[str]:
    return [
        _("%(label)s (obligatory)") % {"label": column.label} if column.is_needed else column.label
        for column in columns
    ]


def codes(columns: Sequence[Column]) -> Iterator[list[str]]:
    """Yield the rows of the list of codes, its heading first."""
    yield [f"{COMMENT} {_('Column')}", _("Code"), _("Label")]
    for column in columns:
        for code, label in column.choices:
            yield [column.name, code, label]


def workbook(columns: Sequence[Column], title: str, is_right_to_left: bool) -> bytes:
    """Return a template as XLSX: a sheet to fill in, whose cells keep what is typed, and a sheet of codes."""
    book = Workbook()
    sheet = book.active
    sheet.title = title[:31]
    _write_rows(sheet, columns)
    listed = book.create_sheet(CODES)
    for row in codes(columns):
        listed.append([safe_cell(value) for value in row])
    for place, width in enumerate((24, 32, 60), start=1):
        listed.column_dimensions[get_column_letter(place)].width = width
    listed.freeze_panes = "A2"
    _offer_codes(sheet, columns)
    for one in (sheet, listed):
        one.sheet_view.rightToLeft = is_right_to_left
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _write_rows(sheet: Worksheet, columns: Sequence[Column]) -> None:
    for row in explained(columns):
        sheet.append([safe_cell(value) for value in row])
    for place, column in enumerate(columns, start=1):
        letters = get_column_letter(place)
        dimension = sheet.column_dimensions[letters]
        dimension.width = min(max(len(column.label), NARROWEST), WIDEST)
        dimension.number_format = "@"  # text: otherwise a spreadsheet turns 2010-04 into a day, and 001 into 1
        sheet[f"{letters}1"].font = Font(bold=True)
        for number in (2, 3):
            sheet[f"{letters}{number}"].font = Font(italic=True, color="595959", bold=number == 2 and column.is_needed)
            sheet[f"{letters}{number}"].alignment = Alignment(wrap_text=True, vertical="top")
            sheet[f"{letters}{number}"].fill = PatternFill("solid", start_color="F2F2F2")
    sheet.freeze_panes = "B4"


def _offer_codes(sheet: Worksheet, columns: Sequence[Column]) -> None:
    """Let cells of one code offer the codes of their column; several codes cannot be offered so."""
    first = 2
    for place, column in enumerate(columns, start=1):
        last = first + len(column.choices) - 1
        if column.choices and not column.has_several:
            offered = DataValidation("list", formula1=f"{CODES}!$B${first}:$B${last}", allow_blank=True)
            offered.showErrorMessage = False  # labels are taken too
            letters = get_column_letter(place)
            offered.add(f"{letters}4:{letters}{ROWS_WITH_LISTS}")
            sheet.add_data_validation(offered)
        first = last + 1
