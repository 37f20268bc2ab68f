"""Spreadsheets: one reader of CSV and XLSX for everything that comes in as rows, and the templates that go out.

`reading` has a file read in a confined process (`child`, `csv_rows`, `xlsx_rows`: none knows Django) and gives rows of
text; `tables` finds the headings; `problems` says what is wrong with a cell; `writing` makes templates. Nothing here
knows what the rows are about.
"""
