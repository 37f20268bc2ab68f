"""The form of an initiative: the main facts, in six short sections (R14, R82)."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from chm_portal.records.fields import RowsField, TermsField
from chm_portal.records.forms import language_columns
from chm_portal.records.forms_of_steps import NationalStartForm
from chm_portal.records.kinds import kind
from chm_portal.records.models import RecordCountry, RecordRegion, RecordTheme
from chm_portal.records.widgets import RowsWidget
from chm_portal.vocabularies import groups
from reporting.forms.registered import ACCESS, RIGHTS_LABEL, SUBJECT, SUBJECT_LABEL, RegisteredForm
from reporting.models import Initiative
from reporting.models.initiatives import TEXTS
from reporting.money import AmountField, CurrencyField
from reporting.participants import FunderRow, OrganisationField, PartnerRow, fill_lead, write_participants

MOST_PARTICIPANTS = 30


class InitiativeStartForm(NationalStartForm):
    """The beginning of an initiative: one that the secretariat registers concerns a Party, or none of them alone."""

    party_is_needed = False


@kind(
    slug="initiative",
    code="INI",
    label=_("initiative"),
    label_plural=_("initiatives"),
    submit_label=_("Register an initiative"),
    service="reporting",
    template="reporting/initiative_detail.html",
    national=True,
    party_is_needed=False,
    start_lead=_(
        "A programme or project that helps to carry the Convention out: what is done, by whom, where, since when. "
        "A Party's initiative is published by its focal point, an organization's after the secretariat's check."
    ),
)
class InitiativeForm(RegisteredForm):
    """What an initiative is asked."""

    languages = TermsField(
        "language",
        groups=groups.languages,
        column="languages",
        required=False,
        label=_("Languages"),
        folded=True,
        help_text=_("The languages in which one can take part in it or read about it."),
    )
    countries = TermsField(
        "country",
        through=RecordCountry,
        groups=groups.countries,
        required=False,
        label=_("Countries"),
        folded=True,
        help_text=_("Those in which it is carried out. A Party's own country need not be named."),
    )
    regions = TermsField("region", through=RecordRegion, required=False, label=_("Regions"))
    lead = OrganisationField(
        label=_("Lead organization"),
        help_text=_("Leave both open if the Party or organization that registers it leads it."),
    )
    partners = RowsField(
        PartnerRow,
        most=MOST_PARTICIPANTS,
        widget=RowsWidget(PartnerRow, folded=True),
        required=False,
        label=_("Partner organizations"),
    )
    funders = RowsField(
        FunderRow,
        most=MOST_PARTICIPANTS,
        required=False,
        label=_("Who pays"),
        help_text=_("Funds, banks, ministries, foundations; no private persons."),
    )
    budget = AmountField(
        label=_("Total budget"), required=False, max_length=40, help_text=_("For its whole time, if that is public.")
    )
    currency = CurrencyField(
        label=_("Currency of the budget"),
        required=False,
        max_length=20,
        help_text=_("Its three letters, such as EUR, USD or XOF."),
    )
    themes = TermsField("theme", through=RecordTheme, groups=groups.themes, label=_("Themes"), folded=True)

    start_form = InitiativeStartForm
    translated = {"title": _("Title"), "summary": _("Summary")} | TEXTS
    rows_of_text = {"summary": 6, "description": 8, "achieved": 6}
    checked = ("themes", "articles", "targets", "summary")
    sections = [
        ("about", _("The initiative"), [*language_columns("title", "summary", "description"), "status"]),
        ("place", _("Where and when"), ["extent", "countries", "regions", "start", "end", "languages"]),
        ("people", _("Who and with what"), ["lead", "lead_name", "partners", "funders", "budget", "currency"]),
        ("results", _("Results, files and links"), [*language_columns("achieved"), *ACCESS]),
        ("subject", SUBJECT_LABEL, SUBJECT),
        ("rights", RIGHTS_LABEL, ["is_public"]),
    ]
    group_help = {
        "title": _("Its official name; in each language in which it has one."),
        "summary": _("What it is for and for whom, in a few sentences: readers decide by it what to open."),
        "description": _("How it works: measures, places, people who take part."),
        "achieved": _("Results so far that can be shown, each with its year."),
    }

    class Meta:
        model = Initiative
        fields = [
            *language_columns("title", "summary", *TEXTS),
            "status",
            "extent",
            "start",
            "end",
            "lead_name",
            "budget",
            "currency",
            "original_url",
        ]
        labels = {"lead_name": _("Name of another lead organization")}
        help_texts = {
            "start": _("A year (2010), a month (2010-04) or a day (2010-04-05)."),
            "end": _("Leave it open if it goes on without a date."),
            "lead_name": _("Only if it is not in the list above."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["original_url"].help_text = _(
            "If your national clearing-house has a page about it, readers are led there first."
        )

    def clean(self) -> dict:
        cleaned = super().clean()
        start, end = cleaned.get("start") or "", cleaned.get("end") or ""
        if end and end < start[: len(end)]:  # 2010 is not before 2010-04; the database says the same
            self.add_error("end", ValidationError(_("The initiative ends before it begins."), code="end"))
        if cleaned.get("lead"):
            cleaned["lead_name"] = ""
        if cleaned.get("budget") and not cleaned.get("currency") and "currency" not in self.errors:
            self.add_error("currency", ValidationError(_("Say in which currency the budget is."), code="missing"))
        if cleaned.get("currency") and not cleaned.get("budget") and "budget" not in self.errors:
            message = _("Write the amount, or take the currency out.")
            self.add_error("budget", ValidationError(message, code="missing"))
        return cleaned

    def fill(self, live: Initiative) -> None:
        """Write who leads beside the terms that are columns."""
        super().fill(live)
        fill_lead(live, self.cleaned_data.get("lead") or "")

    def follow_publication(self, live: Initiative, revision, by) -> None:
        """Write partners and funders: rows of the initiative's own."""
        write_participants(live, self.cleaned_data["partners"], self.cleaned_data["funders"])
