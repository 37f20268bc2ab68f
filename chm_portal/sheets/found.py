"""What the reading process finds, in the form in which it is told: plain lists that JSON can carry."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import IO


@dataclass(frozen=True)
class Limits:
    """How much one file may hold: rows that say something, columns, cells, bytes; each to be set with a reason."""

    rows: int
    columns: int
    cells: int
    file_bytes: int

    def as_json(self) -> str:
        """Return the limits as one argument of the process that reads."""
        return json.dumps(asdict(self))


class Stop(Exception):
    """The file cannot be read to its end: `outcome` says why, `detail` where or how much."""

    def __init__(self, outcome: str, detail: int | str = ""):
        super().__init__(outcome)
        self.outcome, self.detail = outcome, detail


class Answer:
    """Writes what was found, a line of JSON each: ["sheet", name], ["merged", [...]], ["row", number, cells, notes]."""

    def __init__(self, stream: IO[str], limits: Limits):
        self._stream, self._limits, self._rows = stream, limits, 0

    def sheet(self, name: str, merged: Iterable[tuple[int, int, int, int]] = ()) -> None:
        """Begin a sheet; `merged` are (first column, first row, last column, last row) of merged cells."""
        self._write(["sheet", name, [list(one) for one in merged]])

    def row(self, number: int, cells: list[str], notes: dict[int, str]) -> None:
        """Tell a row that says something; notes are {column: "formula" or "error"}. Raises Stop."""
        while cells and not cells[-1] and len(cells) - 1 not in notes:
            cells.pop()
        if not any(cells) and not notes:
            return
        if len(cells) > self._limits.columns:
            raise Stop("columns", number)
        self._rows += 1
        if self._rows > self._limits.rows:
            raise Stop("rows", self._limits.rows)
        self._write(["row", number, cells, notes])

    def end(self, outcome: str, detail: int | str = "") -> None:
        """Say how the reading ended: without this last line it did not."""
        self._write(["end", outcome, detail])

    def _write(self, line: list) -> None:
        self._stream.write(json.dumps(line, ensure_ascii=True))
        self._stream.write("\n")
