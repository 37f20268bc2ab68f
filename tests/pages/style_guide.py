"""A page with every component on it, for screenshots and the accessibility check; no address leads here."""

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace as Thing

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template import engines

from chm_portal.common.states import STATES

TEMPLATE = Path(__file__).parent / "style_guide.html"
WHEN = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)
KINDS = (
    "resource",
    "information-source",
    "collection",
    "event",
    "call",
    "collaboration",
    "reporting",
    "countries",
    "initiative",
    "strategy",
    "need",
    "organisation",
    "file",
    "link",
    "x",
)


class GuideForm(forms.Form):
    """One field of each sort."""

    title_en = forms.CharField(label="Title in English", help_text="As on the title page.", max_length=500)
    summary = forms.CharField(label="Summary", widget=forms.Textarea, max_length=2000, required=False)
    kind = forms.ChoiceField(
        label="Type", choices=[("", "Choose one"), ("guideline", "Guideline"), ("report", "Report")]
    )
    owner = forms.ChoiceField(label="For whom", choices=[("a", "Belgium"), ("b", "IUCN")], widget=forms.RadioSelect)
    themes = forms.MultipleChoiceField(
        label="Themes", choices=[(str(n), f"Theme number {n}") for n in range(14)], widget=forms.CheckboxSelectMultiple
    )
    address = forms.URLField(label="Address", required=False, assume_scheme="https")
    file = forms.FileField(label="File", required=False, help_text="PDF, DOCX or ODT, at most 25 MB.")
    is_public = forms.BooleanField(label="This may be made public and holds nothing confidential.")


def guide(request: HttpRequest) -> HttpResponse:
    """Show every component, the form with its errors."""
    option = lambda value, chosen=False: Thing(value=value, label=value, count=12, is_chosen=chosen)  # noqa: E731
    row = Thing(
        url="#",
        title="Mangrove restoration: a manual for practitioners",
        title_language="en",
        kind="resource",
        service="knowledge-base",
        facts=["Guideline", "IUCN", "2019"],
        summary="What has to be right with water and soil before the first seedling is set, drawn from forty sites. "
        * 3,
        languages="English, French",
        state="",
    )
    arabic = Thing(
        **{**vars(row), "title": "دليل الإدارة المتكاملة للمناطق الساحلية (ICZM 2015)", "title_language": "ar"}
    )
    context = {
        "crumbs": [("Knowledge base", "#"), ("Inland waters biodiversity", "#")],
        "files": [
            Thing(url="#", title="Guidelines on wetlands", kind="file", facts=["PDF", "1.2 MB", "English"]),
            Thing(
                url="https://example.org/x",
                title="The same on the publisher's site",
                kind="link",
                facts=["example.org"],
            ),
        ],
        "tasks": [
            Thing(label=state.replace("_", " "), url="#", state=state, hint="Title and summary")
            for state in ("complete", "in_progress", "needs_attention", "not_started")
        ],
        "answers": [
            Thing(label="Title in English", value="Guidelines", change_url="#", error="", language="en"),
            Thing(label="Themes", value=["Forests", "Inland waters"], change_url="#", error="", language=""),
            Thing(label="Summary", value="", change_url="#", error="Write a summary of 60 to 150 words.", language=""),
        ],
        "entries": [
            Thing(url="#", title="من يكتب أولا؟", language="ar", state="closing", number=12, active_at=WHEN),
            Thing(url="#", title="Who drafts first?", language="en", state="announced", number=0, active_at=WHEN),
        ],
        "events": [
            Thing(
                when=WHEN,
                text="Published",
                who="Secretariat",
                state="published",
                note="",
                url="#",
                url_label="Revision 2",
            ),
            Thing(
                when=WHEN, text="Returned", who="Ana Pérez", state="returned", note="The summary is too short.", url=""
            ),
            Thing(when=WHEN, text="Submitted", who="Jan Peeters", state="submitted", note="", url=""),
        ],
        "parts": [("=", "Wetlands are "), ("-", "wet"), ("+", "shallow"), ("=", " waters that matter.")],
        "arabic_parts": [("=", "الأراضي الرطبة "), ("-", "مهمة"), ("+", "ضرورية جدا"), ("=", " للطيور")],
        "form": GuideForm({"summary": "x", "themes": ["1"], "address": "nowhere at all"}),
        "chips": [
            Thing(label="Theme", value="Forests", remove_url="#"),
            Thing(label="Year", value="2010", remove_url="#"),
        ],
        "facets": [
            Thing(
                name="type", label="Type", options=[option("Guideline", True), option("Report"), option("Case study")]
            ),
            Thing(name="theme", label="Theme", options=[option(f"Theme {n}") for n in range(11)]),
        ],
        "rows": [row, arabic],
        "page_obj": Paginator(range(400), 20).page(7),
        "states": list(STATES),
        "kinds": KINDS,
        "facts": [
            ("Identifier", "CHM-RES-BE-12"),
            ("Provided by", "Belgium"),
            ("Languages", "English, French"),
            ("Licence", "CC BY 4.0"),
        ],
    }
    template = engines["django"].from_string(TEMPLATE.read_text(encoding="utf-8"))
    return HttpResponse(template.render(context, request))
