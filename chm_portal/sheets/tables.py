"""From rows to lines: which row holds the headings, and what stands under each of them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from chm_portal.sheets.problems import Problem
from chm_portal.sheets.reading import Row

HEADINGS_WITHIN = 20  # rows from the top
FEWEST_HEADINGS = 2  # that a row of headings has, so that a text of one word is not taken for one
COMMENT = "#"  # a row that begins with it is not read: explanations in a template, remarks


@dataclass(frozen=True)
class Column:
    """A column that a table may have; `name` is what machines call it, `choices` its codes with their labels."""

    name: str
    label: str
    is_needed: bool = False
    remedy: str = ""  # how to fill a cell of it, in a sentence
    choices: tuple[tuple[str, str], ...] = ()
    has_several: bool = False  # codes in one cell


@dataclass(frozen=True)
class Cell:
    """What stands under a heading in one row."""

    letter: str
    text: str = ""
    note: str = ""  # "formula" (without a value), "error", "merged"


@dataclass(frozen=True)
class Line:
    """A row under headings: {name of the column: cell}, of every column that the table has."""

    sheet: str
    number: int
    cells: dict[str, Cell]


def letter(place: int) -> str:
    """Return the letters of a column by its place: 0 is A, 26 is AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@dataclass
class Table:
    """The lines of all sheets that have headings, and what is wrong with the headings.

    `named` gives the name of a column by what a heading says, or "" for none; `ignored` are headings that a file may
    have and that nobody reads; `key` is the column without which there is no table.
    """

    rows: Iterable[Row]
    named: Callable[[str], str]
    key: str
    ignored: frozenset[str] = frozenset()
    problems: list[Problem] = field(default_factory=list)

    def lines(self) -> Iterator[Line]:
        """Yield each line; `problems` are complete when the last has been given."""
        sheet, headings, looked_at, found = None, None, 0, False
        for row in self.rows:
            if row.sheet != sheet:
                sheet, headings, looked_at = row.sheet, None, 0
            if headings is None:
                looked_at += 1
                if looked_at <= HEADINGS_WITHIN and (headings := self._headings(row)):
                    found = True
            elif not (row.cells and row.cells[0].startswith(COMMENT)):
                line = self._line(row, headings)
                if any(cell.text or cell.note for cell in line.cells.values()):
                    yield line
        if not found:
            self._complain_of_none()

    def _headings(self, row: Row) -> dict[int, str] | None:
        """Return {place: name} if this row is one of headings, and note what is wrong with them."""
        names = {place: self.named(text) for place, text in enumerate(row.cells) if text}
        if len(set(names.values()) - {""}) < FEWEST_HEADINGS:
            return None
        headings: dict[int, str] = {}
        for place, name in names.items():
            text = row.cells[place]
            if name in headings.values():
                self._complain(row, place, _("This column stands in the file twice."), _("Delete one of the two."))
            elif name:
                headings[place] = name
            elif text.lower() not in self.ignored and not text.startswith(COMMENT):
                self._complain(
                    row,
                    place,
                    _("There is no such column."),
                    _("Take the first row of the template as it is, or begin the heading with #."),
                )
        if self.key not in headings.values():
            reason = _("The column “%(name)s” is missing.") % {"name": self.key}
            self._complain(row, None, reason, _("Give each row a key of its own, such as the number in your system."))
        return headings

    def _complain(self, row: Row, place: int | None, reason: str, remedy: str) -> None:
        where = {} if place is None else {"letter": letter(place), "value": row.cells[place]}
        self.problems.append(Problem(reason, remedy, row.sheet, row.number, **where))

    def _complain_of_none(self) -> None:
        reason = _("No row of the first %(number)d holds the headings of the template.") % {"number": HEADINGS_WITHIN}
        self.problems.append(Problem(reason, _("Take the first row of the template as it is, and your rows below it.")))

    @staticmethod
    def _line(row: Row, headings: dict[int, str]) -> Line:
        cells = {
            name: Cell(letter(place), row.cells[place] if place < len(row.cells) else "", row.notes.get(place, ""))
            for place, name in headings.items()
        }
        return Line(row.sheet, row.number, cells)
