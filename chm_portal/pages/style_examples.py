"""One example of each component: what the style page shows to staff, and what the browser tests look at.

Examples are in English, with some Arabic among it: they are content, which nobody translates.
"""

from datetime import UTC, date, datetime
from types import SimpleNamespace as Thing

from django import forms
from django.core.paginator import Paginator

from chm_portal.common.as_at import AsksForDay
from chm_portal.common.states import STATES
from chm_portal.notifications.messages import MessageForm
from chm_portal.usage.figures import Month
from chm_portal.vocabularies.memory import vocabulary

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


def examples() -> dict:
    """Return {name: example}, the context of the style page; the form comes with its errors."""
    return _of_records() | _of_work() | _of_lists() | _of_changes() | _of_forms()


def _of_records() -> dict:
    return {
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
        "checks": [Thing(state="reachable", seen_at=WHEN), Thing(state="unreachable", failing_since=WHEN)],
        "entries": [
            Thing(url="#", title="من يكتب أولا؟", language="ar", state="closing", number=12, active_at=WHEN),
            Thing(url="#", title="Who drafts first?", language="en", state="announced", number=0, active_at=WHEN),
        ],
        "facts": [
            ("Identifier", "CHM-RES-BE-12"),
            ("Provided by", "Belgium"),
            ("Languages", "English, French"),
            ("Licence", "CC BY 4.0"),
        ],
        "country": vocabulary("country")["be"],
        "months": [Month(date(2026, 11, 1), 340, 21), Month(date(2026, 10, 1), 125, 9), Month(date(2026, 9, 1))],
        "states": list(STATES),
        "kinds": KINDS,
    }


def _of_work() -> dict:
    return {
        "tasks": [
            Thing(label=state.replace("_", " "), url="#", state=state, hint="Title and summary")
            for state in ("complete", "in_progress", "needs_attention", "not_started")
        ],
        "answers": [
            Thing(label="Title in English", value="Guidelines", change_url="#", error="", language="en"),
            Thing(label="Themes", value=["Forests", "Inland waters"], change_url="#", error="", language=""),
            Thing(label="Summary", value="", change_url="#", error="Write a summary of 60 to 150 words.", language=""),
        ],
        "events": [
            _event("Published", "Secretariat", "published", url="#", url_label="Revision 2"),
            _event("Returned", "Ana Pérez", "returned", note="The summary is too short."),
            _event("Submitted", "Jan Peeters", "submitted"),
        ],
    }


def _event(text: str, who: str, state: str, *, note: str = "", url: str = "", url_label: str = "") -> Thing:
    return Thing(when=WHEN, text=text, who=who, state=state, note=note, url=url, url_label=url_label)


def _of_lists() -> dict:
    summary = "What has to be right with water and soil before the first seedling is set, drawn from forty sites. "
    row = Thing(
        url="#",
        title="Mangrove restoration: a manual for practitioners",
        title_language="en",
        kind="resource",
        service="knowledge-base",
        facts=["Guideline", "IUCN", "2019"],
        summary=summary * 3,
        languages="English, French",
        state="",
    )
    title = "دليل الإدارة المتكاملة للمناطق الساحلية (ICZM 2015)"
    gathered = Thing(**{**vars(row), "title": (row.title, "en")})
    return {
        "rows": [row, Thing(**{**vars(row), "title": title, "title_language": "ar"})],
        "gathered": [Thing(row=gathered, note="Read this one first.", note_language="en")],
        "chips": [
            Thing(label="Theme", value="Forests", remove_url="#"),
            Thing(label="Year", value="2010", remove_url="#"),
        ],
        "facets": [
            Thing(name="type", label="Type", options=[_option("Guideline", True), _option("Report")]),
            Thing(name="theme", label="Theme", options=[_option(f"Theme {number}") for number in range(11)]),
        ],
        "left_out": ["The address asks for “colour”, which no filter here knows: it was left out."],
        "page_obj": Paginator(range(400), 20).page(7),
    }


def _option(value: str, chosen: bool = False) -> Thing:
    return Thing(value=value, label=value, count=12, is_chosen=chosen)


def _of_changes() -> dict:
    parts = [("=", "Wetlands are "), ("-", "wet"), ("+", "shallow"), ("=", " waters that matter.")]
    title = Thing(answer=Thing(label="Title in English", language="en"), parts=[], chunks=parts)
    themes = Thing(
        answer=Thing(label="Themes", language=""),
        parts=[Thing(cells=[], chunks=[("+", "Forests")]), Thing(cells=[], chunks=[("-", "Inland waters")])],
        is_reordered=False,
        chunks=[],
    )
    return {
        "parts": parts,
        "arabic_parts": [("=", "الأراضي الرطبة "), ("-", "مهمة"), ("+", "ضرورية جدا"), ("=", " للطيور")],
        "changed_sections": [Thing(label="What it is", changed=[title, themes], same=[])],
    }


def _of_forms() -> dict:
    return {
        "guide_form": GuideForm({"summary": "x", "themes": ["1"], "address": "nowhere at all"}),
        "message_form": MessageForm(prefix="letter"),
        "asked_day": AsksForDay({"as-at": "1066-10-14"}),
    }
