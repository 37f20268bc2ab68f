"""Small forms of the steps: begin, withdraw, claim, return, check, classify."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from chm_portal.directory.owners import SECRETARIAT, Owner
from chm_portal.records import checking, reading
from chm_portal.records.classification import standing
from chm_portal.records.fields import TermField
from chm_portal.records.models import Record, Revision
from chm_portal.records.review import EXPLAINED, ReturnReason
from chm_portal.vocabularies.memory import vocabulary


class StartForm(forms.Form):
    """For whom a record is begun; the key makes a second press of the button the same draft."""

    owner = forms.ChoiceField(
        label=_("On whose behalf?"),
        widget=forms.RadioSelect,
        help_text=_("The owner of the record edits it and answers for it."),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, owners: list[Owner], **kwargs):
        super().__init__(*args, **kwargs)
        self._owners = {owner.key: owner for owner in owners}
        self.fields["owner"].choices = [(key, owner.label) for key, owner in self._owners.items()]

    @property
    def chosen_owner(self) -> Owner:
        """The chosen owner."""
        return self._owners[self.cleaned_data["owner"]]

    @property
    def settled(self) -> dict:
        """What `submission.start` is told beside the owner."""
        return {}


class NationalStartForm(StartForm):
    """The beginning of a national record: the secretariat says which Party it concerns (R84, R88).

    Kinds that the secretariat may register for no Party say so by `party_is_needed`.
    """

    party_is_needed = True

    party = TermField(
        "country",
        label=_("Which Party does it concern?"),
        required=False,
        help_text=_("Registered from public sources, until the Party takes it over and keeps it itself."),
    )

    def __init__(self, *args, owners: list[Owner], **kwargs):
        super().__init__(*args, owners=owners, **kwargs)
        if not any(owner.kind == SECRETARIAT for owner in owners):
            del self.fields["party"]
        elif self.party_is_needed and all(owner.kind == SECRETARIAT for owner in owners):
            self.fields["party"].required = True

    def clean(self) -> dict:
        cleaned = super().clean()
        owner = self._owners.get(cleaned.get("owner"))
        if self.party_is_needed and owner and owner.kind == SECRETARIAT and not cleaned.get("party"):
            self.add_error("party", ValidationError(_("Say which Party it concerns."), code="required"))
        return cleaned

    @property
    def settled(self) -> dict:
        code = self.cleaned_data.get("party")
        return {"party": vocabulary("country")[code] if code else None}


class WithdrawForm(forms.Form):
    """Why a record goes, and which one stays in its place."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Stands at the record's address from now on, for everybody to read."),
    )
    merged_into = forms.CharField(
        label=_("Merged into"),
        required=False,
        max_length=60,
        help_text=_("If it was entered twice: the identifier of the record that stays, such as CHM-RES-BE-12."),
    )

    def clean_merged_into(self) -> Record | None:
        identifier = self.cleaned_data["merged_into"].strip().upper()
        if not identifier:
            return None
        record = Record.objects.readable().filter(identifier=identifier).first()
        if record is None:
            raise ValidationError(_("No published record has this identifier."), code="missing")
        return record


class SuppressForm(forms.Form):
    """Why an earlier revision can no longer be read."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Personal data, rights of others. It stands in the public history."),
    )


class ReturnForm(forms.Form):
    """Why a revision goes back; each reason says what it means."""

    reasons = forms.MultipleChoiceField(label=_("Reasons"), widget=forms.CheckboxSelectMultiple)
    note = forms.CharField(
        label=_("Explanation"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What to put right, and how. The people who wrote it read this."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reasons"].choices = [
            (reason.value, f"{reason.label}: {EXPLAINED[reason]}") for reason in ReturnReason
        ]


class TakeOverForm(forms.Form):
    """Why one takes over what somebody else has claimed."""

    note = forms.CharField(label=_("Why do you take it over?"), max_length=500)


class CheckForm(forms.Form):
    """The classification check over a revision: each field as the reviewer would have it, and a tick for each.

    `check` is what `publication.publish` takes: {field: value}.
    """

    def __init__(self, *args, revision: Revision, **kwargs):
        super().__init__(*args, **kwargs)
        record_form = revision.kind_of.form(revision.payload, record=revision.record, bound=False)
        self.names = checking.checked_fields(revision)
        as_submitted = {answer.name: answer for answer in checking.classified_answers(revision)}
        self.answers = [as_submitted[name] for name in self.names]
        for name, value in checking.as_classified(revision).items():
            field = record_form.fields[name]
            field.initial = value
            self.fields[name] = field
            self.fields[f"{name}-checked"] = forms.BooleanField(
                label=_("Checked"),
                error_messages={"required": _("Confirm this point, or change it, before you publish.")},
            )

    def points(self) -> list[dict]:
        """Return each point: what it is called, what stands there in words, the field to change it, its tick."""
        return [
            {
                "label": answer.label,
                "value": reading.in_words(answer),
                "language": answer.language,
                "field": self[answer.name],
                "tick": self[f"{answer.name}-checked"],
            }
            for answer in self.answers
        ]

    @property
    def check(self) -> dict:
        """The confirmed or changed values."""
        return {name: self.cleaned_data[name] for name in self.names}


class ClassifyForm(forms.Form):
    """The secretariat's own terms of a published record."""

    def __init__(self, *args, record: Record, **kwargs):
        super().__init__(*args, **kwargs)
        form = record.kind_of.form
        self.by_owner: dict[str, list[str]] = {}
        for name, field in form({}, record=record, bound=False).term_fields():
            if name in form.classified:
                owner, secretariat = standing(record, field)
                field.required, field.help_text, field.initial = False, "", sorted(secretariat)
                self.by_owner[name] = [vocabulary(field.vocabulary_name)[code].label for code in sorted(owner)]
                self.fields[name] = field

    def points(self) -> list[tuple[forms.BoundField, list[str]]]:
        """Return (field, labels of the terms that the owner named) in order."""
        return [(self[name], labels) for name, labels in self.by_owner.items()]
