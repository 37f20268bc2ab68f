"""Pages of themes, articles and targets: the lists of them, and for each what is published about it (R43).

Their records come from the database, not from the index: these pages are whole whatever state the index is in.
"""

from collections import Counter
from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Page
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from chm_portal.common.languages import listed
from chm_portal.common.paging import page_or_404
from chm_portal.notifications.models import TopicEntry
from chm_portal.records.models import Record, RecordArticle, RecordDecision, RecordTarget, RecordTerm, RecordTheme
from chm_portal.records.models.record import of_offered_kinds
from chm_portal.search.address import PER_PAGE
from chm_portal.search.rows import rows_of
from chm_portal.search.term_gathering import groups_of
from chm_portal.vocabularies import groups
from chm_portal.vocabularies.memory import RememberedTerm, Vocabulary, vocabulary


@dataclass(frozen=True)
class TermPages:
    """One vocabulary with pages of its own: its rows on records, what it is called, what its list says."""

    name: str
    rows: type[RecordTerm]
    label: str | Promise
    title: str | Promise
    lead: str | Promise

    @property
    def terms(self) -> Vocabulary:
        """The vocabulary in memory."""
        return vocabulary(self.name)

    @property
    def list_url(self) -> str:
        """The address of the list."""
        return reverse(f"search:{self.name}_list")

    def url_of(self, term: RememberedTerm) -> str:
        """Return the address of a term's page."""
        codes = [term.framework.code, term.code] if self.name == "target" else [term.code]
        return reverse(f"search:{self.name}_detail", args=codes)

    def records(self, term: RememberedTerm) -> QuerySet[Record]:
        """Return the published records that have a term."""
        return Record.objects.published().filter(pk__in=self.rows.objects.filter(term_id=term.pk).values("record_id"))

    def counts(self) -> Counter:
        """Return {primary key of a term: number of published records that have it}; one query."""
        published = self.rows.objects.filter(of_offered_kinds("record__kind"), record__state="published")
        counted = published.order_by().values_list("term_id")
        return Counter(dict(counted.annotate(number=Count("pk"))))

    def entry(self, term: RememberedTerm, counts: Counter) -> "Entry":
        """Return a term and, under it, those below it."""
        below = [self.entry(child, counts) for child in self.terms.under(term)]
        return Entry(term.label, self.url_of(term), counts[term.pk], below)


@dataclass(frozen=True)
class Entry:
    """A term in a list: its label, its page, how many records it has, and what stands under it."""

    label: str
    url: str
    count: int
    below: list["Entry"]


@dataclass(frozen=True)
class Section:
    """A part of a list of terms."""

    label: str | Promise
    entries: list[Entry]
    url: str = ""


THEMES = TermPages(
    "theme",
    RecordTheme,
    _("Theme"),
    _("Themes"),
    _("The thematic programmes and cross-cutting issues of the Convention, with what is registered about each."),
)
ARTICLES = TermPages(
    "article",
    RecordArticle,
    _("Article of the Convention"),
    _("Articles of the Convention"),
    _("What helps to implement each article."),
)
DECISIONS = TermPages(
    "decision",
    RecordDecision,
    _("Decision"),
    _("Decisions"),
    _("Decisions that ask for what is registered here, and for each what answers it or carries it out."),
)
TARGETS = TermPages(
    "target",
    RecordTarget,
    _("Global target"),
    _("Global goals and targets"),
    _("What contributes to each goal and target of the global frameworks."),
)


@login_not_required
@require_safe
def theme_list(request: HttpRequest) -> HttpResponse:
    """Show the themes as a tree."""
    counts = THEMES.counts()
    tops = [THEMES.entry(term, counts) for term in THEMES.terms.under(None)]
    return _list(request, THEMES, [Section(top.label, top.below, top.url) for top in tops])


@login_not_required
@require_safe
def article_list(request: HttpRequest) -> HttpResponse:
    """Show the articles under their headings, sub-paragraphs under their articles."""
    counts, terms = ARTICLES.counts(), ARTICLES.terms
    sections = [
        Section(label, [ARTICLES.entry(terms[code], counts) for code, _label in choices if terms[code].parent is None])
        for label, choices in groups.articles()
    ]
    return _list(request, ARTICLES, sections)


@login_not_required
@require_safe
def decision_list(request: HttpRequest) -> HttpResponse:
    """Show the decisions under the meetings that took them, paragraphs under their decisions."""
    counts, terms = DECISIONS.counts(), DECISIONS.terms
    sections = [
        Section(label, [DECISIONS.entry(terms[code], counts) for code, _label in choices if terms[code].parent is None])
        for label, choices in groups.decisions()
    ]
    return _list(request, DECISIONS, sections)


@login_not_required
@require_safe
def target_list(request: HttpRequest) -> HttpResponse:
    """Show goals and targets under their frameworks."""
    counts, terms = TARGETS.counts(), TARGETS.terms
    sections = [
        Section(label, [TARGETS.entry(terms[code], counts) for code, _label in choices if terms[code].parent is None])
        for label, choices in groups.targets()
    ]
    return _list(request, TARGETS, sections)


def _list(request: HttpRequest, pages: TermPages, sections: list[Section]) -> HttpResponse:
    return render(request, "search/term_list.html", {"pages": pages, "sections": sections})


@login_not_required
@require_safe
def theme_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Show what is published about a theme."""
    return _detail(request, THEMES, code, more_label=_("Search and filter within this theme"))


@login_not_required
@require_safe
def article_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Show what is published about an article."""
    return _detail(request, ARTICLES, code)


@login_not_required
@require_safe
def decision_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Show what is linked to a decision; IX/30 is found in any spelling of its address."""
    if code != code.lower():
        return redirect("search:decision_detail", code.lower(), permanent=True)
    return _detail(request, DECISIONS, code)


@login_not_required
@require_safe
def target_detail(request: HttpRequest, framework: str, code: str) -> HttpResponse:
    """Show what is published about a goal or target of a framework."""
    term = TARGETS.terms.get(code)
    if not term or term.framework.code != framework:
        raise Http404
    return _detail(request, TARGETS, code)


def _detail(request: HttpRequest, pages: TermPages, code: str, more_label: str | Promise = "") -> HttpResponse:
    term = pages.terms.get(code)
    if not term:
        raise Http404
    records = pages.records(term)
    page = _page(records, request.GET.get("page", ""))
    counts = pages.counts()
    topic = f"{pages.name}:{term.code}"
    context = {
        "pages": pages,
        "term": term,
        "topic": topic,
        "discussions": TopicEntry.objects.public_of(topic),
        "breadcrumb": _breadcrumb(pages, term),
        "below": [pages.entry(child, counts) for child in pages.terms.under(term)],
        "page_obj": page,
        "rows": rows_of(page.object_list),
        "gathered": groups_of(records, pages.name, term.code) if page.object_list else [],
        "facts": _facts(term) if pages is DECISIONS else [],
        "more_url": f"{reverse('search:search')}?{pages.name}={term.code}" if more_label else "",
        "more_label": more_label,
    }
    return render(request, "search/term_detail.html", context)


def _facts(decision: RememberedTerm) -> list[tuple[str | Promise, str]]:
    """Return where a decision was taken, and the reporting cycles that it asked for."""
    asked_for = [cycle.label for cycle in vocabulary("cycle") if cycle.decision == decision]
    return [
        (_("Taken by"), groups.meeting_label(decision)),
        (_("Reports asked for"), listed(asked_for)),
    ]


def _page(records, number: str) -> Page:
    pairs = records.order_by("-published_at", "-pk").values_list("kind", "pk")
    return page_or_404(pairs, PER_PAGE, number)


def _breadcrumb(pages: TermPages, term: RememberedTerm) -> list[tuple[str | Promise, str]]:
    """Return the way from the list to a term, through what it stands under."""
    above = []
    while (term := term.parent) is not None:
        above.append((term.label, pages.url_of(term)))
    return [(pages.title, pages.list_url), *reversed(above)]
