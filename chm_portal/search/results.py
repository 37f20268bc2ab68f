"""The answer to a search: from the index, or in a reduced way from the database while the index cannot be read.

What is shown is read from the database by `.published()`: whatever state the index is in, nothing else comes out.
"""

import logging
from dataclasses import dataclass, field, replace

from django.core.cache import cache
from django.core.paginator import Page
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _
from haystack.models import SearchResult
from haystack.query import SearchQuerySet

from chm_portal.common.languages import LANGUAGE_CODES, suffix
from chm_portal.common.paging import page_or_404
from chm_portal.outbox import queue
from chm_portal.records import kinds
from chm_portal.records.models import Record
from chm_portal.search import found_in_files, suggestions
from chm_portal.search.address import LAST_PAGE, NEWEST, ORDERS, PER_PAGE, RELEVANCE, Asked
from chm_portal.search.engines import IndexUnusable
from chm_portal.search.facets import BY_NAME, FACETS, Option
from chm_portal.search.highlighting import Highlighter
from chm_portal.search.indexer import live_build
from chm_portal.search.query import Question, Typed
from chm_portal.search.rows import ResultRow, Row, rows_of
from chm_portal.search.search_indexes import document_indexes
from chm_portal.search.similar import question_like
from chm_portal.search.synonyms import with_synonyms

log = logging.getLogger(__name__)
OPEN_FACETS = 4  # the others are folded until something of them is chosen
ASK_AGAIN = 30  # seconds before another reader's failed search asks for a repair


@dataclass(frozen=True)
class ShownFacet:
    """A facet with its counts, as templates/components/facets.html takes it."""

    name: str
    label: str | Promise
    options: list[Option]
    is_open: bool = True


@dataclass(frozen=True)
class Chip:
    """A chosen filter and the address without it."""

    label: str | Promise
    value: str
    remove_url: str


@dataclass(frozen=True)
class WayOut:
    """Where to go on from a search that found nothing: a changed search and how much it finds, if known."""

    label: str
    url: str
    count: int | None = None


@dataclass
class Answer:
    """What the page of a search shows."""

    asked: Asked
    total: int
    rows: list[ResultRow]
    page_obj: Page
    with_all_words: int = 0
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    without: dict[str, int] = field(default_factory=dict)
    is_reduced: bool = False
    is_more: bool = False  # than were counted
    like: ResultRow | None = None  # what these are like
    suggestion: Asked | None = None  # the same search in another spelling, which finds more
    meant_for: Asked | None = None  # what was asked and found nothing: this answers it in another spelling
    further: str = ""  # the last hit of this page, where the next page is named by it

    @property
    def next_url(self) -> str:
        """The relative address of the next page; nothing on the last one."""
        if self.further:
            return self.asked.page_url(self.further)
        is_last = self.asked.after or self.page_obj.number >= min(self.page_obj.paginator.num_pages, LAST_PAGE)
        return "" if is_last else self.asked.page_url(self.page_obj.number + 1)

    @property
    def previous_url(self) -> str:
        """The relative address of the page before, where pages have numbers; of the first one far behind them."""
        if self.asked.after:
            return self.asked.url
        return self.asked.page_url(self.page_obj.number - 1) if self.page_obj.has_previous() else ""

    @property
    def is_miss(self) -> bool:
        """Whether a question was asked of the index that no record answers with all of its words."""
        is_answered = self.with_all_words and not self.meant_for
        return bool(self.asked.question) and not (is_answered or self.is_reduced or self.asked.after)

    @property
    def some_words_only(self) -> int:
        """How many records have some of the words only."""
        return self.total - self.with_all_words

    @cached_property
    def facets(self) -> list[ShownFacet]:
        """The facets that tell records of this answer apart, with right counts; none in a reduced answer."""
        shown = []
        for facet in FACETS:
            if facet.name in self.counts and facet.name not in self.asked.pinned:
                options = facet.options(self.counts[facet.name], self.asked.chosen.get(facet.name, ()))
                if self.is_more:  # the counts are of the first ones only: better none than wrong ones
                    options = [replace(option, count=None) for option in options]
                is_chosen = facet.name in self.asked.chosen
                if len(options) > 1 or is_chosen:
                    is_open = is_chosen or len(shown) < OPEN_FACETS
                    shown.append(ShownFacet(facet.name, facet.label, options, is_open))
        return shown

    @property
    def chips(self) -> list[Chip]:
        """The chosen filters, each with the address without it."""
        return [
            Chip(BY_NAME[name].label, self.asked.label_of(name, code), self.asked.without(name, code).url)
            for name, code in self.asked.choices
        ]

    @property
    def keep(self) -> list[tuple[str, str]]:
        """What the form of the facets carries along."""
        return list(self.asked.parameters(but=BY_NAME))

    @property
    def orders(self) -> list[tuple[str | Promise, str, bool]]:
        """(label, address, is the present one) of each order that makes sense; a reduced answer has one."""
        if self.is_reduced:
            return []
        if self.like:
            return []
        sensible = [order for order in ORDERS if order != RELEVANCE or self.asked.question]
        return [(ORDERS[order], self.asked.in_order(order).url, order == self.asked.order) for order in sensible]

    @property
    def ways_out(self) -> list[WayOut]:
        """Searches that find something where this one does not: without a filter, without quotation marks or minus."""
        ways = [
            WayOut(
                _("Without the filter “%(filter)s”") % {"filter": BY_NAME[name].label},
                self.asked.without(name).url,
                self.without[name],
            )
            for name in self.asked.chosen
            if self.without.get(name)
        ]
        question = self.asked.question
        if question.phrases or question.excluded:
            plain = " ".join([*question.words, *question.phrases])
            if plain:
                ways.append(
                    WayOut(_("These words in any order: %(words)s") % {"words": plain}, self.asked.asking(plain).url)
                )
        if len(self.asked.choices) > 1:
            ways.append(WayOut(_("Without any filter"), self.asked.without_filters().url))
        return ways


def answer(asked: Asked) -> Answer:
    """Return the answer to a search; never fails for the state of the index. One query for each kind on the page.

    Raises Http404 for a page that is not there.
    """
    if asked.page < 1:
        raise Http404
    try:
        if asked.like:
            return _like(asked)
        found = _from_index(asked)
        better = _better_spelling(asked, found)
        if better and not found.total:  # better than an empty page: what was probably meant, and that it is that
            found = _from_index(better)
            found.meant_for = asked
        else:
            found.suggestion = better
        return found
    except IndexUnusable:
        log.exception("Search answers from the database")
        if cache.add("search-repair-asked", 1, ASK_AGAIN):
            queue.enqueue("search-repair", "index")
        return _from_database(asked)


def likened(asked: Asked) -> tuple[Asked, Record | None]:
    """Return the search by which an engine finds what is like a published record, and that record if there is one."""
    record = Record.objects.published().filter(identifier=asked.like).first() if asked.like else None
    if record is None:
        return asked.without_like, None
    return replace(asked, question=question_like(record, asked.question.language), order=RELEVANCE), record


def newest(asked: Asked, number: int) -> list[str]:
    """Return what answers a search with all of its words, the newest first: as many pages as `number` of them fill.

    By the names that events use: "record:12", "thread:88". Raises IndexUnusable.
    """
    asked, names = asked.in_order(NEWEST), []
    for page in range(1, min(number // PER_PAGE + 1, LAST_PAGE) + 1):
        _searched, hits = _search(asked, page)
        names += [f"{hit.model_name}:{hit.pk}" for hit in hits[:PER_PAGE] if hit.has_all_words]
        if len(hits) <= PER_PAGE:
            break
    return names


def _like(asked: Asked) -> Answer:
    """Return what is most like a published record, itself left out; everything where there is no such record."""
    searched, record = likened(asked)
    found = _from_index(searched)
    if record is None:
        return found
    found.asked, found.like = asked, Row(record)
    found.rows = [row for row in found.rows if row.identifier != record.identifier]
    found.total = max(found.total - 1, 0)
    return found


def _from_index(asked: Asked) -> Answer:
    searched, results = _search(asked, asked.page)
    page = _page(len(searched), asked.page)
    found = searched.query.found
    is_further = len(results) > PER_PAGE and (asked.after or page.number == LAST_PAGE)
    results = results[:PER_PAGE]
    marks = Highlighter(searched.query.build_query().question) if asked.question else None
    rows = _rows(results, marks)
    if marks and not asked.like:
        found_in_files.explain([row for row in rows if isinstance(row, Row)], marks)
    # what was withdrawn a moment ago is not counted: the index does not know yet
    total = found.total - (len(results) - len(rows))
    return Answer(
        asked,
        total,
        rows,
        page,
        min(found.with_all_words, total),
        found.facets,
        found.without,
        is_more=found.is_more,
        further=name_of(results[-1]) if is_further else "",
    )


def _better_spelling(asked: Asked, found: Answer) -> Asked | None:
    """Return a search in another spelling if it finds what this one does not."""
    if not asked.question or found.with_all_words > suggestions.RARE or asked.after:
        return None
    text = suggestions.suggested(asked.question, live_build())
    better = asked.asking(text) if text else None
    return better if better and _search(better, 1)[0].query.found.total > found.with_all_words else None


def put_to_engine(asked: Asked) -> SearchQuerySet:
    """Return a search as an engine is asked it: its words, chosen codes and order; of what page is for the caller."""
    searched = SearchQuerySet()
    if asked.question:
        searched = searched.filter(content=Typed(with_synonyms(asked.question)))
    for name, codes in asked.criteria.chosen.items():
        searched = searched.filter(**{f"{name}__in": codes})
    return searched.order_by(*asked.sort_fields)


def _search(asked: Asked, page: int) -> tuple[SearchQuerySet, list]:
    """Return the search and its page of hits, with the counts of facets."""
    searched = put_to_engine(asked)
    for facet in FACETS:
        searched.query.add_field_facet(facet.name)  # `searched.facet` copies the whole search for each
    start = (page - 1) * PER_PAGE
    if asked.after:
        searched, start = searched.filter(after=asked.after), 0
    return searched, searched[start : start + PER_PAGE + 1]  # one more: is there a next page?


def _rows(results: list, marks: Highlighter | None) -> list[ResultRow]:
    """Return the rows of those hits that are public now, in their order."""
    by_name: dict[str, ResultRow] = {}
    for index in document_indexes():
        found = [(one.record_kind, int(one.pk)) for one in results if f"{one.app_label}.{one.model_name}" == index.name]
        by_name |= {index.identifier_of(pk): row for pk, row in index.rows(found).items()} if found else {}
    for result in results:
        if row := by_name.get(name_of(result)):
            row.score, row.marks = result.score, marks
    return [by_name[name] for name in map(name_of, results) if name in by_name]


def name_of(result: SearchResult) -> str:
    """Return the name of a hit in the index."""
    return f"{result.app_label}.{result.model_name}.{result.pk}"


def _from_database(asked: Asked) -> Answer:
    """Answer by plain containment in titles and summaries: no stems, no ranking, no counts; marked as reduced."""
    records = narrowed(Record.objects.published(), asked.question, asked.criteria.chosen)
    total = records.count()
    page = _page(total, asked.page)
    start = (page.number - 1) * PER_PAGE
    shown = records.order_by("-published_at", "-pk").values_list("kind", "pk")[start : start + PER_PAGE]
    return Answer(asked, total, rows_of(shown), page, total, is_reduced=True)


def narrowed(records: QuerySet, question: Question, chosen: dict[str, tuple[str, ...]]) -> QuerySet:
    """Return those of these records that have the words and the codes of facets, asked of the database."""
    for part in (*question.words, *question.phrases):
        records = records.filter(_contains(part))
    for part in question.excluded:
        records = records.exclude(_contains(part))
    for name, codes in chosen.items():
        records = records.filter(_has(name, codes))
    return records


def _contains(part: str) -> Q:
    condition = Q()
    for code in LANGUAGE_CODES:
        for name in ("title", "summary"):
            condition |= Q(**{f"{name}_{suffix(code)}__icontains": part})
    return condition


def _has(name: str, codes: tuple[str, ...]) -> Q:
    """Return the condition of a facet for the database: on the shell of records, or on the kinds that have it."""
    if lookup := BY_NAME[name].lookup:
        return Q(pk__in=Record.objects.filter(**{lookup: list(codes)}).values("pk"))
    condition = Q(pk__in=[])
    for kind in kinds.every():
        records = kind.model.objects.all()
        if hasattr(records, "with_facet"):
            condition |= Q(pk__in=records.with_facet(name, codes).values("pk"))
    return condition


def _page(total: int, number: int) -> Page:
    """Return a page of so many hits; raises Http404 for one that is not there."""
    return page_or_404(range(min(total, LAST_PAGE * PER_PAGE)), PER_PAGE, str(number))
