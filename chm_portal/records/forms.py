"""The one form of a kind: web page, spreadsheet, API and harvest all come through it."""

from collections.abc import Callable, Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from chm_portal.common.languages import LANGUAGE_CODES, LANGUAGE_NAMES, suffix
from chm_portal.records.fields import FilesField, RelationsField, TermField, TermsField, VocabularyMixin
from chm_portal.records.payload import PayloadData
from chm_portal.vocabularies.memory import vocabulary

LONGEST_TEXT = 5000  # characters

Section = tuple[str, Any, list[str]]


def language_columns(*names: str) -> list[str]:
    """Return the language columns of translated fields, all of the first field first."""
    return [f"{name}_{suffix(code)}" for name in names for code in LANGUAGE_CODES]


class RecordForm(forms.ModelForm):
    """Base of the forms of all kinds; subclasses say sections, fields and schema.

    `Meta.fields` lists plain columns of the child model and language columns by name; terms, rows, files and relations
    are declared fields outside it, because saving them is the publication's business.
    """

    sections: list[Section] = []
    translated: dict[str, Any] = {}  # {field: label} of fields with one column a language, shown together
    rows_of_text: dict[str, int] = {}  # {translated field: lines of the box} of longer texts, LONGEST_TEXT at most
    one_of: tuple[str, ...] = ()  # fields of which something is needed: not marked as optional
    checked: tuple[str, ...] = ()  # what the secretariat confirms or changes before publication (R67, R68)
    classified: tuple[str, ...] = ("themes", "articles", "decisions", "targets")  # what it adds afterwards (R91)
    fixed: tuple[str, ...] = ()  # answers given when the record is begun, which stay as they are
    is_only_one = False  # whether whom it is about has one such record and no more: none is begun from another
    not_copied: tuple[str, ...] = ("is_public", "original_url")  # what a record begun from another is asked anew
    one_a_line: tuple[str, ...] = ()  # texts that hold one thing a line, which a cell may separate by ; or |
    start_form: type[forms.Form] | None = None  # a StartForm, where more is asked at the beginning than for whom
    schema = 1
    upgrades: dict[int, Callable[[dict], dict]] = {}
    retired: dict[str, Any] = {}  # names of fields that old revisions still have

    template_name = "components/fields.html"

    def __init__(self, payload: dict, *, record=None, base: dict | None = None, bound: bool = True):
        """Make the form over a payload: bound to be checked, unbound to be filled in.

        `base` is the published payload this one began from: its retired terms stay acceptable.
        """
        super().__init__(data=PayloadData(payload) if bound else None, initial=payload)
        self.record = record
        for name, field in self.fields.items():
            if isinstance(field, VocabularyMixin) and base:
                kept = base.get(name) or []
                field.kept_codes = frozenset([kept] if isinstance(kept, str) else kept)
            field.is_unmarked = name in self.one_of
            if isinstance(field, FilesField | RelationsField):
                field.record = record
            if isinstance(field, FilesField) and record:
                field.widget.attachments = record.attachments.in_bulk()
            field.disabled = name in self.fixed
        self._label_language_columns()
        for name, rows in self.rows_of_text.items():
            for column in language_columns(name):
                widget = forms.Textarea(attrs=self.fields[column].widget.attrs | {"rows": rows})
                self.fields[column].max_length, self.fields[column].widget = LONGEST_TEXT, widget

    def _label_language_columns(self) -> None:
        for name in self.translated:
            for code in LANGUAGE_CODES:
                field = self.fields[f"{name}_{suffix(code)}"]
                field.language = code
                field.label = LANGUAGE_NAMES[code]
                field.widget.attrs |= {"lang": "zh-Hans" if code == "zh-hans" else code, "dir": "auto"}

    @classmethod
    def upgrade(cls, payload: dict, schema: int) -> dict:
        """Return a payload of an older schema in the present one."""
        for version in range(schema, cls.schema):
            payload = cls.upgrades[version](payload)
        return payload

    @classmethod
    def subject_of(cls, party_id: int | None, answers: dict) -> str | None:
        """Return what a record of this kind exists only once for, such as a Party; None where there can be many."""
        return None

    @classmethod
    def working_title(cls, revision) -> tuple[str, str]:
        """Return (title, language) that a revision has as long as it is worked on."""
        return revision.text("title")

    @classmethod
    def section_fields(cls, slug: str) -> list[str]:
        """Return the field names of a section; raises KeyError."""
        return {name: fields for name, _label, fields in cls.sections}[slug]

    @classmethod
    def section_of(cls, field: str) -> str:
        """Return the slug of the section that a field stands in; errors of the whole form lead to the first."""
        return next((slug for slug, _label, fields in cls.sections if field in fields), cls.sections[0][0])

    def clean(self) -> dict:
        """Check what concerns several fields: a record has a title, and a summary in each language of its titles."""
        cleaned = super().clean()
        for column in language_columns(*self.rows_of_text):
            if len(cleaned.get(column) or "") > LONGEST_TEXT:
                message = _("Shorten it to %(most)d characters.")
                self.add_error(column, ValidationError(message, code="long", params={"most": LONGEST_TEXT}))
        for name in self.translated:
            if name in self.missing_text and not any(cleaned.get(column) for column in language_columns(name)):
                first = language_columns(name)[LANGUAGE_CODES.index("en")]
                self.add_error(first, ValidationError(self.missing_text[name], code="required"))
        return cleaned

    missing_text = {
        "title": _("Write a title in at least one language."),
        "summary": _("Write a summary in at least one language: it is what readers see first."),
    }

    def normal_payload(self) -> dict:
        """Return the payload in normal form, from the clean values; normalising twice changes nothing."""
        return {
            name: self._raw(value) for name, value in self.cleaned_data.items() if value not in (None, "", [], False)
        }

    @staticmethod
    def _raw(value: Any) -> Any:
        return value if isinstance(value, str | bool | int | float | list | dict) else str(value)

    @classmethod
    def base_term_fields(cls) -> Iterator[tuple[str, TermsField]]:
        """Yield (name, field) of terms that are published as two-tick rows, without a form at hand."""
        for name, field in cls.base_fields.items():
            if isinstance(field, TermsField) and field.through:
                yield name, field

    def term_fields(self) -> Iterator[tuple[str, TermsField]]:
        """Yield (name, field) of terms that are published as two-tick rows."""
        for name, field in self.fields.items():
            if isinstance(field, TermsField) and field.through:
                yield name, field

    def fill(self, live) -> None:
        """Write the clean terms that are plain columns into the child about to be saved."""
        for name, field in self.fields.items():
            if isinstance(field, TermField) and field.column:
                code = self.cleaned_data.get(name)
                setattr(live, field.column, vocabulary(field.vocabulary_name)[code].pk if code else None)
            elif isinstance(field, TermsField) and field.column:
                setattr(live, field.column, self.cleaned_data.get(name) or [])

    def settle(self, revision) -> None:
        """Add to the clean answers what only publication settles, such as a day; the published payload keeps it."""

    def follow_publication(self, live, revision, by) -> None:
        """Do in the transaction of a publication what else a kind has to do."""
