"""The form of a country profile: a section a page, each in up to six languages."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from chm_portal.common.languages import LANGUAGE_CODES, suffix
from chm_portal.common.public_address import require_public_address
from chm_portal.records.fields import TermsField
from chm_portal.records.forms import RecordForm, language_columns
from chm_portal.records.forms_of_steps import NationalStartForm
from chm_portal.records.kinds import kind
from chm_portal.records.models import RecordArticle, RecordDecision, RecordTarget, RecordTheme
from chm_portal.vocabularies import groups
from chm_portal.vocabularies.memory import vocabulary
from country_profiles import confirmation, sites
from country_profiles.models import CountryProfile, Section

LONGEST_SECTION = 6000  # characters


@kind(
    slug="country-profile",
    code="CPR",
    label=_("country profile"),
    label_plural=_("country profiles"),
    submit_label=_("Write the country profile"),
    service="countries",
    template="country_profiles/profile_detail.html",
    national=True,
    owner_kinds=("party", "secretariat"),
    start_lead=_(
        "Five short texts about your country, in as many of the six languages as you can give. There is one profile: "
        "if it was begun already, you go on where it stands."
    ),
)
class CountryProfileForm(RecordForm):
    """What a country profile is asked; its title is the country's name."""

    themes = TermsField("theme", through=RecordTheme, groups=groups.themes, required=False, label=_("Themes"))
    articles = TermsField(
        "article", through=RecordArticle, groups=groups.articles, required=False, label=_("Articles of the Convention")
    )
    decisions = TermsField(
        "decision", through=RecordDecision, groups=groups.decisions, required=False, label=_("Decisions")
    )
    targets = TermsField(
        "target", through=RecordTarget, groups=groups.targets, required=False, label=_("Global targets")
    )
    chm_address = forms.URLField(
        label=_("Address of the national CHM"),
        required=False,
        max_length=300,
        assume_scheme="https",
        validators=[require_public_address],
        help_text=_("It is looked at once a day; the country page says when it was last seen."),
    )
    is_public = forms.BooleanField(
        label=_("This is public information and holds nothing confidential"),
        error_messages={"required": _("Only public information can be registered: confirm it, or do not submit.")},
    )

    start_form = NationalStartForm
    is_only_one = True
    translated = dict(Section.choices)
    sections = [
        *(
            (section.value, section.label, language_columns(section.value))
            for section in (Section.BIODIVERSITY, Section.PLANNING, Section.IMPLEMENTATION)
        ),
        (Section.CHM.value, Section.CHM.label, ["chm_address", *language_columns(Section.CHM.value)]),
        (
            Section.COOPERATION.value,
            Section.COOPERATION.label,
            [*language_columns(Section.COOPERATION.value), "is_public"],
        ),
    ]
    group_help = {
        Section.BIODIVERSITY: _("Its state and trends, the main ecosystems, what people have of them."),
        Section.PLANNING: _("The national strategy and action plan: since when, what it sets out to do."),
        Section.IMPLEMENTATION: _("Laws, institutions, protected areas and other measures; what has been achieved."),
        Section.CHM: _("Who runs the national clearing-house, in which languages, what is found there."),
        Section.COOPERATION: _("With neighbours, in the region, with partners: what you offer and what you look for."),
    }

    class Meta:
        model = CountryProfile
        fields = [*language_columns(*Section.values), "chm_address"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for column in language_columns(*Section.values):
            field = self.fields[column]
            field.max_length, field.widget = LONGEST_SECTION, forms.Textarea(attrs=field.widget.attrs | {"rows": 8})

    @classmethod
    def subject_of(cls, party_id: int | None, answers: dict) -> str | None:
        """Return the Party: it has one profile."""
        return vocabulary("country").by_pk(party_id).code

    @classmethod
    def working_title(cls, revision) -> tuple[str, str]:
        """Return the country's name."""
        return vocabulary("country").by_pk(revision.record.party_id).label_in()

    def clean(self) -> dict:
        cleaned = super().clean()
        columns = language_columns(*Section.values)
        for column in columns:
            if len(cleaned.get(column) or "") > LONGEST_SECTION:
                message = _("Shorten it to %(most)d characters.")
                self.add_error(column, ValidationError(message, code="long", params={"most": LONGEST_SECTION}))
        if not any(cleaned.get(column) for column in columns) and not any(column in self.errors for column in columns):
            message = _("Write at least one of the five texts, in one language.")
            self.add_error(columns[LANGUAGE_CODES.index("en")], ValidationError(message, code="required"))
        return cleaned

    def fill(self, live: CountryProfile) -> None:
        """Write what follows from the country and from the texts: title, summary, languages."""
        super().fill(live)
        labels = vocabulary("country").by_pk(live.party_id).labels
        for code in LANGUAGE_CODES:
            setattr(live, f"title_{suffix(code)}", labels.get(code))
            setattr(live, f"summary_{suffix(code)}", self.cleaned_data.get(f"biodiversity_{suffix(code)}") or None)
        live.languages = [
            code
            for code in LANGUAGE_CODES
            if any(self.cleaned_data.get(f"{section}_{suffix(code)}") for section in Section.values)
        ]

    def follow_publication(self, live: CountryProfile, revision, by) -> None:
        """Take the changed sections as confirmed by who publishes for the Party, and its site's address as told."""
        confirmation.of_changes(live, revision, by)
        sites.follow_profile(live)
