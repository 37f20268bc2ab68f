"""The form of a resource."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from chm_portal.common.fields import PartialDateFormField
from chm_portal.records.fields import FilesField, LinksField, RelationsField, TermField, TermsField
from chm_portal.records.forms import language_columns
from chm_portal.records.kinds import kind
from chm_portal.vocabularies import groups
from knowledge_base.forms.classified import SUBJECT, ClassifiedForm
from knowledge_base.models import ProviderKind, Resource
from knowledge_base.providers import ProviderField, fill_provider
from knowledge_base.suggestions import tell_of_publication

SHORTEST_SUMMARY, LONGEST_SUMMARY = 100, 3000  # characters


@kind(
    slug="resource",
    code="RES",
    label=_("resource"),
    label_plural=_("resources"),
    submit_label=_("Submit a resource"),
    import_label=_("Import resources"),
    service="knowledge-base",
    template="knowledge_base/resource_detail.html",
    start_lead=_(
        "Five short sections; a file is not needed, a link is as good. Only public information: what anybody may read."
    ),
)
class ResourceForm(ClassifiedForm):
    """What a resource is asked: five sections, of which a link-only resource fills as many as one with files."""

    type = TermField(
        "resource_type", column="type_id", label=_("Type"), help_text=_("What it is, not what it is about.")
    )
    provider = ProviderField(
        label=_("Provider"),
        required=False,
        help_text=_("Who made the resource, or is responsible for it. Readers see this first."),
    )
    date = PartialDateFormField(
        label=_("Date of publication"),
        required=False,
        help_text=_("A year (2010), a month (2010-04) or a day (2010-04-05)."),
    )
    languages = TermsField(
        "language",
        groups=groups.languages,
        column="languages",
        label=_("Languages"),
        folded=True,
        help_text=_("The languages in which the resource itself can be read."),
    )
    audiences = TermsField("audience", column="audiences", required=False, label=_("Audience"))
    files = FilesField(required=False, label=_("Files"))
    links = LinksField(required=False, label=_("Links"))
    original_url = forms.URLField(
        label=_("Address on the national CHM"),
        required=False,
        max_length=1000,
        assume_scheme="https",
        help_text=_("If the original is on your national clearing-house, readers are led there first."),
    )
    relations = RelationsField(required=False, label=_("Related records"))
    licence = TermField(
        "licence",
        column="licence_id",
        explained=True,
        label=_("Licence"),
        help_text=_("As it stands on the resource; if none does, ask its owner."),
    )
    not_copied = (*ClassifiedForm.not_copied, "date")
    one_a_line = ("authors",)
    translated = {"title": _("Title"), "summary": _("Summary")}
    one_of = ("provider", "provider_name", "provider_kind", "files", "links", "original_url")
    checked = ("type", "themes", "articles", "targets", "summary")
    sections = [
        ("about", _("What it is"), [*language_columns("title", "summary"), "type"]),
        (
            "source",
            _("Who made it"),
            ["provider", "provider_name", "provider_kind", "authors", "publisher", "date", "languages"],
        ),
        (
            "subject",
            _("What it is about"),
            [*SUBJECT, "audiences"],
        ),
        ("access", _("Files and links"), ["files", "links", "original_url", "relations"]),
        ("rights", _("Licence and declaration"), ["licence", "is_public"]),
    ]

    class Meta:
        model = Resource
        fields = [
            *language_columns("title", "summary"),
            "provider_name",
            "provider_kind",
            "authors",
            "publisher",
            "date",
            "original_url",
        ]
        help_texts = {
            "provider_name": _("Only if the provider is not in the list above."),
            "provider_kind": _("Only if the provider is not in the list above; otherwise it follows from it."),
            "authors": _("One name a line, as they stand on the resource."),
        }
        labels = {"provider_name": _("Name of another provider"), "provider_kind": _("Kind of that provider")}
        widgets = {"authors": forms.Textarea(attrs={"rows": 3})}

    group_help = {
        "title": _("As it stands on the resource; in each language in which you can give it."),
        "summary": _(
            "What it is, for whom, and what a reader can do with it: three to six sentences, 60 to 150 words."
        ),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["provider_kind"].required = False
        self.fields["provider_kind"].choices = [("", "—"), *ProviderKind.choices]
        for column in language_columns("summary"):
            self.fields[column].widget = forms.Textarea(attrs=self.fields[column].widget.attrs | {"rows": 6})

    def clean(self) -> dict:
        cleaned = super().clean()
        self._clean_provider(cleaned)
        self._clean_summaries(cleaned)
        ways = ("files", "links", "original_url")
        if not any(self.errors.get(name) or cleaned.get(name) for name in ways):
            self.add_error(
                "links", ValidationError(_("Add a file or a link: a resource must lead somewhere."), code="required")
            )
        return cleaned

    def _clean_provider(self, cleaned: dict) -> None:
        if cleaned.get("provider"):
            cleaned["provider_name"] = cleaned["provider_kind"] = ""
            return
        if not cleaned.get("provider_name"):
            self.add_error("provider", ValidationError(_("Choose the provider, or write its name."), code="required"))
        elif not cleaned.get("provider_kind"):
            self.add_error("provider_kind", ValidationError(_("Say what kind of provider it is."), code="required"))

    def _clean_summaries(self, cleaned: dict) -> None:
        for title, summary in zip(language_columns("title"), language_columns("summary"), strict=True):
            text = cleaned.get(summary) or ""
            least = SHORTEST_SUMMARY // 3 if summary.endswith("zh_hans") else SHORTEST_SUMMARY
            if text and len(text) < least:
                self.add_error(
                    summary,
                    ValidationError(
                        _("Write at least %(least)d characters, so that a reader knows what the resource offers."),
                        code="short",
                        params={"least": least},
                    ),
                )
            if len(text) > LONGEST_SUMMARY:
                self.add_error(
                    summary,
                    ValidationError(
                        _("Shorten it to %(most)d characters."), code="long", params={"most": LONGEST_SUMMARY}
                    ),
                )
            if text and not cleaned.get(title) and any(cleaned.get(column) for column in language_columns("title")):
                self.add_error(
                    title, ValidationError(_("There is a summary in this language, but no title."), code="required")
                )

    def fill(self, live: Resource) -> None:
        super().fill(live)
        fill_provider(live, self.cleaned_data.get("provider") or "")

    def follow_publication(self, live: Resource, revision, by) -> None:
        """Write to whoever suggested it from outside."""
        tell_of_publication(live)
