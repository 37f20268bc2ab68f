"""XLSX files as spreadsheets open them: texts stay texts, whatever they begin with; days and numbers stay theirs."""

from datetime import date
from io import BytesIO

import pytest
from django.utils import translation
from openpyxl import load_workbook

from chm_portal.common import xlsx_export
from chm_portal.common.xlsx_export import xlsx_parts, xlsx_response

HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    '=HYPERLINK("https://example.org")',
    "<b>&amp;</b> ]]>",
    "_x000D_ stays",
    " spaces kept ",
    "دليل 指南 руководство 🌿",
    "two\nlines",
]


def opened(rows):
    return load_workbook(BytesIO(b"".join(xlsx_parts(rows))))


@pytest.mark.parametrize("text", HOSTILE)
def test_text_comes_back_as_text_and_never_as_a_formula(text):
    cell = opened([["head"], [text]]).active["A2"]
    assert (cell.data_type, cell.value.replace("_x005F_", "_")) == ("s", text)  # openpyxl leaves this escape as it is


def test_days_numbers_and_empty_cells_are_what_they_are():
    sheet = opened([["head", "day", "none", "number"], ["a", date(2010, 10, 29), None, 12.5]]).active
    [_head, row] = sheet.iter_rows()
    assert row[1].is_date
    assert row[1].value.date() == date(2010, 10, 29)
    assert (row[2].value, row[3].value) == (None, 12.5)


def test_what_xml_cannot_say_is_left_out_and_what_a_cell_cannot_hold_is_cut():
    sheet = opened([["head"], ["a\x00b\x0bc\ud800"], ["x" * 40_000]]).active
    assert sheet["A2"].value == "abc"
    assert len(sheet["A3"].value) == 32_767


def test_a_full_sheet_is_followed_by_another_with_the_same_head(monkeypatch):
    monkeypatch.setattr(xlsx_export, "ROWS_A_SHEET", 2)
    book = opened([["head"], *([number] for number in range(5))])
    assert [[row[0] for row in sheet.values] for sheet in book] == [["head", 0, 1], ["head", 2, 3], ["head", 4]]


def test_the_first_bytes_leave_before_the_last_row_is_read():
    read = []

    def rows():
        for number in range(20_000):
            read.append(number)
            yield [f"row {number} of many, none like another: {hash(str(number))}"]

    next(xlsx_parts(rows()))
    assert len(read) < 20_000


def test_sheets_of_arabic_readers_begin_at_the_right():
    with translation.override("ar"):
        assert opened([["head"]]).active.sheet_view.rightToLeft
    assert not opened([["head"]]).active.sheet_view.rightToLeft
    assert xlsx_response([["head"]], "records")["Content-Disposition"] == 'attachment; filename="records.xlsx"'
