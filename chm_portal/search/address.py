"""A search as its address says it: question, chosen facets, order, page; the same search has one address."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from chm_portal.common.address_filter import not_known
from chm_portal.common.languages import suffix
from chm_portal.search.facets import BY_NAME, FACETS
from chm_portal.search.query import Criteria, Question, parse

PER_PAGE = 20
MOST_VALUES = 50  # of one facet
MOST_UNKNOWN = 5  # of values that no facet has: so many are told
LAST_PAGE = 100  # further on, pages are named by the hit that they come after
_IDENTIFIER = re.compile(r"CHM-[A-Z0-9-]{1,56}")
_HIT = re.compile(r"[a-z_]{1,40}\.[a-z_]{1,40}\.[0-9]{1,18}")
RELEVANCE, NEWEST, TITLE = "relevance", "newest", "title"
PARAMETERS = frozenset({"q", "like", "sort", "page", "after", "format", *BY_NAME})  # of the address of a list
ORDERS = {RELEVANCE: _("Best match"), NEWEST: _("Newest"), TITLE: _("Title")}


@dataclass(frozen=True)
class Asked:
    """What a reader asks of a list; `pinned` is what the page itself decides (the knowledge base: one kind)."""

    question: Question = field(default_factory=Question)
    chosen: dict[str, tuple[str, ...]] = field(default_factory=dict)
    pinned: dict[str, tuple[str, ...]] = field(default_factory=dict)
    order: str = NEWEST
    page: int = 1
    like: str = ""  # the identifier of the record that results are to be like
    after: str = ""  # the hit, by its identifier in the index, after which the page begins
    unknown: tuple[tuple[str, str], ...] = ()  # (parameter, value) of the address that is not known; left out

    @classmethod
    def read(cls, query: QueryDict, language: str, pinned: dict[str, tuple[str, ...]] | None = None) -> "Asked":
        """Return what an address asks; whatever is no value of ours is left out, and of facets kept as `unknown`."""
        question = parse(query.get("q", ""), language)
        pinned = pinned or {}
        chosen, unknown = {}, []
        for facet in FACETS:
            asked = sorted({code for code in query.getlist(facet.name)[:MOST_VALUES] if code})
            codes = tuple(code for code in asked if facet.label_of(code) is not None)
            if facet.name in pinned:
                continue
            unknown += [(facet.name, code) for code in asked if code not in codes]
            if codes:
                chosen[facet.name] = codes
        order = query.get("sort", "")
        if order not in ORDERS or (order == RELEVANCE and not question):
            order = cls.usual_order(question)
        after, like = query.get("after", ""), query.get("like", "").strip().upper()
        if like and not _IDENTIFIER.fullmatch(like):
            unknown, like = [("like", like), *unknown], ""
        return cls(
            question,
            chosen,
            pinned,
            order,
            _page(query.get("page", "")),
            like="" if question else like,
            after=after if _HIT.fullmatch(after) else "",
            unknown=tuple(unknown[:MOST_UNKNOWN]),
        )

    @staticmethod
    def usual_order(question: Question) -> str:
        """Return the order that is not named in the address: best first for a question, newest first without one."""
        return RELEVANCE if question else NEWEST

    @property
    def criteria(self) -> Criteria:
        """What an engine is asked."""
        return Criteria(self.question, self.pinned | self.chosen, self.after)

    @property
    def sort_fields(self) -> tuple[str, ...]:
        """The index fields of the order; titles are in the order of the reader's language."""
        return {NEWEST: ("-published",), TITLE: (f"title_{suffix(self.question.language)}",)}.get(self.order, ())

    @property
    def query(self) -> str:
        """The address's query without the page, in the one order in which we write it."""
        return urlencode(list(self.parameters()))

    def page_url(self, page: int | str) -> str:
        """Return the relative address of a page: by its number, or by the hit after which it begins."""
        name = "page" if isinstance(page, int) else "after"
        return f"?{urlencode([*self.parameters(), (name, page)])}"

    @property
    def url(self) -> str:
        """The relative address of the first page of this search."""
        return f"?{self.query}" if self.query else "?"

    @property
    def urls_as(self) -> dict[str, str]:
        """The relative addresses of this search in other formats: {"atom": "?theme=forests&format=atom"}."""
        return {
            name: f"?{urlencode([*self.parameters(), ('format', name)])}" for name in ("atom", "json", "csv", "xlsx")
        }

    def parameters(self, but: Iterable[str] = ()) -> Iterable[tuple[str, str]]:
        """Yield the (name, value) pairs of the address, without the page."""
        if self.question.text and "q" not in but:
            yield "q", self.question.text
        if self.like and "like" not in but:
            yield "like", self.like
        for facet in FACETS:
            if facet.name not in but:
                yield from ((facet.name, code) for code in self.chosen.get(facet.name, ()))
        if self.order != self.usual_order(self.question) and "sort" not in but:
            yield "sort", self.order

    def without(self, facet: str, code: str = "") -> "Asked":
        """Return the same search without one chosen code, or without any of a facet."""
        left = tuple(other for other in self.chosen[facet] if code and other != code)
        chosen = {name: codes for name, codes in (self.chosen | {facet: left}).items() if codes}
        return replace(self, chosen=chosen, page=1, after="")

    def without_filters(self) -> "Asked":
        """Return the same question and order, with nothing chosen."""
        return replace(self, chosen={}, page=1, after="")

    def in_order(self, order: str) -> "Asked":
        """Return the same search in another order."""
        return replace(self, order=order, page=1, after="")

    def asking(self, text: str) -> "Asked":
        """Return another question with the same choices."""
        return replace(self, question=parse(text, self.question.language), page=1, after="")

    @property
    def left_out(self) -> list[str]:
        """A sentence for each value of the address that its facet does not have, and for a record that is not there."""
        labels = {name: facet.label for name, facet in BY_NAME.items()} | {"like": _("More like this")}
        return [not_known(labels[name], code) for name, code in self.unknown]

    @property
    def without_like(self) -> "Asked":
        """The same search where no public record has the identifier of what results are to be like."""
        return replace(self, like="", unknown=(("like", self.like), *self.unknown)) if self.like else self

    @property
    def name(self) -> str:
        """What tells this search from others: its words, then what was chosen."""
        parts = [self.question.text, *(self.label_of(facet, code) for facet, code in self.choices)]
        return " · ".join(part for part in parts if part)[:150]

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Every chosen (facet, code)."""
        return [(facet.name, code) for facet in FACETS for code in self.chosen.get(facet.name, ())]

    @staticmethod
    def label_of(facet: str, code: str) -> str:
        """Return the label of a chosen code."""
        return BY_NAME[facet].label_of(code) or code


def _page(text: str) -> int:
    """Return the number of a page, the first where none is named, and 0, which is none, for what is no number."""
    if not text:
        return 1
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else 0
