"""What all kinds of the knowledge base are asked: what they are about, and that they are public."""

from django import forms
from django.utils.translation import gettext_lazy as _

from chm_portal.records.fields import TermsField
from chm_portal.records.forms import RecordForm
from chm_portal.records.models import (
    RecordArticle,
    RecordCountry,
    RecordDecision,
    RecordRegion,
    RecordTarget,
    RecordTheme,
)
from chm_portal.vocabularies import groups

SUBJECT = ["themes", "articles", "decisions", "targets", "countries", "regions"]


class ClassifiedForm(RecordForm):
    """Base of the forms of the knowledge base."""

    themes = TermsField("theme", through=RecordTheme, groups=groups.themes, label=_("Themes"), folded=True)
    articles = TermsField(
        "article",
        through=RecordArticle,
        groups=groups.articles,
        required=False,
        label=_("Articles of the Convention"),
        folded=True,
    )
    decisions = TermsField(
        "decision", through=RecordDecision, groups=groups.decisions, required=False, label=_("Decisions"), folded=True
    )
    targets = TermsField(
        "target", through=RecordTarget, groups=groups.targets, required=False, label=_("Global targets"), folded=True
    )
    countries = TermsField(
        "country",
        through=RecordCountry,
        groups=groups.countries,
        required=False,
        label=_("Countries covered"),
        folded=True,
    )
    regions = TermsField("region", through=RecordRegion, required=False, label=_("Regions covered"))
    is_public = forms.BooleanField(
        label=_("This is public information and holds nothing confidential"),
        error_messages={"required": _("Only public information can be registered: confirm it, or do not submit.")},
    )
