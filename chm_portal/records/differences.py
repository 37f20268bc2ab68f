"""What changed between two revisions, answer by answer (R66): for the review page, the history and the conflict page.

Everything here works on answers (see `answers`): what was said then, never what the database says today.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext

from chm_portal.records.answers import Answer, AnswerKind, Label, RowAnswer, TermAnswer
from chm_portal.records.text_differences import Chunk, Op, fold, text_difference

__all__ = ["Change", "Chunk", "Difference", "Op", "answer_differences", "by_section", "fold", "text_difference"]


class Change(StrEnum):
    """What became of an answer, or of one term, row or file in it."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    SAME = "same"


_SIGNS = {Change.ADDED: Op.INSERT, Change.REMOVED: Op.DELETE, Change.CHANGED: Op.EQUAL, Change.SAME: Op.EQUAL}


@dataclass(frozen=True)
class CellDifference:
    """One column of a changed row."""

    label: Label
    chunks: list[Chunk]


@dataclass(frozen=True)
class PartDifference:
    """One term, row or file of an answer: `part` is the new one, or the old one where it was removed.

    `cells` says what changed inside a changed row.
    """

    change: Change
    part: TermAnswer | RowAnswer
    cells: tuple[CellDifference, ...] = ()

    @property
    def chunks(self) -> list[Chunk]:
        """Return the part as one text: a term's label, a row's cells one after the other."""
        if isinstance(self.part, TermAnswer):
            return [Chunk(_SIGNS[self.change], str(self.part.label))]
        return [Chunk(_SIGNS[self.change], " · ".join(text for _label, text in self.part.cells if text))]


@dataclass(frozen=True)
class Difference:
    """One answer in two revisions; `old` or `new` is None where that revision did not answer.

    Terms, rows and files have `parts` (the new ones in their order, then the removed ones), all others `chunks`.
    `is_reordered` says that rows both revisions have stand in another order.
    """

    change: Change
    old: Answer | None
    new: Answer | None
    chunks: tuple[Chunk, ...] = ()
    parts: tuple[PartDifference, ...] = ()
    is_reordered: bool = False

    @property
    def answer(self) -> Answer:
        """Return the new answer, or the old one where it was removed: section, label, kind and language are its."""
        return self.new or self.old

    @property
    def is_same(self) -> bool:
        """Return whether a page may fold this answer away."""
        return self.change is Change.SAME


def answer_differences(old: Iterable[Answer], new: Iterable[Answer]) -> list[Difference]:
    """Return how the answers of two revisions differ, the unchanged ones included and those empty in both left out.

    They come in the order of the new revision; an answer that only the old one has stands at the end of its section.
    An answer whose kind changed with the form is one removed and one added.
    """
    old_by_name = {(answer.name, answer.kind): answer for answer in old if not answer.is_empty}
    new_by_name = {(answer.name, answer.kind): answer for answer in new if not answer.is_empty}
    differences = [_difference(old_by_name.get(key), answer) for key, answer in new_by_name.items()]
    for key, answer in old_by_name.items():
        if key not in new_by_name:
            differences.insert(_end_of_section(differences, answer), _difference(answer, None))
    return differences


def _end_of_section(differences: Sequence[Difference], answer: Answer) -> int:
    """Return the place after the last answer of the section, the end of all where there is no such section."""
    places = [place for place, known in enumerate(differences, 1) if str(known.answer.section) == str(answer.section)]
    return places[-1] if places else len(differences)


def _difference(old: Answer | None, new: Answer | None) -> Difference:
    kind = (new or old).kind
    change = Change.ADDED if old is None else Change.REMOVED if new is None else Change.CHANGED
    if kind is AnswerKind.TEXT:
        chunks = text_difference(old.value if old else "", new.value if new else "")
        is_same = all(chunk.op is Op.EQUAL for chunk in chunks)
        return Difference(Change.SAME if is_same else change, old, new, chunks=tuple(fold(chunks)))
    if kind in (AnswerKind.BOOLEAN, AnswerKind.CHOICE):
        return _single_difference(old, new, change)
    old_parts, new_parts = old.value if old else (), new.value if new else ()
    differences = _term_differences if kind is AnswerKind.TERMS else _row_differences
    parts = tuple(differences(old_parts, new_parts))
    is_reordered = kind is not AnswerKind.TERMS and _is_reordered(old_parts, new_parts)
    is_same = not is_reordered and all(part.change is Change.SAME for part in parts)
    return Difference(Change.SAME if is_same else change, old, new, parts=parts, is_reordered=is_reordered)


def _single_difference(old: Answer | None, new: Answer | None, change: Change) -> Difference:
    """Return how a choice or a yes-or-no question differs; a term that was only renamed is the same term."""
    if old and new and _compared(old.value) == _compared(new.value):
        return Difference(Change.SAME, old, new, chunks=(Chunk(Op.EQUAL, _shown(new.value)),))
    signed = (Op.DELETE, old), (Op.INSERT, new)
    return Difference(
        change, old, new, chunks=tuple(Chunk(op, _shown(answer.value)) for op, answer in signed if answer)
    )


def _compared(value: bool | TermAnswer) -> bool | str:
    return value.code if isinstance(value, TermAnswer) else value


def _shown(value: bool | TermAnswer) -> str:
    if isinstance(value, TermAnswer):
        return str(value.label)
    return gettext("Yes") if value else gettext("No")


def _term_differences(old: Sequence[TermAnswer], new: Sequence[TermAnswer]) -> Iterator[PartDifference]:
    old_codes, new_codes = {term.code for term in old}, {term.code for term in new}
    for term in new:
        yield PartDifference(Change.SAME if term.code in old_codes else Change.ADDED, term)
    for term in old:
        if term.code not in new_codes:
            yield PartDifference(Change.REMOVED, term)


def _row_differences(old: Sequence[RowAnswer], new: Sequence[RowAnswer]) -> Iterator[PartDifference]:
    """Yield what became of each row: the same one first, then one of the same key with other cells."""
    partners = _partners(old, new)
    for place, row in enumerate(new):
        partner = partners.get(place)
        if partner is None:
            yield PartDifference(Change.ADDED, row)
        elif _texts(old[partner]) == _texts(row):
            yield PartDifference(Change.SAME, row)
        else:
            yield PartDifference(Change.CHANGED, row, tuple(_cell_differences(old[partner], row)))
    kept = set(partners.values())
    yield from (PartDifference(Change.REMOVED, row) for place, row in enumerate(old) if place not in kept)


def _partners(old: Sequence[RowAnswer], new: Sequence[RowAnswer]) -> dict[int, int]:
    """Return {place in the new rows: place of the same row in the old}; two rows may have one key."""
    partners: dict[int, int] = {}
    for sameness in (lambda row: (row.key, _texts(row)), lambda row: row.key or None):
        waiting = defaultdict(list)
        for place, row in enumerate(old):
            if place not in partners.values():
                waiting[sameness(row)].append(place)
        for place, row in enumerate(new):
            if place not in partners and sameness(row) is not None and waiting[sameness(row)]:
                partners[place] = waiting[sameness(row)].pop(0)
    return partners


def _texts(row: RowAnswer) -> tuple[tuple[str, str], ...]:
    return tuple((str(label), text) for label, text in row.cells if text)


def _is_reordered(old: Sequence[RowAnswer], new: Sequence[RowAnswer]) -> bool:
    partners = _partners(old, new)
    places = [partners[place] for place in sorted(partners)]
    return places != sorted(places)


def _cell_differences(old: RowAnswer, new: RowAnswer) -> Iterator[CellDifference]:
    old_texts, new_texts = (
        {str(label): text for label, text in old.cells},
        {str(label): text for label, text in new.cells},
    )
    for label in new_texts | old_texts:
        if chunks := text_difference(old_texts.get(label, ""), new_texts.get(label, "")):
            yield CellDifference(label, chunks)


@dataclass(frozen=True)
class SectionDifferences:
    """The answers of one section of the form: those that changed, and those that a page folds away."""

    label: Label
    changed: list[Difference]
    same: list[Difference]


def by_section(differences: Iterable[Difference]) -> list[SectionDifferences]:
    """Return the differences by section, in the order in which the sections come first."""
    sections: dict[str, SectionDifferences] = {}
    for difference in differences:
        label = difference.answer.section
        section = sections.setdefault(str(label), SectionDifferences(label, [], []))
        (section.same if difference.is_same else section.changed).append(difference)
    return list(sections.values())
