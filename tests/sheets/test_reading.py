"""Rows come out of a spreadsheet as they stand there, or the file is refused with a remedy (F13, C14, C15)."""

import io
import subprocess
import sys
import time
import zipfile
from datetime import date, datetime

import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from chm_portal.common.confined.process import Heavy
from chm_portal.sheets import reading
from chm_portal.sheets.found import Limits
from chm_portal.sheets.reading import REFUSALS, Unreadable
from chm_portal.sheets.tables import letter
from tests.sheets.files import LIMITS, csv_of, read, with_part, with_sheet, workbook_of

ROWS = [["key", "title_en"], ["1", "Größe, „Maß“"], ["2", "حماية الشعاب"]]


def cells(content: bytes, name: str = "rows.csv", **kwargs) -> list[list[str]]:
    return [row.cells for row in read(content, name, **kwargs)]


def refused(content: bytes, name: str = "rows.xlsx", limits: Limits = LIMITS, encoding: str = "") -> str:
    with pytest.raises(Unreadable) as refusal:
        read(content, name, limits, encoding)
    assert refusal.value.messages[0]
    return refusal.value.code


# --- CSV -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_every_separator_and_unicode_encoding_gives_the_same_rows(separator, encoding):
    assert cells(csv_of(ROWS, separator, encoding)) == ROWS


@pytest.mark.parametrize(
    ("encoding", "text"), [("cp1252", "Größe"), ("cp1256", "حماية"), ("cp1251", "Охрана"), ("gb18030", "保护")]
)
def test_an_encoding_that_cannot_be_told_is_asked_for(encoding, text):
    content = csv_of([["key", "title_en"], ["1", text]], encoding=encoding)
    assert refused(content, "rows.csv") == "encoding"
    assert cells(content, encoding=encoding)[1] == ["1", text]


def test_a_file_in_unicode_is_read_as_such_whatever_was_chosen():
    assert cells(csv_of(ROWS, encoding="utf-8-sig"), encoding="cp1252") == ROWS


def test_rows_keep_the_numbers_of_their_lines():
    content = b'sep=;\r\nkey;title_en\r\n\r\n1;"two\r\nlines"\r\n2;b\r\n'
    assert [(row.number, row.cells) for row in read(content)] == [
        (2, ["key", "title_en"]),
        (4, ["1", "two\nlines"]),
        (6, ["2", "b"]),
    ]


def test_quotation_marks_that_do_not_match_lose_no_rows_silently():
    assert refused(b'key,title_en\n1,"open\n2,b\n3,c\n', "rows.csv") == "quotes"


def test_nul_and_other_control_characters_do_not_come_in():
    assert cells(b"key,title_en\n1,a\x00b\x07c\n")[1] == ["1", "abc"]


def test_what_our_own_export_guards_comes_back_as_it_was():
    assert cells(b"key,title_en\n1,'=1+1\n2,'-x\n3,'quoted'\n")[1:] == [["1", "=1+1"], ["2", "-x"], ["3", "'quoted'"]]


def test_a_million_empty_lines_are_no_rows():
    assert cells(b"key,title_en\n" + b"\n" * 1_000_000 + b"1,a\n")[1] == ["1", "a"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"a,b\n" * 2_001, "rows"),
        (b",".join([b"a"] * 201), "columns"),
        (b"x" * 5_000_001, "size"),
        (b"a," * 199 + b"\n" + (b"," * 500 + b"\n") * 1_000, "cells"),
        (b'key,title_en\n1,"' + b"x" * 200_001 + b'"\n', "quotes"),
    ],
)
def test_a_file_beyond_a_limit_is_refused(content, code):
    assert refused(content, "rows.csv") == code


@pytest.mark.parametrize(("name", "code"), [("rows.ods", "format"), ("rows", "format"), ("rows.xls", "old-excel")])
def test_other_formats_are_refused_by_name(name, code):
    assert refused(b"a,b\n", name) == code


# --- XLSX ------------------------------------------------------------------------------------------


def test_values_come_as_a_person_would_type_them():
    row = ["1", 2010, 2010.0, 0.5, True, date(2010, 4, 5), datetime(2010, 4, 5, 9, 30), None, " x "]
    content = workbook_of([["key", *"abcdefgh"], row])
    told = ["1", "2010", "2010", "0.5", "true", "2010-04-05", "2010-04-05 09:30:00", "", "x"]
    assert cells(content, "rows.xlsx")[1] == told


def test_days_counted_from_1904_are_the_same_days():
    def from_1904(book):
        book.epoch = CALENDAR_MAC_1904

    content = workbook_of([["key", "date"], ["1", date(2010, 4, 5)]], from_1904)
    assert cells(content, "rows.xlsx")[1] == ["1", "2010-04-05"]


@pytest.mark.parametrize("dimension", ["A1", "A1:A2", "A1:XFD1048576"])
def test_a_wrong_dimension_loses_no_rows(dimension):
    content = with_part(
        workbook_of([["key", "title_en"], *([str(number), "x"] for number in range(50))]),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b'<dimension ref="A1:B51"', f'<dimension ref="{dimension}"'.encode()),
    )
    assert f'ref="{dimension}"'.encode() in zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")
    assert len(cells(content, "rows.xlsx")) == 51


def test_rows_keep_their_numbers_where_some_are_missing():
    content = with_sheet(
        '<sheetData><row r="2"><c r="B2" t="inlineStr"><is><t>a</t></is></c></row>'
        '<row r="1048576"><c r="A1048576"><v>7</v></c></row></sheetData>'
    )
    assert [(row.number, row.cells) for row in read(content, "rows.xlsx")] == [(2, ["", "a"]), (1_048_576, ["7"])]


def test_a_row_number_that_no_sheet_has_is_not_counted_up_to():
    began = time.monotonic()
    row = '<row r="99999999999"><c r="A99999999999"><v>7</v></c></row>'
    assert cells(with_sheet(f"<sheetData>{row}</sheetData>"), "rows.xlsx") == []
    assert time.monotonic() - began < 20


def test_a_formula_gives_its_value_or_says_that_it_has_none():
    cell = '<c r="{0}1"><f>1+1</f>{1}</c>'
    row = cell.format("A", "<v>2</v>") + cell.format("B", "<v></v>") + cell.format("C", "") + cell.format("D", "<v/>")
    (row,) = read(with_sheet(f'<sheetData><row r="1">{row}</row></sheetData>'), "rows.xlsx")
    assert row.cells[0] == "2"
    assert row.notes == {1: "formula", 2: "formula", 3: "formula"}


def test_errors_and_merged_cells_are_noted():
    def merge(book):
        book.active.merge_cells("A2:B3")
        book.active["C2"] = "#REF!"

    first, second, third = read(workbook_of([["key", "a", "b"], ["1", "", ""], ["", "", "x"]], merge), "rows.xlsx")
    assert first.notes == {}
    assert second.notes == {0: "merged", 1: "merged", 2: "error"}
    assert third.notes == {0: "merged", 1: "merged"}


def test_every_sheet_is_read_under_its_name():
    def more(book):
        book.create_sheet("Zweites Blatt").append(["b"])

    assert [(row.sheet, row.cells) for row in read(workbook_of([["a"]], more), "rows.xlsx")] == [
        ("Sheet", ["a"]),
        ("Zweites Blatt", ["b"]),
    ]


LAUGHS = '<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def bomb() -> bytes:
    """Return a workbook of some kilobytes whose sheet unpacks to 200 MB."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook_of([["x"]]))) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            with new.open(part, "w") as target:
                if part == "xl/worksheets/sheet1.xml":
                    for _piece in range(200):
                        target.write(b" " * 1_000_000)
                else:
                    target.write(old.read(part))
    return made.getvalue()


HOSTILE = {
    "internal entities": (lambda: with_sheet("<sheetData/>", LAUGHS), "unsafe"),
    "external entities": (lambda: with_sheet("<sheetData/>", OUTSIDE), "unsafe"),
    "entities in another encoding": (
        lambda: with_part(workbook_of([["x"]]), "xl/worksheets/sheet1.xml", lambda xml: xml.decode().encode("utf-16")),
        "unsafe",
    ),
    "bomb": (bomb, "unsafe"),
    "a million empty rows": (lambda: with_sheet(f"<sheetData>{'<row/>' * 1_048_576}</sheetData>"), "empty-rows"),
    "a million empty rows with a prefix": (
        lambda: with_part(
            workbook_of([["x"]]),
            "xl/worksheets/sheet1.xml",
            lambda _xml: f'<x:worksheet xmlns:x="s">{"<x:row/>" * 1_048_576}</x:worksheet>'.encode(),
        ),
        "empty-rows",
    ),
    "400,000 cells": (lambda: with_sheet(f"<sheetData><row>{'<c><v>1</v></c>' * 400_001}</row></sheetData>"), "cells"),
    "a far column": (lambda: with_sheet('<sheetData><row><c r="XFD1"><v>1</v></c></row></sheetData>'), "columns"),
    "too many columns": (lambda: workbook_of([["x"] * 201]), "columns"),
    "too many rows": (lambda: workbook_of([["x"]] * 2_001), "rows"),
    "merged everywhere": (
        lambda: with_sheet("<sheetData/>", after='<mergeCell ref="A1:B2"/>' * 201),
        "merged",
    ),
    "broken zip": (lambda: workbook_of([["x"]])[:-200], "damaged"),
    "no workbook": (lambda: b"PK\x03\x04 and nothing more", "damaged"),
    "not even a zip": (lambda: b"key,title\n1,a\n", "damaged"),
    "broken XML": (lambda: with_sheet("<sheetData><row>"), "damaged"),
    "password": (lambda: bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"), "protected"),
    "old Excel": (lambda: bytes.fromhex("d0cf11e0a1b11ae1") + b"Workbook", "old-excel"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_or_broken_workbook_is_refused_soon(name):
    make, code = HOSTILE[name]
    content, began = make(), time.monotonic()
    assert refused(content) == code
    assert time.monotonic() - began < 15  # in a second on a machine that has nothing else to do


def test_the_process_runs_without_django_and_refuses_entities():
    loaded = "import sys; import chm_portal.sheets.child, chm_portal.sheets.csv_rows, chm_portal.sheets.xlsx_rows as x"
    code = f"{loaded}; print(x.DEFUSEDXML, [n for n in sys.modules if n.split('.')[0] in ('django', 'psycopg2')])"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "True []"


def test_a_process_that_breaks_or_runs_wild_is_no_error_page(monkeypatch):
    def heavy(*_args):
        raise Heavy

    monkeypatch.setattr(reading, "answer_of", heavy)
    assert refused(b"x", "rows.csv") == "heavy"


def test_an_answer_without_an_end_means_that_the_file_broke_the_process(monkeypatch):
    monkeypatch.setattr(reading, "CHILD", "chm_portal.sheets.found")  # says nothing at all
    assert refused(b"x", "rows.csv") == "damaged"


def test_every_refusal_says_what_to_do():
    assert all(str(sentence).count(".") >= 1 for sentence in REFUSALS.values())


def test_places_become_letters():
    assert [letter(place) for place in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]
