"""From the form of a kind to the columns of its table, and from a line of that table to a payload and back to cells."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from chm_portal.common.languages import LANGUAGE_NAMES, language_of_column
from chm_portal.imports.cells import Choices, Unknown, lines_of, tick_of
from chm_portal.records.fields import FilesField, RowsField
from chm_portal.records.kinds import Kind
from chm_portal.sheets.problems import Problem
from chm_portal.sheets.tables import Column, Line

KEY = "key"
ERRORS = "errors"  # the column that the report adds, which nobody reads
ROWS_IN_TEMPLATE = 2  # of a repeated group; a file may have as many as the form takes
_IN_GROUP = re.compile(r"(\w+)\.([1-9][0-9]?)\.(\w+)")


@dataclass(frozen=True)
class Asked:
    """One column and the field it answers: a field of the form, or one of the small form of a repeated group."""

    column: Column
    name: str  # of the form's field
    field: forms.Field
    row: int = 0  # of the group, from 1
    part: str = ""  # which field of the group's small form


class FormTable:
    """The table of a kind, in the language that is active when it is made."""

    def __init__(self, kind: Kind):
        self.kind = kind
        self._form = kind.form({}, bound=False)
        self._choices: dict[str, Choices] = {}
        self.key = Column(
            KEY,
            pgettext("of a row in a spreadsheet", "Your own key"),
            is_needed=True,
            remedy=_("What tells this row from all others for ever, such as the number in your system."),
        )

    # --- columns ---------------------------------------------------------------------------------

    @cached_property
    def asked(self) -> dict[str, Asked]:
        """Every column of the template but the key, by name, in the order of the form."""
        found = {}
        for _slug, _label, names in self.kind.form.sections:
            for name in names:
                field = self._form.fields[name]
                if isinstance(field, FilesField) or name in self.kind.form.fixed:
                    continue
                for asked in self._of_field(name, field):
                    found[asked.column.name] = asked
        return found

    @property
    def columns(self) -> list[Column]:
        """The columns of the template, the key first."""
        return [self.key, *(asked.column for asked in self.asked.values())]

    def _of_field(self, name: str, field: forms.Field) -> Iterator[Asked]:
        if not isinstance(field, RowsField):
            yield Asked(self._column(name, self._label(name, field), field), name, field)
            return
        for row in range(1, ROWS_IN_TEMPLATE + 1):
            yield from self._of_group(name, field, row)

    def _of_group(self, name: str, group: RowsField, row: int) -> Iterator[Asked]:
        for part, field in group.row_form().fields.items():
            label = f"{group.row_form.called} {row}, {field.label}"
            column = self._column(f"{name}.{row}.{part}", label, field, is_needed=False)
            yield Asked(column, name, field, row, part)

    def _label(self, name: str, field: forms.Field) -> str:
        """Return a label that stands for itself: of a translated field with its language."""
        translated = next((one for one in self.kind.form.translated if name.startswith(f"{one}_")), None)
        code = language_of_column(name)
        if translated and code:
            return f"{self.kind.form.translated[translated]} ({LANGUAGE_NAMES[code]})"
        return str(field.label)

    def _column(self, name: str, label: str, field: forms.Field, is_needed: bool | None = None) -> Column:
        has_codes = isinstance(field, forms.ChoiceField)
        return Column(
            name,
            label,
            is_needed=field.required if is_needed is None else is_needed,
            remedy=self._remedy(name, field),
            choices=self._choices_of(name, field).listed if has_codes else (),
            has_several=isinstance(field, forms.MultipleChoiceField),
        )

    def _remedy(self, name: str, field: forms.Field) -> str:
        if isinstance(field, forms.MultipleChoiceField):
            return _("Take codes of the template's second sheet, several with ; between them.")
        if isinstance(field, forms.ChoiceField):
            return _("Take one code of the template's second sheet.")
        if isinstance(field, forms.BooleanField):
            return _("Write yes or no.")
        if name in self.kind.form.one_a_line:
            return _("Several with ; between them.")
        if isinstance(field, forms.URLField) and not field.help_text:
            return _("Give a whole address, such as https://www.example.org/guide.pdf.")
        return str(field.help_text)

    def _choices_of(self, name: str, field: forms.ChoiceField) -> Choices:
        """Return the choices of a column, made once for all rows of a repeated group."""
        name = re.sub(r"\.\d+\.", ".", name)
        if name not in self._choices:
            self._choices[name] = Choices(field)
        return self._choices[name]

    def named(self, heading: str) -> str:
        """Return the column that a heading names, "" if there is none."""
        name = heading.strip().lower().replace("-", "_")
        return name if name == KEY or self.find(name) else ""

    def find(self, name: str) -> Asked | None:
        """Return what a column asks; of a repeated group as many rows as the form takes."""
        if name not in self.asked and (match := _IN_GROUP.fullmatch(name)):
            group, row = self._form.fields.get(match[1]), int(match[2])
            if isinstance(group, RowsField) and not isinstance(group, FilesField) and row <= group.most:
                for asked in self._of_group(match[1], group, row):
                    self.asked.setdefault(asked.column.name, asked)
        return self.asked.get(name)

    # --- lines -----------------------------------------------------------------------------------

    def answers(self, line: Line) -> tuple[dict, list[Problem]]:
        """Return {field: raw value} of every field that the line has a column for, and what its cells do not say."""
        answers: dict = {}
        groups: dict[str, dict[int, dict]] = {}
        problems = []
        for name, cell in line.cells.items():
            if name == KEY:
                continue
            asked = self.find(name)
            value = ""
            if cell.note:
                problems.append(self._noted(line, name))
            elif cell.text:
                try:
                    value = self._value(asked, cell.text)
                except ValidationError as error:
                    problems.extend(self._unread(line, name, error))
            value = value or self._nothing(asked.field)
            if asked.part:
                groups.setdefault(asked.name, {}).setdefault(asked.row, {})[asked.part] = value
            else:
                answers[name] = value
        for name, rows in groups.items():
            answers[name] = [told for _row, told in sorted(rows.items()) if any(told.values())]
        return answers, problems

    def _value(self, asked: Asked, text: str):
        field = asked.field
        if isinstance(field, forms.MultipleChoiceField):
            return self._choices_of(asked.column.name, field).codes_of(text)
        if isinstance(field, forms.ChoiceField):
            return self._choices_of(asked.column.name, field).code_of(text)
        if isinstance(field, forms.BooleanField):
            return tick_of(text)
        return lines_of(text) if asked.name in self.kind.form.one_a_line else text

    @staticmethod
    def _nothing(field: forms.Field):
        """Return what stands for no answer: a list's widget reads "" as a code."""
        if isinstance(field, forms.MultipleChoiceField):
            return []
        return False if isinstance(field, forms.BooleanField) else ""

    def group_rows(self, line: Line, name: str) -> list[int]:
        """Return which rows of a repeated group a line fills, in order: the third may be its first."""
        rows = {
            asked.row
            for column, cell in line.cells.items()
            if cell.text and (asked := self.find(column)) and asked.part and asked.name == name
        }
        return sorted(rows)

    # --- problems --------------------------------------------------------------------------------

    def _noted(self, line: Line, name: str) -> Problem:
        reasons = {
            "formula": (
                _("A formula without a value stands here: only values are read."),
                _("Copy the cell and paste it as a value."),
            ),
            "error": (_("The spreadsheet shows an error here."), _("Write the value itself.")),
            "merged": (_("This cell is merged with others."), _("Unmerge them and fill each cell.")),
        }
        return self.problem(line, name, *reasons[line.cells[name].note])

    def _unread(self, line: Line, name: str, error: ValidationError) -> Iterator[Problem]:
        for one in error.error_list if not isinstance(error, Unknown) else [error]:
            remedy = self.find(name).column.remedy
            if getattr(one, "nearest", None):
                remedy = _("Did you mean %(codes)s?") % {"codes": " / ".join(one.nearest)}
            yield self.problem(line, name, one.messages[0], remedy)

    def problem(self, line: Line, name: str, reason: str, remedy: str = "") -> Problem:
        """Return a problem of a cell; of a column that the file has not, or of the row as a whole (""), without one."""
        cell = line.cells.get(name)
        column = self.key if name == KEY else (asked.column if (asked := self.find(name)) else None)
        return Problem(
            reason,
            remedy,
            line.sheet,
            line.number,
            cell.letter if cell else "",
            column.label if column else "",
            cell.text if cell else "",
        )

    def problems_of(self, form, line: Line, unread: set[str]) -> Iterator[Problem]:
        """Yield what a bound form says of a line, each at its cell; of cells that could not be read nothing more."""
        for name, errors in form.errors.as_data().items():
            field = form.fields.get(name)
            if isinstance(field, RowsField) and any(error.code == "row" for error in errors):
                yield from self._problems_of_group(form, line, name, unread)
            elif name not in unread:
                column = "" if name == NON_FIELD_ERRORS else name
                if isinstance(field, RowsField):
                    column = f"{name}.1.{field.row_form.tells_a_row[0]}"
                for error in errors:
                    yield self.problem(line, column, error.messages[0], self._how(column, error))

    def _problems_of_group(self, form, line: Line, name: str, unread: set[str]) -> Iterator[Problem]:
        rows = self.group_rows(line, name)
        for number, part, error in form.fields[name].problems_of(form.data.get(name) or []):
            column = f"{name}.{rows[number - 1]}.{part}" if number <= len(rows) else ""
            if column not in unread:
                yield self.problem(line, column, error.messages[0], self._how(column, error))

    def _how(self, column: str, error: ValidationError) -> str:
        """Return how to fill a cell, where the sentence does not say it itself: Django's own refusals do not."""
        asked = self.find(column) if column else None
        plain = ("required", "invalid_choice", "invalid", "max_length")
        return asked.column.remedy if asked and error.code in plain else ""
