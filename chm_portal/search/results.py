"""The answer to a search: from the index, or in a reduced way from the database while the index cannot be read.

What is shown is read from the database by `.published()`: whatever state the index is in, nothing else comes out.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.cache import cache
from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.utils.functional import Promise, cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from haystack.query import SearchQuerySet

from chm_portal.common.languages import LANGUAGE_CODES, suffix
from chm_portal.outbox import queue
from chm_portal.records import kinds
from chm_portal.records.models import Record
from chm_portal.search.address import ORDERS, PER_PAGE, RELEVANCE, Asked
from chm_portal.search.engines import IndexUnusable
from chm_portal.search.facets import BY_NAME, FACETS, Option
from chm_portal.search.query import Typed
from chm_portal.vocabularies.memory import vocabulary

log = logging.getLogger(__name__)
OPEN_FACETS = 4  # the others are folded until something of them is chosen
ASK_AGAIN = 30  # seconds before another reader's failed search asks for a repair


@dataclass(frozen=True)
class Row:
    """One record in a list, as templates/components/record_row.html takes it."""

    record: Record

    @property
    def title(self) -> tuple[str, str]:
        """(title, language it is in)."""
        return self.record.title_shown

    @property
    def summary(self) -> tuple[str, str]:
        """(summary, language it is in)."""
        return self.record.summary_shown

    @property
    def facts(self) -> list[str | Promise]:
        """A line of facts: the kind's own, or the kind and who answers for the record."""
        if hasattr(self.record, "row_facts"):
            return self.record.row_facts()
        return [capfirst(self.record.kind_of.label), self.record.owner.label]

    @property
    def languages(self) -> str:
        """The languages in which it can be read."""
        return vocabulary("language").listed(self.record.languages)


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
    rows: list[Row]
    page_obj: Page
    with_all_words: int = 0
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    without: dict[str, int] = field(default_factory=dict)
    is_reduced: bool = False

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
    """Return the answer to a search; never fails for the state of the index. One query for each kind on the page."""
    try:
        return _from_index(asked)
    except IndexUnusable:
        log.exception("Search answers from the database")
        if cache.add("search-repair-asked", 1, ASK_AGAIN):
            queue.enqueue("search-repair", "index")
        return _from_database(asked)


def _from_index(asked: Asked) -> Answer:
    searched, results = _search(asked, asked.page)
    page = _page(len(searched), asked.page)
    if page.number != asked.page:  # beyond the last page: show the last one
        searched, results = _search(asked, page.number)
    found = searched.query.found
    rows = rows_of((result.record_kind, int(result.pk)) for result in results)
    # what was withdrawn a moment ago is not counted: the index does not know yet
    total = found.total - (len(results) - len(rows))
    return Answer(asked, total, rows, page, min(found.with_all_words, total), found.facets, found.without)


def _search(asked: Asked, page: int) -> tuple[SearchQuerySet, list]:
    """Return the search and its page of hits; the only place that asks an engine."""
    searched = SearchQuerySet()
    if asked.question:
        searched = searched.filter(content=Typed(asked.question))
    for name, codes in asked.criteria.chosen.items():
        searched = searched.filter(**{f"{name}__in": codes})
    for facet in FACETS:
        searched = searched.facet(facet.name)
    searched = searched.order_by(*asked.sort_fields)
    start = (page - 1) * PER_PAGE
    return searched, searched[start : start + PER_PAGE]


def _from_database(asked: Asked) -> Answer:
    """Answer by plain containment in titles and summaries: no stems, no ranking, no counts; marked as reduced."""
    records = Record.objects.published()
    for part in (*asked.question.words, *asked.question.phrases):
        records = records.filter(_contains(part))
    for part in asked.question.excluded:
        records = records.exclude(_contains(part))
    for name, codes in asked.criteria.chosen.items():
        records = records.filter(_has(name, codes))
    total = records.count()
    page = _page(total, asked.page)
    start = (page.number - 1) * PER_PAGE
    shown = records.order_by("-published_at", "-pk").values_list("kind", "pk")[start : start + PER_PAGE]
    return Answer(asked, total, rows_of(shown), page, total, is_reduced=True)


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
    return Paginator(range(total), PER_PAGE).get_page(number)


def rows_of(found: Iterable[tuple[str, int]]) -> list[Row]:
    """Return the rows of these (kind, primary key) pairs that are published, in their order; one query a kind."""
    found = list(found)
    records: dict[int, Record] = {}
    for slug in dict.fromkeys(slug for slug, _pk in found):
        pks = [pk for of_slug, pk in found if of_slug == slug]
        records |= kinds.get(slug).model.objects.published().for_list().in_bulk(pks)
    return [Row(records[pk]) for _slug, pk in found if pk in records]
