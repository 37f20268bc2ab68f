"""What a revision says, answer by answer: the one shape that pages, history and differences read (R66, R68).

Answers are made from a payload and its frozen labels, never from a model instance: its terms are today's.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise

Label = str | Promise


class AnswerKind(StrEnum):
    """What an answer's value is made of; see Answer."""

    TEXT = "text"
    TERMS = "terms"
    ROWS = "rows"
    FILES = "files"
    BOOLEAN = "boolean"
    CHOICE = "choice"


@dataclass(frozen=True)
class TermAnswer:
    """One chosen term: compared by its code, shown by the label it had when the revision was published."""

    code: str
    label: Label


@dataclass(frozen=True)
class RowAnswer:
    """One row of a repeated group, or one file.

    `key` tells the row from its neighbours in every revision: a link's address, a relation's verb and target, a file's
    number; "" if nothing does. `cells` are (column label, text) in the order of the columns.
    """

    key: str
    cells: tuple[tuple[Label, str], ...]


@dataclass(frozen=True)
class Answer:
    """One answer of a revision: where it stands, what it is called, what it says.

    The value by kind, and what stands for "not answered":

    - text: str, in `language` where one is known; "".
    - terms: tuple of TermAnswer, whose order does not matter; ().
    - rows: tuple of RowAnswer; ().
    - files: tuple of RowAnswer with the attachment's primary key for a key and cells that describe the file; ().
    - boolean: True or False; None.
    - choice: TermAnswer; None.

    `section` is the section's label, `name` the field's name in the payload, by which two revisions are compared.
    """

    section: Label
    name: str
    label: Label
    kind: AnswerKind
    value: str | tuple[TermAnswer, ...] | tuple[RowAnswer, ...] | bool | TermAnswer | None
    language: str = ""

    @property
    def is_empty(self) -> bool:
        """Return whether nothing was answered; "no" is an answer."""
        return self.value is None or self.value in ("", ())
