"""The form of an information source: four short sections (R24)."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from chm_portal.records.fields import RelationsField, TermField, TermsField
from chm_portal.records.forms import language_columns
from chm_portal.records.kinds import kind
from chm_portal.records.models import (
    RecordCountry,
)
from chm_portal.vocabularies import groups
from knowledge_base.forms.classified import SUBJECT, ClassifiedForm
from knowledge_base.models import InformationSource

LONGEST_SUMMARY = 3000  # characters


def _web_address(label, required: bool = False, help_text="") -> forms.URLField:
    return forms.URLField(label=label, max_length=1000, assume_scheme="https", required=required, help_text=help_text)


@kind(
    slug="information-source",
    code="SRC",
    label=_("information source"),
    label_plural=_("information sources"),
    submit_label=_("Register an information source"),
    service="knowledge-base",
    template="knowledge_base/source_detail.html",
    start_lead=_(
        "A database, an observation network, a library or a service that holds scientific or other information: what "
        "it covers, on which conditions it can be used, where people and programs reach it."
    ),
)
class InformationSourceForm(ClassifiedForm):
    """What an information source is asked."""

    address = _web_address(_("Address of the source"), True, _("The page on which people begin to use it."))
    conditions_url = _web_address(_("Address of its conditions of use"))
    api_url = _web_address(
        _("Address for programs (API)"), help_text=_("Where its interface for programs is described.")
    )
    feed_url = _web_address(_("Address of its news feed"))
    contact_url = _web_address(_("Address of its contact page"))
    languages = TermsField(
        "language",
        groups=groups.languages,
        column="languages",
        label=_("Languages"),
        folded=True,
        help_text=_("The languages in which the source can be used."),
    )
    countries = TermsField(
        "country",
        through=RecordCountry,
        groups=groups.countries,
        required=False,
        label=_("Countries covered"),
        folded=True,
        help_text=_("Leave countries and regions open if it covers the whole world."),
    )
    licence = TermField(
        "licence", column="licence_id", explained=True, label=_("Licence"), help_text=_("As it stands at the source.")
    )
    relations = RelationsField(required=False, label=_("Related records"))
    translated = {"title": _("Title"), "summary": _("Summary")}
    checked = ("themes", "articles", "targets", "summary")
    sections = [
        ("about", _("What it is"), [*language_columns("title", "summary"), "holder", "languages"]),
        (
            "coverage",
            _("What it covers"),
            [*SUBJECT, "period_start", "period_end"],
        ),
        (
            "access",
            _("How it is reached"),
            ["address", "access", "licence", "conditions_url", "update_cycle", "api_url", "feed_url"],
        ),
        ("contact", _("Contact and declaration"), ["contact", "contact_url", "relations", "is_public"]),
    ]

    class Meta:
        model = InformationSource
        fields = [
            *language_columns("title", "summary"),
            "holder",
            "address",
            "access",
            "conditions_url",
            "update_cycle",
            "period_start",
            "period_end",
            "api_url",
            "feed_url",
            "contact",
            "contact_url",
        ]
        help_texts = {
            "holder": _("The organization that is responsible for it. Readers see this first."),
            "period_start": _("A year (2010), a month (2010-04) or a day (2010-04-05)."),
            "period_end": _("Leave it open if the source goes on."),
            "contact": _("A unit or a role, such as “Data help desk”. It is public: no name or e-mail of a person."),
        }

    group_help = {
        "title": _("The name of the source; in each language in which it has one."),
        "summary": _("What information it holds, for whom, and what one can do with it."),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for column in language_columns("summary"):
            self.fields[column].widget = forms.Textarea(attrs=self.fields[column].widget.attrs | {"rows": 6})

    def clean(self) -> dict:
        cleaned = super().clean()
        for column in language_columns("summary"):
            if len(cleaned.get(column) or "") > LONGEST_SUMMARY:
                message = _("Shorten it to %(most)d characters.")
                self.add_error(column, ValidationError(message, code="long", params={"most": LONGEST_SUMMARY}))
        start, end = cleaned.get("period_start") or "", cleaned.get("period_end") or ""
        if end and end < start[: len(end)]:  # 2010 is not before 2010-04
            self.add_error("period_end", ValidationError(_("The period ends before it begins."), code="period_end"))
        if "@" in (cleaned.get("contact") or ""):
            message = _("Name a unit or a role and give its contact page: an e-mail address would be public.")
            self.add_error("contact", ValidationError(message, code="address"))
        return cleaned
