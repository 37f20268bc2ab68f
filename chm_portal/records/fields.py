"""Fields of record forms: terms by code, repeated groups, files and relations.

How an answer is shown and compared stands in `reading`, where it is published in `publication`.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from chm_portal.common.languages import listed
from chm_portal.records.models import Record, Relation
from chm_portal.records.widgets import ExplainedWidget, FilesWidget, RowsWidget, TermsWidget
from chm_portal.vocabularies import groups
from chm_portal.vocabularies.memory import vocabulary


class _VocabularyChoices:
    """Choices of a vocabulary in the reader's language, read again each time they are shown."""

    def __init__(self, name: str, groups=None, empty: bool = False):
        self.name, self.groups, self.empty = name, groups, empty

    def __iter__(self):
        if self.empty:
            yield "", "—"
        yield from self.groups() if self.groups else vocabulary(self.name).choices()


class VocabularyMixin:
    """What single and multiple term fields share: codes of a vocabulary, retired ones only where they stood before."""

    def accepts(self, code: Any) -> bool:
        """Whether this code may be chosen: it is in force, or the revision this one began from had it."""
        words = vocabulary(self.vocabulary_name)
        return isinstance(code, str) and code in words and (not words[code].retired or code in self.kept_codes)


class TermField(VocabularyMixin, forms.ChoiceField):
    """One term of a vocabulary; the clean value is its code, published into `column` of the child model."""

    def __init__(self, vocabulary_name: str, *, column: str = "", groups=None, explained: bool = False, **kwargs):
        self.vocabulary_name, self.column, self.kept_codes = vocabulary_name, column, frozenset()
        if explained:
            kwargs["widget"] = ExplainedWidget(vocabulary_name)
        super().__init__(choices=lambda: _VocabularyChoices(vocabulary_name, groups, empty=not explained), **kwargs)

    def valid_value(self, value) -> bool:
        return self.accepts(value)


class TermsField(VocabularyMixin, forms.MultipleChoiceField):
    """Terms of a vocabulary; the clean value is the sorted list of codes.

    Published as two-tick rows of the model `through`, or as the array `column` of the child model.
    """

    def __init__(self, vocabulary_name: str, *, through=None, column: str = "", groups=None, folded=False, **kwargs):
        self.vocabulary_name, self.through, self.column = vocabulary_name, through, column
        self.kept_codes: frozenset[str] = frozenset()
        kwargs.setdefault("widget", TermsWidget(folded=folded))
        super().__init__(choices=lambda: _VocabularyChoices(vocabulary_name, groups), **kwargs)

    def valid_value(self, value) -> bool:
        return self.accepts(value)

    def clean(self, value) -> list[str]:
        return sorted(set(super().clean(value)))


class RowsField(forms.Field):
    """A repeated group as one field: a list of rows, each checked by a small form.

    Errors name row and column ("Link 2, Address: ...").
    """

    def __init__(self, row_form: type[forms.Form], *, most: int = 50, widget=None, **kwargs):
        self.row_form, self.most = row_form, most
        super().__init__(widget=widget or RowsWidget(row_form), **kwargs)

    def to_python(self, value) -> list[dict]:
        if value in (None, ""):
            return []
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            raise ValidationError(_("This is not a list of rows."), code="invalid")
        return value

    def clean(self, value) -> list[dict]:
        rows = super().clean(value)
        if len(rows) > self.most:
            raise ValidationError(_("At most %(most)d rows."), code="too_many", params={"most": self.most})
        errors, cleaned = [], []
        for number, row in enumerate(rows, start=1):
            form = self.row_form(data=row)
            if form.is_valid():
                cleaned.append(form.cleaned_data)
            errors.extend(self._errors_of(form, number))
        if errors:
            raise ValidationError(errors)
        return cleaned

    def problems_of(self, rows: list[dict]) -> Iterator[tuple[int, str, ValidationError]]:
        """Yield (number of the row, column or "__all__", what is wrong), for who shows each beside its own cell."""
        for number, row in enumerate(rows, start=1):
            for column, problems in self.row_form(data=row).errors.as_data().items():
                for problem in problems:
                    yield number, column, problem

    def _errors_of(self, form: forms.Form, number: int) -> Iterable[ValidationError]:
        for column, problems in form.errors.as_data().items():
            where = format_lazy("{row} {number}", row=self.row_form.called, number=number)
            if column in form.fields:
                where = format_lazy("{where}, {column}", where=where, column=form.fields[column].label)
            for problem in problems:
                for message in problem.messages:
                    yield ValidationError(format_lazy("{where}: {message}", where=where, message=message), code="row")


class LinkRow(forms.Form):
    """One address of the content elsewhere."""

    tells_a_row, called = ("address", "title"), _("Link")
    address = forms.URLField(label=_("Address"), max_length=1000, assume_scheme="https")
    title = forms.CharField(label=_("What it leads to"), max_length=300, required=False)
    language = TermField("language", groups=groups.languages, label=_("Language"), required=False)
    is_home_page = forms.BooleanField(
        label=_("This is the publisher's home page, not the resource itself"), required=False
    )


class LinksField(RowsField):
    """Addresses of the content elsewhere."""

    def __init__(self, **kwargs):
        super().__init__(LinkRow, **kwargs)


class RelationRow(forms.Form):
    """One relation to another published record."""

    tells_a_row, called = ("target",), _("Related record")
    verb = forms.ChoiceField(label=_("This record"))
    target = forms.CharField(label=_("Identifier of the other record"), max_length=60)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["verb"].choices = [choice for choice in Relation.Verb.choices if choice[0] != Relation.Verb.GATHERS]

    def clean_target(self) -> str:
        return self.cleaned_data["target"].strip().upper()


class RelationsField(RowsField):
    """Relations to other published records, named by identifier; `record` is told by the form."""

    def __init__(self, row_form: type[forms.Form] = RelationRow, **kwargs):
        kwargs.setdefault("widget", RowsWidget(row_form, folded=True))
        super().__init__(row_form, **kwargs)
        self.record = None

    def clean(self, value) -> list[dict]:
        rows = super().clean(value)
        merged = _merged({row["target"] for row in rows})
        rows = [row | {"target": merged.get(row["target"], row["target"])} for row in rows]
        wanted = {row["target"] for row in rows}
        found = set(Record.objects.readable().filter(identifier__in=wanted).values_list("identifier", flat=True))
        if self.record and self.record.identifier in wanted:
            raise ValidationError(_("A record has no relation to itself."), code="itself")
        missing = sorted(wanted - found)
        if missing:
            raise ValidationError(
                _("No published record is called %(identifiers)s."),
                code="missing",
                params={"identifiers": listed(missing)},
            )
        return [dict(row) for row in {(row["verb"], row["target"]): row for row in rows}.values()]


def _merged(identifiers: set[str]) -> dict[str, str]:
    """Return {identifier: that of the record it was merged into} of those that were merged."""
    gone = Record.objects.filter(identifier__in=identifiers, merged_into__isnull=False)
    return dict(gone.values_list("identifier", "merged_into__identifier")) if identifiers else {}


class GatheredRow(forms.Form):
    """One record of a collection, why it is there, and where in the order."""

    tells_a_row, called = ("target",), _("Record")
    target = forms.CharField(label=_("Identifier of the record"), max_length=60)
    note = forms.CharField(
        label=_("Why it is here"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    note_language = TermField("language", groups=groups.languages, label=_("Language of this note"), required=False)
    place = forms.IntegerField(label=_("Place in the order"), min_value=1, max_value=9999, required=False)

    def clean_target(self) -> str:
        return self.cleaned_data["target"].strip().upper()

    def clean(self) -> dict:
        return super().clean() | {"verb": Relation.Verb.GATHERS.value}


class GatheredField(RelationsField):
    """The records that something is made of, in an order: places are kept ten apart, so that one fits between two."""

    def __init__(self, **kwargs):
        super().__init__(GatheredRow, widget=RowsWidget(GatheredRow, spare_rows=3), most=100, **kwargs)

    def clean(self, value) -> list[dict]:
        rows = sorted(super().clean(value), key=lambda row: row["place"] or float("inf"))
        return [row | {"place": 10 * number} for number, row in enumerate(rows, start=1)]


class FileRow(forms.Form):
    """One file stored already: which, what to call it, in which language it is."""

    tells_a_row, called = ("file",), _("File")
    file = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(label=_("Title of the file"), max_length=300, required=False)
    language = TermField("language", groups=groups.languages, label=_("Language of the file"), required=False)


class FilesField(RowsField):
    """Files stored already as attachments of this record; `record` is told by the form."""

    def __init__(self, **kwargs):
        super().__init__(FileRow, widget=FilesWidget(FileRow), **kwargs)
        self.record = None

    def clean(self, value) -> list[dict]:
        rows = super().clean(value)
        own = set(self.record.attachments.values_list("pk", flat=True)) if self.record else set()
        if any(row["file"] not in own for row in rows):
            raise ValidationError(
                _("A file of this list does not belong to this record; upload it here."), code="foreign"
            )
        return [dict(row) for row in {row["file"]: row for row in rows}.values()]
