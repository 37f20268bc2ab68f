"""The form with which anybody suggests a resource, and the one with which the secretariat decides (R61)."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from chm_portal.common import form_stamp
from chm_portal.common.clean_text import clean_text
from chm_portal.records.fields import TermField
from chm_portal.records.models import Record
from chm_portal.vocabularies import groups
from knowledge_base.models import Suggestion
from knowledge_base.suggestions import address_in, published_at


class SuggestionForm(forms.ModelForm):
    """What a suggestion is asked; `website` is a trap that people never see, `stamp` says when the page was shown."""

    language = TermField(
        "language",
        groups=groups.languages,
        label=_("Language of the resource"),
        help_text=_("If there are several, the one you know it in."),
    )
    theme = TermField("theme", groups=groups.themes, label=_("Theme"), required=False)
    is_other = forms.BooleanField(label=_("It is something else: send my suggestion all the same"), required=False)
    website = forms.CharField(required=False)
    stamp = forms.CharField(widget=forms.HiddenInput, required=False, initial=form_stamp.new)

    class Meta:
        model = Suggestion
        fields = ["title", "place", "reason", "language", "theme", "name", "email"]
        labels = {
            "title": _("Title of the resource"),
            "place": _("Address, or what it is and where"),
            "reason": _("Why it is useful"),
            "name": _("Your name"),
            "email": _("Your e-mail address"),
        }
        help_texts = {
            "place": _("A web address is best. If it is not on the web: what kind of thing it is, and who has it."),
            "reason": _("For whom, and what they can do with it: some sentences in your own words."),
            "name": _("Only for the letter; shown to nobody."),
            "email": _("Only to tell you what became of it. It is shown to nobody and deleted 30 days afterwards."),
        }
        widgets = {
            "place": forms.Textarea(attrs={"rows": 2}),
            "reason": forms.Textarea(attrs={"rows": 6}),
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
        }

    asked = ("title", "place", "reason", "language", "theme", "name", "email")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.same: Record | None = None  # what is published under this address already
        for name in ("title", "place", "reason", "name"):
            self.fields[name].widget.attrs["dir"] = "auto"

    @property
    def shown_fields(self) -> list[forms.BoundField]:
        """The fields that people see, in their order."""
        return [self[name] for name in self.asked]

    @property
    def is_trapped(self) -> bool:
        """Whether a program has filled what no person sees: such a suggestion is kept nowhere, and nobody is told."""
        return bool(self.cleaned_data["website"])

    def clean(self) -> dict:
        """Take out what no page can show, look whether it is here already, and when the page was shown."""
        cleaned = super().clean()
        for name, value in cleaned.items():
            if isinstance(value, str):
                cleaned[name] = clean_text(value) if name == "reason" else " ".join(clean_text(value).split())
        for name in ("title", "place", "reason"):
            if name in cleaned and not cleaned[name].strip():
                self.add_error(name, ValidationError(self.fields[name].error_messages["required"], code="required"))
        self._look_for_the_same(cleaned)
        self.errors.pop("stamp", None)  # nobody sees the field: what is wrong with it is said of the page
        if not self.errors:
            self._read_stamp(cleaned)
        return cleaned

    def _look_for_the_same(self, cleaned: dict) -> None:
        self.same = published_at(address_in(cleaned.get("place", "")))
        if self.same and not cleaned.get("is_other"):
            self.add_error(
                "place", ValidationError(_("A published record leads to this address already."), code="same")
            )

    def _read_stamp(self, cleaned: dict) -> None:
        try:
            self.instance.key = form_stamp.key_of(cleaned.get("stamp", ""))
        except ValidationError as refusal:
            self.add_error(None, refusal)
            if refusal.code == "late":
                self.data = self.data.copy()
                self.data["stamp"] = form_stamp.new()


class DecisionForm(forms.Form):
    """What a curator makes of a suggestion."""

    ACCEPT, HERE, DECLINE = "accept", "here", "decline"
    decision = forms.ChoiceField(
        label=_("Your decision"),
        choices=[
            (ACCEPT, _("Accept: begin a draft with what was written")),
            (HERE, _("It is here already")),
            (DECLINE, _("Decline")),
        ],
        widget=forms.RadioSelect,
    )
    identifier = forms.CharField(
        label=_("Identifier of the record that is here already"),
        max_length=60,
        required=False,
        help_text="CHM-RES-BE-12",
    )
    answer = forms.CharField(
        label=_("A sentence to the person who suggests it"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=_("It goes into the letter, if an address was left. When you decline, say why."),
    )

    def clean_answer(self) -> str:
        return clean_text(self.cleaned_data["answer"]).strip()

    def clean(self) -> dict:
        cleaned = super().clean()
        decision = cleaned.get("decision")
        if decision == self.DECLINE and "answer" in cleaned and not cleaned["answer"]:
            self.add_error("answer", ValidationError(_("Say in a sentence why you decline."), code="required"))
        if decision == self.HERE and "identifier" in cleaned:
            cleaned["record"] = self._record(cleaned["identifier"])
        return cleaned

    def _record(self, identifier: str) -> Record | None:
        identifier = clean_text(identifier).strip().upper()
        record = Record.objects.published().filter(identifier=identifier).first() if identifier else None
        if record is None:
            message = _("Give the identifier of a published record; it stands at the top of its page.")
            self.add_error("identifier", ValidationError(message, code="unknown"))
        return record
