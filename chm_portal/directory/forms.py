"""Forms of the directory: asking for a role, answering, inviting, handing over."""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from chm_portal.common.clean_text import clean_text
from chm_portal.common.languages import LANGUAGE_NAMES, current, suffix
from chm_portal.directory.models import FocalPointCategory, Organisation, OrganisationKind, Role, RoleRequest
from chm_portal.vocabularies.memory import vocabulary


class CleanTextField(forms.CharField):
    """Text of several lines as the database and a page can hold it."""

    def __init__(self, *, rows: int = 4, **kwargs):
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows, "dir": "auto"}))
        super().__init__(**kwargs)

    def to_python(self, value) -> str:
        return clean_text(super().to_python(value))


class CountryField(forms.ChoiceField):
    """A government by its code, listed by its name in the reader's language; gives the Country in memory."""

    def __init__(self, **kwargs):
        super().__init__(choices=self._choices, **kwargs)

    def _choices(self) -> list[tuple[str, str]]:
        return [("", _("Choose…")), *vocabulary("country").choices()]

    def clean(self, value):
        code = super().clean(value)
        return vocabulary("country")[code] if code else None


@dataclass(frozen=True)
class Asking:
    """One of the things a member can ask for, with the words by which it is offered."""

    slug: str
    role: Role
    label: str | Promise
    explanation: str | Promise
    needs: tuple[str, ...]


ASKINGS = (
    Asking(
        "contributor-of-party",
        Role.CONTRIBUTOR,
        _("Contribute for a Party"),
        _("You draft what your Party submits. Its national focal point answers your request and checks your drafts."),
        ("country",),
    ),
    Asking(
        "contributor-of-organisation",
        Role.CONTRIBUTOR,
        _("Contribute for a partner organization"),
        _("You draft what your organization submits; its contact person answers your request."),
        ("organisation",),
    ),
    Asking(
        "chm-focal-point",
        Role.CHM_FOCAL_POINT,
        _("Be the CHM national focal point of a Party"),
        _("You publish for your Party and lead its team. The secretariat checks your designation before it answers."),
        ("country",),
    ),
    Asking(
        "cbd-focal-point",
        Role.CBD_FOCAL_POINT,
        _("Be the CBD national focal point of a Party"),
        _("You publish for your Party and lead its team. The secretariat checks your designation before it answers."),
        ("country",),
    ),
    Asking(
        "other-focal-point",
        Role.OTHER_FOCAL_POINT,
        _("Be another national focal point of a Party"),
        _("You are shown as your Party's contact for a subject, such as protected areas."),
        ("country", "category"),
    ),
    Asking(
        "partner-contact",
        Role.PARTNER_CONTACT,
        _("Be the contact of a partner organization on our list"),
        _("You speak for your organization, lead its team, and endorse what it submits."),
        ("organisation",),
    ),
    Asking(
        "new-organisation",
        Role.PARTNER_CONTACT,
        _("Bring in an organization that is not on our list"),
        _("You propose your organization and become its contact when the secretariat approves it."),
        (),
    ),
)
ASKING_BY_SLUG = {asking.slug: asking for asking in ASKINGS}


class RoleRequestForm(forms.Form):
    """For whom, and why; which of its questions are put depends on what is asked for."""

    country = CountryField(label=_("Party or other government"))
    organisation = forms.ModelChoiceField(
        label=_("Organization"), queryset=Organisation.objects.none(), empty_label=_("Choose…")
    )
    category = forms.ChoiceField(label=_("Subject"), choices=[("", _("Choose…")), *FocalPointCategory.choices])
    reason = CleanTextField(
        label=_("Why you ask"),
        max_length=1000,
        help_text=_("One or two sentences: what you work on, where, who can confirm it. Only who answers reads it."),
    )

    def __init__(self, *args, asking: Asking, **kwargs):
        super().__init__(*args, **kwargs)
        self.asking = asking
        for name in ("country", "organisation", "category"):
            if name not in asking.needs:
                del self.fields[name]
        if "organisation" in self.fields:
            self.fields["organisation"].queryset = Organisation.objects.approved().in_name_order()

    def role_request(self, user) -> RoleRequest:
        """Return the request these answers make, not saved yet."""
        country = self.cleaned_data.get("country")
        return RoleRequest(
            user=user,
            role=self.asking.role,
            country_id=country.pk if country else None,
            organisation=self.cleaned_data.get("organisation"),
            category=self.cleaned_data.get("category", ""),
            reason=self.cleaned_data["reason"],
        )


class OrganisationProposalForm(forms.Form):
    """What the secretariat needs to know of a new organisation; names and texts are in the language of the page."""

    name = forms.CharField(label=_("Name of the organization"), max_length=200, widget=forms.TextInput({"dir": "auto"}))
    code = forms.CharField(
        label=_("Short name"),
        min_length=3,
        max_length=20,
        help_text=_("The usual abbreviation in Latin letters, such as IUCN. It becomes its address and never changes."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("Choose…")), *OrganisationKind.choices])
    country = CountryField(label=_("Country of its seat"), required=False)
    site = forms.URLField(label=_("Web site"), max_length=300, assume_scheme="https", required=False)
    description = CleanTextField(label=_("What it does for biodiversity, in a few sentences"), max_length=3000, rows=6)

    def clean_name(self) -> str:
        """Return the name on one line."""
        return " ".join(clean_text(self.cleaned_data["name"]).split())

    def clean_code(self) -> str:
        """Return the short name as a code nobody has; raises ValidationError otherwise."""
        code = slugify(self.cleaned_data["code"])
        for validate in Organisation._meta.get_field("code").validators:
            validate(code)
        if code == "scbd" or Organisation.objects.filter(code=code).exists():
            raise forms.ValidationError(
                _("There is an organization with this short name. Look for it on our list, or choose another.")
            )
        return code

    def organisation(self) -> Organisation:
        """Return the proposed organisation, not saved yet."""
        answers = self.cleaned_data
        column = suffix(current())
        texts = {f"name_{column}": answers["name"], f"description_{column}": answers["description"]}
        country = answers["country"]
        return Organisation(
            code=answers["code"],
            kind=answers["kind"],
            country_id=country.pk if country else None,
            site=answers["site"],
            **texts,
        )


class AnswerForm(forms.Form):
    """Yes or no to a request, with a sentence that is obligatory for a no."""

    ACCEPT, REFUSE = "accept", "refuse"
    decision = forms.ChoiceField(
        label=_("Your answer"), choices=[(ACCEPT, _("Accept")), (REFUSE, _("Refuse"))], widget=forms.RadioSelect
    )
    answer = CleanTextField(
        label=_("A sentence to the person who asks"),
        max_length=1000,
        required=False,
        help_text=_("It goes into the letter. When you refuse, say why and what the person can do."),
    )

    def clean(self) -> dict:
        answers = super().clean()
        if answers.get("decision") == self.REFUSE and not answers.get("answer"):
            self.add_error("answer", _("Say in a sentence why you refuse; the person will read it."))
        return answers


class InvitationForm(forms.Form):
    """Whom to invite, and in which language to write."""

    email = forms.EmailField(
        label=_("E-mail address"), help_text=_("The person receives a letter and has 14 days to accept.")
    )
    language = forms.ChoiceField(label=_("Language of the letter"), choices=list(LANGUAGE_NAMES.items()))


class SuccessorForm(InvitationForm):
    """Whom to offer one's own role, and in which language to write."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address of your successor")


class HandOverForm(forms.Form):
    """Who takes the role over."""

    successor = forms.ModelChoiceField(label=_("Successor"), queryset=None, empty_label=None, widget=forms.RadioSelect)

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["successor"].queryset = people


class MergeForm(forms.Form):
    """Which of two organisations goes and which stays."""

    gone = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Which one goes?"),
        help_text=_("Everything it has moves; its address leads to the other from then on."),
    )
    stays = forms.ModelChoiceField(Organisation.objects.none(), label=_("Which one stays?"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("gone", "stays"):
            self.fields[name].queryset = Organisation.objects.approved().in_name_order()

    def clean(self) -> dict:
        chosen = super().clean()
        if chosen.get("gone") and chosen.get("gone") == chosen.get("stays"):
            self.add_error("stays", ValidationError(_("Choose two different organizations."), code="same"))
        return chosen
