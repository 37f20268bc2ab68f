"""What is wrong with a file of rows: each problem with its sheet, row, column, value, reason and remedy."""

from dataclasses import asdict, dataclass

VALUE_LENGTH = 200  # of what stood in the cell, as it is repeated


@dataclass(frozen=True)
class Problem:
    """One thing to mend, in the reader's language; row 0 is the file as a whole, no letter the row as a whole."""

    reason: str
    remedy: str = ""
    sheet: str = ""
    row: int = 0
    letter: str = ""
    column: str = ""  # its label
    value: str = ""

    def __post_init__(self):
        for name in ("reason", "remedy", "column"):
            object.__setattr__(self, name, str(getattr(self, name)))  # lazy texts become those of the reader
        object.__setattr__(self, "value", self.value[:VALUE_LENGTH])

    @property
    def place(self) -> str:
        """The cell as spreadsheets name it (C17), the row's number where it is none of the row's cells."""
        return f"{self.letter}{self.row}" if self.row else self.letter

    @property
    def sentence(self) -> str:
        """Reason and remedy in one line, with the column's name: what a person reads beside the row."""
        what = " ".join(part for part in (self.reason, self.remedy) if part)
        return f"{self.column}: {what}" if self.column else what

    def as_json(self) -> dict:
        """Return it as it is stored."""
        return asdict(self)
