"""Forms of the editors' desk."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from chm_portal.curation.models import VOCABULARIES, TermChange
from chm_portal.records.models import Record
from chm_portal.vocabularies import groups


class PublishedRecordField(forms.CharField):
    """A published record by its identifier."""

    def clean(self, value) -> Record:
        identifier = super().clean(value).upper()
        found = Record.objects.published().select_related("owner_country", "owner_organisation")
        record = found.filter(identifier=identifier).first()
        if record is None:
            raise ValidationError(
                _("No published record is called %(identifier)s."), code="missing", params={"identifier": identifier}
            )
        return record


class PairForm(forms.Form):
    """Which two records are compared."""

    gone = PublishedRecordField(
        label=_("Identifier of the record that goes"), max_length=60, help_text=_("Such as CHM-RES-BE-12.")
    )
    stays = PublishedRecordField(label=_("Identifier of the record that stays"), max_length=60)

    def clean(self) -> dict:
        chosen = super().clean()
        if chosen.get("gone") and chosen.get("gone") == chosen.get("stays"):
            self.add_error("stays", ValidationError(_("Choose two different records."), code="same"))
        return chosen


class MergeRecordsForm(forms.Form):
    """Why two records become one, and whether the one that stays takes over what it lacks."""

    takes_over = forms.BooleanField(
        label=_("Take over the terms, links and relations listed above"), required=False, initial=True
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It is kept with the record that goes."),
    )


def _terms() -> list[tuple]:
    """Return every term in use under a heading for each group of its vocabulary: "themes:forest-biodiversity"."""
    choices: list[tuple] = [("", _("Choose a term"))]
    for field in VOCABULARIES:
        for heading, terms in getattr(groups, field)():
            choices.append((heading, [(f"{field}:{code}", label) for code, label in terms]))
    return choices


class TermChangeForm(forms.Form):
    """Which term many records gain or lose, and which records."""

    action = forms.ChoiceField(
        label=_("What to do"),
        choices=TermChange.Action.choices,
        initial=TermChange.Action.ADD,
        widget=forms.RadioSelect,
    )
    term = forms.ChoiceField(label=_("Term"), choices=_terms)
    records = forms.TypedMultipleChoiceField(
        label=_("Records"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one record.")},
    )

    def __init__(self, *args, records: list[Record], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["records"].choices = [(record.pk, record.title_shown[0]) for record in records]

    @property
    def chosen(self) -> tuple[str, str, str]:
        """Return (action, name of the form field, code) of what was chosen."""
        field, _colon, code = self.cleaned_data["term"].partition(":")
        return self.cleaned_data["action"], field, code
