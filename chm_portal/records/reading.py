"""From a payload to what people read: one way for check-your-answers, review, history and differences.

Never through a model instance, whose terms are today's: labels of a published revision were frozen with it.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from chm_portal.common.languages import LANGUAGE_CODES, LANGUAGE_NAMES, pick, suffix
from chm_portal.records.answers import Answer, AnswerKind, RowAnswer, TermAnswer
from chm_portal.records.fields import FilesField, GatheredField, LinksField, RelationsField, RowsField, VocabularyMixin
from chm_portal.records.forms import RecordForm
from chm_portal.records.models import Relation, Revision
from chm_portal.vocabularies.memory import vocabulary

Labels = dict[str, dict[str, dict[str, str]]]  # vocabulary → code → language → label


def frozen_labels(form: type[RecordForm], payload: dict) -> Labels:
    """Return the labels, in every language, of each term that a payload uses."""
    labels: Labels = {}
    for name, field in form.base_fields.items():
        if isinstance(field, VocabularyMixin):
            words = vocabulary(field.vocabulary_name)
            for code in _codes(payload.get(name)):
                if code in words:
                    labels.setdefault(field.vocabulary_name, {})[code] = dict(words[code].labels)
    return labels


def answers(revision: Revision) -> list[Answer]:
    """Return what a revision says, answer by answer, in the order of its form's sections."""
    form = revision.kind_of.form
    reader = _Reader(form, revision)
    found = [
        answer for _slug, section, names in form.sections for name in names for answer in [reader.answer(section, name)]
    ]
    return [*found, *reader.retired_answers()]


def shown_answers(revision: Revision) -> list[Answer]:
    """Return the answers worth showing on a page: all but empty texts of languages nobody wrote in."""
    form = revision.kind_of.form
    columns = {f"{name}_{suffix(code)}" for name in form.translated for code in LANGUAGE_CODES}
    return [answer for answer in answers(revision) if not (answer.name in columns and answer.is_empty)]


def _codes(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value] if value else []
    return [code for code in value if isinstance(code, str)] if isinstance(value, list) else []


class _Reader:
    """Reads the answers of one revision; files are looked up once."""

    def __init__(self, form: type[RecordForm], revision: Revision):
        self.form, self.revision = form, revision
        self.payload = revision.upgraded_payload()
        self._files: dict | None = None

    def answer(self, section, name: str) -> Answer:
        field = self.form.base_fields[name]
        kind, read = self._reading(field)
        label, language = self._label(name, field)
        return Answer(section, name, label, kind, read(field, self.payload.get(name)), language)

    def retired_answers(self) -> Iterator[Answer]:
        for name, label in self.form.retired.items():
            if self.revision.payload.get(name):
                yield Answer(_("No longer asked"), name, label, AnswerKind.TEXT, str(self.revision.payload[name]))

    def _label(self, name: str, field) -> tuple[Any, str]:
        for translated, label in self.form.translated.items():
            for code in LANGUAGE_CODES:
                if name == f"{translated}_{suffix(code)}":
                    return format_lazy("{label} ({language})", label=label, language=LANGUAGE_NAMES[code]), code
        return field.label, ""

    def _reading(self, field) -> tuple[AnswerKind, Callable]:
        """Return how a field's answers are shown and compared, and what reads them; the narrowest class decides."""
        readings = (
            (FilesField, AnswerKind.FILES, self._file_rows),
            (LinksField, AnswerKind.ROWS, self._link_rows),
            (GatheredField, AnswerKind.ROWS, self._plain_rows),
            (RelationsField, AnswerKind.ROWS, self._relation_rows),
            (RowsField, AnswerKind.ROWS, self._plain_rows),
            (forms.MultipleChoiceField, AnswerKind.TERMS, self._terms),
            (forms.ChoiceField, AnswerKind.CHOICE, self._choice),
            (forms.BooleanField, AnswerKind.BOOLEAN, self._tick),
            (forms.Field, AnswerKind.TEXT, self._text),
        )
        return next((kind, read) for field_class, kind, read in readings if isinstance(field, field_class))

    def _tick(self, field, value) -> bool | None:
        return None if value is None else bool(value)

    def _text(self, field, value) -> str:
        return value if isinstance(value, str) else ""

    def _term(self, field, code: str) -> TermAnswer:
        if not isinstance(field, VocabularyMixin):
            choices = dict(_flat(field.choices))
            return TermAnswer(code, choices.get(code) or choices.get(field.prepare_value(code), code))
        frozen = self.revision.labels.get(field.vocabulary_name, {}).get(code)
        if frozen:
            return TermAnswer(code, pick(frozen)[0])
        words = vocabulary(field.vocabulary_name)
        return TermAnswer(code, words[code].label if code in words else code)

    def _terms(self, field, value) -> tuple[TermAnswer, ...]:
        return tuple(self._term(field, code) for code in _codes(value))

    def _choice(self, field, value) -> TermAnswer | None:
        return self._term(field, value) if isinstance(value, str) and value else None

    def _rows(self, value) -> list[dict]:
        return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []

    def _plain_rows(self, field, value) -> tuple[RowAnswer, ...]:
        """Return the rows of any repeated group: a choice by its label, all else as it was typed."""
        columns = field.row_form.base_fields
        choices = {
            name: dict(_flat(one.choices)) for name, one in columns.items() if isinstance(one, forms.ChoiceField)
        }

        def cell(name: str, given: Any) -> str:
            text = given if isinstance(given, str) else ""
            if not text or name not in choices:
                return text
            return str(choices[name].get(text) or choices[name].get(columns[name].prepare_value(text), text))

        return tuple(
            RowAnswer(
                " ".join(str(row.get(name) or "") for name in columns).strip(),
                tuple((column.label, cell(name, row.get(name))) for name, column in columns.items()),
            )
            for row in self._rows(value)
        )

    def _link_rows(self, field, value) -> tuple[RowAnswer, ...]:
        columns = field.row_form.base_fields
        return tuple(
            RowAnswer(
                str(row.get("address", "")),
                (
                    (columns["address"].label, str(row.get("address", ""))),
                    (columns["title"].label, str(row.get("title", ""))),
                    (columns["language"].label, self._language(row)),
                    (_("Leads to"), str(_("the publisher's home page") if row.get("is_home_page") else "")),
                ),
            )
            for row in self._rows(value)
        )

    def _relation_rows(self, field, value) -> tuple[RowAnswer, ...]:
        verbs = dict(Relation.Verb.choices)
        return tuple(
            RowAnswer(
                f"{row.get('verb')} {row.get('target')}",
                (
                    (_("This record"), str(verbs.get(row.get("verb"), row.get("verb", "")))),
                    (_("Record"), str(row.get("target", ""))),
                ),
            )
            for row in self._rows(value)
        )

    def _file_rows(self, field, value) -> tuple[RowAnswer, ...]:
        return tuple(
            RowAnswer(
                str(row.get("file", "")),
                (
                    (_("File"), self._file_name(row.get("file"))),
                    (_("Title"), str(row.get("title", ""))),
                    (_("Language"), self._language(row)),
                ),
            )
            for row in self._rows(value)
        )

    def _file_name(self, pk) -> str:
        if self._files is None:
            self._files = {found.pk: found.original_name for found in self.revision.record.attachments.all()}
        return self._files.get(pk, str(_("a file that is not here")))

    def _language(self, row: dict) -> str:
        code = row.get("language") or ""
        words = vocabulary("language")
        return words[code].label if code in words else str(code)


def _flat(choices) -> Iterator[tuple[str, Any]]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield value, label


def in_words(answer: Answer) -> str | list[str]:
    """Return an answer's value as text, or as a list of texts, for a page."""
    if answer.kind == AnswerKind.TERMS:
        return [str(term.label) for term in answer.value]
    if answer.kind in (AnswerKind.ROWS, AnswerKind.FILES):
        return [" · ".join(text for _label, text in row.cells if text) for row in answer.value]
    if answer.kind == AnswerKind.BOOLEAN:
        return {True: str(_("Yes")), False: str(_("No")), None: ""}[answer.value]
    return str(answer.value.label) if answer.kind == AnswerKind.CHOICE and answer.value else str(answer.value or "")


def sections_in_words(revision: Revision) -> list[dict]:
    """Return the answers of a revision by section, as rows of words; what was not answered is left out."""
    sections: dict[str, dict] = {}
    for answer in shown_answers(revision):
        if not answer.is_empty:
            section = sections.setdefault(str(answer.section), {"label": answer.section, "rows": []})
            section["rows"].append({"label": answer.label, "value": in_words(answer), "language": answer.language})
    return list(sections.values())
