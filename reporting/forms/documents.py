"""The forms of national reports and strategies: five short sections each, the same questions where they can be."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from chm_portal.directory.models import today
from chm_portal.directory.owners import PARTY
from chm_portal.records.fields import TermField, TermsField
from chm_portal.records.forms import language_columns
from chm_portal.records.forms_of_steps import NationalStartForm
from chm_portal.records.kinds import kind
from chm_portal.vocabularies import groups
from chm_portal.vocabularies.memory import vocabulary
from reporting.forms.registered import ACCESS, ACCESS_LABEL, RIGHTS_LABEL, SUBJECT, SUBJECT_LABEL, RegisteredForm
from reporting.models import NationalReport, Strategy
from reporting.register import is_reported_now

DOCUMENT_COLUMNS = ["period_start", "period_end", "adopted", "adopting_body", "original_url"]
HERE, EARLIER = "here", "earlier"  # how a report reaches the secretariat
DATES = ["languages", "period_start", "period_end", "submission", "submitted", "adopted", "adopting_body"]
ABOUT_LABEL, DATES_LABEL = _("The document"), _("Period and adoption")


class NationalDocumentForm(RegisteredForm):
    """What a report and a strategy are both asked."""

    languages = TermsField(
        "language",
        groups=groups.languages,
        column="languages",
        label=_("Languages"),
        folded=True,
        help_text=_("The languages in which the document itself can be read."),
    )
    one_of = ("files", "links", "original_url")
    not_copied = (*RegisteredForm.not_copied, "period_start", "period_end", "adopted", "submission", "submitted")
    group_help = {
        "title": _("As it stands on the document; in each language in which you can give it."),
        "summary": _("What it covers and what it says, in a few sentences: readers decide by it what to open."),
    }

    def clean(self) -> dict:
        cleaned = super().clean()
        for name in ("submitted", "adopted"):
            day = cleaned.get(name) or ""
            if day > today().isoformat()[: len(day)]:
                self.add_error(name, ValidationError(_("This day is still to come."), code="future"))
        start, end = cleaned.get("period_start") or "", cleaned.get("period_end") or ""
        if end and end < start[: len(end)]:  # 2010 is not before 2010-04; the database says the same
            self.add_error("period_end", ValidationError(_("The period ends before it begins."), code="period_end"))
        if not any(self.errors.get(name) or cleaned.get(name) for name in self.one_of):
            message = _("Add a file or a link: readers must be able to read it.")
            self.add_error("links", ValidationError(message, code="required"))
        return cleaned


class ReportStartForm(NationalStartForm):
    """The beginning of a national report: for which cycle; a Party has one report in each."""

    cycle = TermField("cycle", label=_("Which reporting cycle?"))
    field_order = ["owner", "party", "cycle", "key"]

    @property
    def settled(self) -> dict:
        return super().settled | {"answers": {"cycle": self.cleaned_data["cycle"]}}


@kind(
    slug="national-report",
    code="NR",
    label=_("national report"),
    label_plural=_("national reports"),
    submit_label=_("Submit a national report"),
    service="reporting",
    template="reporting/document_detail.html",
    national=True,
    owner_kinds=("party", "secretariat"),
    start_lead=_(
        "A Party has one report in each cycle: if it was begun already, you go on where it stands. A contributor's "
        "draft is published by the focal point."
    ),
)
class NationalReportForm(NationalDocumentForm):
    """What a national report is asked.

    The day on which it is published here is its day of submission only where its Party says so, of a cycle that is
    being reported now; publication writes that day among the answers, once. Nothing else makes a day of submission.
    """

    cycle = TermField("cycle", column="cycle_id", label=_("Reporting cycle"))
    submission = forms.ChoiceField(
        label=_("Submission to the secretariat"),
        required=False,
        choices=[
            ("", _("not said")),
            (HERE, _("The Party submits it now, with its publication here")),
            (EARLIER, _("It was handed in to the secretariat earlier")),
        ],
        help_text=_(
            "“Now” is for the cycle that is being reported: the day of publication is then written down as the day of "
            "submission. Of a report that was handed in earlier give the date below if you know it; without one, "
            "“date not given” is shown."
        ),
    )

    fixed = ("cycle",)
    start_form = ReportStartForm
    sections = [
        ("about", ABOUT_LABEL, ["cycle", *language_columns("title", "summary")]),
        ("dates", DATES_LABEL, DATES),
        ("access", ACCESS_LABEL, ACCESS),
        ("subject", SUBJECT_LABEL, SUBJECT),
        ("rights", RIGHTS_LABEL, ["is_public"]),
    ]

    class Meta:
        model = NationalReport
        fields = [*language_columns("title", "summary"), *DOCUMENT_COLUMNS, "submitted"]
        help_texts = {
            "period_start": _("What it reports on: a year (2010), a month (2010-04) or a day (2010-04-05)."),
            "submitted": _(
                "If it was handed in before it was registered here: a year (1998), a month (1998-05) or a day "
                "(1998-05-04)."
            ),
        }

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("submission") == HERE and not cleaned.get("submitted") and "submitted" not in self.errors:
            self._require_submitted_now(cleaned.get("cycle"))
        return cleaned

    def _require_submitted_now(self, cycle: str | None) -> None:
        """Refuse a submission by publication of what is somebody else's word, or was due long ago."""
        if self.record and self.record.owner_kind != PARTY:
            message = _("Only the Party itself submits its report here. Give the date on which it was handed in.")
            self.add_error("submission", ValidationError(message, code="not_the_party"))
        elif cycle and not is_reported_now(vocabulary("cycle")[cycle]):
            message = _(
                "The reports of a later cycle are due already. Say that it was handed in earlier; if the Party submits "
                "it only today, write the day in the next field."
            )
            self.add_error("submission", ValidationError(message, code="cycle_is_over"))

    def settle(self, revision) -> None:
        """Write down the day of publication as that of submission, where the Party submits its report with it."""
        if self.cleaned_data["submission"] == HERE and not self.cleaned_data["submitted"]:
            self.cleaned_data["submitted"] = self.instance.submitted = today().isoformat()

    @classmethod
    def subject_of(cls, party_id: int | None, answers: dict) -> str | None:
        """Return the Party and the cycle: one report for both."""
        return f"{vocabulary('country').by_pk(party_id).code}:{answers['cycle']}"


@kind(
    slug="strategy",
    code="STR",
    label=_("strategy"),
    label_plural=_("strategies"),
    submit_label=_("Submit a strategy"),
    service="reporting",
    template="reporting/document_detail.html",
    national=True,
    owner_kinds=("party", "secretariat"),
    start_lead=_(
        "A national biodiversity strategy and action plan, or the strategy of your clearing-house. Each version is a "
        "record of its own, so that earlier ones can still be read."
    ),
)
class StrategyForm(NationalDocumentForm):
    """What a strategy is asked."""

    start_form = NationalStartForm
    sections = [
        ("about", ABOUT_LABEL, ["strategy_kind", *language_columns("title", "summary")]),
        ("dates", DATES_LABEL, ["languages", "period_start", "period_end", "adopted", "adopting_body"]),
        ("access", ACCESS_LABEL, ACCESS),
        ("subject", SUBJECT_LABEL, SUBJECT),
        ("rights", RIGHTS_LABEL, ["is_public"]),
    ]

    class Meta:
        model = Strategy
        fields = ["strategy_kind", *language_columns("title", "summary"), *DOCUMENT_COLUMNS]
        help_texts = {
            "period_start": _("For which time it is meant: a year (2010), a month (2010-04) or a day (2010-04-05).")
        }
