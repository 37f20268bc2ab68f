"""Records that come in as rows of a spreadsheet: checked whole, confirmed, and brought in by the same form as others.

`columns` is from a kind's form to columns and back; `checking` the dry run, `bringing_in` what follows its
confirmation, `handing_in` the submission of all of it; `keeping` an upload's life; `bulk` the same for the command.
"""
