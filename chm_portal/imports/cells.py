"""What is typed into a cell, as the answer that a form's field takes: codes by code or label, ticks by a word."""

import difflib
import re
from collections.abc import Iterator

from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from chm_portal.common.languages import LANGUAGE_CODES
from chm_portal.records.fields import VocabularyMixin
from chm_portal.vocabularies.memory import vocabulary

MOST_CODES = 250  # in one cell: every country, and some
MOST_SUGGESTED, LONGEST_CODE = 50, 80  # unknown texts of a column for which near codes are looked for, how much of each
_BETWEEN = re.compile(r"\s*[;|\n؛；]\s*")
#: Words for yes and no in the six languages, and what spreadsheets make of a tick.
YES = frozenset(
    ["yes", "y", "true", "1", "x", "✓", "oui", "vrai", "sí", "si", "verdadero", "да", "истина", "نعم", "是", "真"]
)
NO = frozenset(["no", "n", "false", "0", "non", "faux", "falso", "нет", "ложь", "لا", "否", "假"])


class Unknown(ValidationError):
    """A cell says what its field does not know; `nearest` are codes that it may have meant."""

    def __init__(self, text: str, nearest: list[str]):
        self.text, self.nearest = text, nearest
        super().__init__(_("“%(text)s” is no code of this column."), code="unknown", params={"text": text})


class Choices:
    """The codes of a field, found by code, or by label in any of the six languages, whatever the case."""

    def __init__(self, field: forms.ChoiceField):
        self.listed = tuple((str(code), str(label)) for code, label in _flat(field.choices) if code)
        self._codes = {code.casefold(): code for code, _label in self.listed}
        self._suggested: dict[str, list[str]] = {}
        self._labels = {label.casefold(): code for code, label in self._in_all_languages(field)}

    def _in_all_languages(self, field: forms.ChoiceField) -> Iterator[tuple[str, str]]:
        if isinstance(field, VocabularyMixin):
            for term in vocabulary(field.vocabulary_name):
                yield from ((term.code, label) for label in term.labels.values())
                self._codes.setdefault(term.code.casefold(), term.code)  # a retired one: the form says whether it may
            return
        for language in LANGUAGE_CODES:
            with translation.override(language):
                yield from ((str(code), str(label)) for code, label in _flat(field.choices) if code)

    def code_of(self, text: str) -> str:
        """Return the code that a text names; raises Unknown."""
        found = self._find(text)
        if found is None:
            raise Unknown(text, self._nearest(text))
        return found

    def codes_of(self, text: str) -> list[str]:
        """Return the codes that a text names, separated by ; or | or a new line; raises ValidationError with all."""
        if whole := self._find(text):
            return [whole]  # a label may hold a semicolon
        parts = list(filter(None, _BETWEEN.split(text)))
        if len(parts) > MOST_CODES:
            raise ValidationError(_("More than %(most)d codes stand here."), code="many", params={"most": MOST_CODES})
        unknown = [Unknown(part, self._nearest(part)) for part in parts if self._find(part) is None]
        if unknown:
            raise ValidationError(unknown)
        return [self._find(part) for part in parts]

    def _find(self, text: str) -> str | None:
        folded = " ".join(text.split()).casefold()
        return self._codes.get(folded) or self._labels.get(folded)

    def _nearest(self, text: str) -> list[str]:
        """Return up to three codes that a text may have meant; of a file full of unknown ones for the first only,
        since looking for them takes a hundredth of a second each."""
        folded = text[:LONGEST_CODE].casefold()
        if folded not in self._suggested and len(self._suggested) < MOST_SUGGESTED:
            near = difflib.get_close_matches(folded, [*self._codes, *self._labels], n=3, cutoff=0.7)
            found = dict.fromkeys(self._codes.get(name) or self._labels[name] for name in near)
            self._suggested[folded] = list(found)
        return self._suggested.get(folded, [])


def _flat(choices) -> Iterator[tuple[str, str]]:
    for code, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield code, label


def tick_of(text: str) -> bool:
    """Return whether a word says yes; raises ValidationError."""
    folded = text.casefold()
    if folded in YES:
        return True
    if folded in NO:
        return False
    raise ValidationError(_("“%(text)s” says neither yes nor no."), code="unknown", params={"text": text})


def lines_of(text: str) -> str:
    """Return what a cell separates by ; or | with one thing a line."""
    return "\n".join(part for part in _BETWEEN.split(text) if part)
