"""What every form of planning and reporting asks: where it can be read, what it is about, that it is public."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from chm_portal.common.public_address import require_public_address
from chm_portal.records.fields import FilesField, LinksField, RelationsField, TermsField
from chm_portal.records.forms import RecordForm, language_columns
from chm_portal.records.models import RecordArticle, RecordDecision, RecordTarget, RecordTheme
from chm_portal.vocabularies import groups

ACCESS = ["files", "links", "original_url", "relations"]
SUBJECT = ["themes", "articles", "decisions", "targets"]
ACCESS_LABEL, SUBJECT_LABEL, RIGHTS_LABEL = _("Files and links"), _("Links to the Convention"), _("Declaration")


class RegisteredForm(RecordForm):
    """What reports, strategies and initiatives are all asked."""

    files = FilesField(required=False, label=_("Files"))
    links = LinksField(required=False, label=_("Links"))
    original_url = forms.URLField(
        label=_("Address on the national CHM"),
        required=False,
        max_length=1000,
        assume_scheme="https",
        validators=[require_public_address],
        help_text=_("If the document is on your national clearing-house, readers are led there first."),
    )
    relations = RelationsField(required=False, label=_("Related records"))
    themes = TermsField(
        "theme", through=RecordTheme, groups=groups.themes, required=False, label=_("Themes"), folded=True
    )
    articles = TermsField(
        "article",
        through=RecordArticle,
        groups=groups.articles,
        required=False,
        label=_("Articles of the Convention"),
        folded=True,
        help_text=_("Only if you wish: the secretariat links what you leave open."),
    )
    decisions = TermsField(
        "decision", through=RecordDecision, groups=groups.decisions, required=False, label=_("Decisions"), folded=True
    )
    targets = TermsField(
        "target", through=RecordTarget, groups=groups.targets, required=False, label=_("Global targets"), folded=True
    )
    is_public = forms.BooleanField(
        label=_("This is public information and holds nothing confidential"),
        error_messages={"required": _("Only public information can be registered: confirm it, or do not submit.")},
    )

    translated = {"title": _("Title"), "summary": _("Summary")}
    rows_of_text = {"summary": 6}

    def clean(self) -> dict:
        cleaned = super().clean()
        for title, summary in zip(language_columns("title"), language_columns("summary"), strict=True):
            has_title = any(cleaned.get(column) for column in language_columns("title"))
            if cleaned.get(summary) and not cleaned.get(title) and has_title:
                message = _("There is a summary in this language, but no title.")
                self.add_error(title, ValidationError(message, code="required"))
        return cleaned
