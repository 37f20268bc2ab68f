"""Rows of a list of results: what a page, a feed and JSON show of what was found."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.text import capfirst

from chm_portal.records import kinds
from chm_portal.records.models import Record
from chm_portal.search.highlighting import Highlighter
from chm_portal.vocabularies.memory import vocabulary

if TYPE_CHECKING:
    from chm_portal.search.found_in_files import FoundIn


class ResultRow:
    """One thing in a list of results; a subclass says what it is, and `record_row.html` shows it.

    It has title and summary as (text, language), kind, service, identifier, url, permanent_address, author, facts,
    languages, published_at, updated_at.
    """

    score: float = 0.0
    marks: Highlighter | None = None
    found_in: "FoundIn | None" = None  # the file that says why it was found, where the row itself does not

    @property
    def shown_title(self) -> str:
        """The title, as HTML with the words that were looked for marked."""
        text, language = self.title
        return self.marks.marked(text, language) if self.marks else text

    @property
    def shown_summary(self) -> str:
        """The part of the summary that says why it was found, likewise."""
        text, language = self.summary
        return self.marks.snippet(text, language) if self.marks and text else text


@dataclass
class Row(ResultRow):
    """One record."""

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
    def kind(self) -> str:
        """The slug of its kind."""
        return self.record.kind

    @property
    def service(self) -> str:
        """The service whose colour it has."""
        return self.record.kind_of.service

    @property
    def identifier(self) -> str:
        """Its permanent identifier."""
        return self.record.identifier

    @property
    def url(self) -> str:
        """The address of its page in the reader's language."""
        return self.record.get_absolute_url()

    @property
    def permanent_address(self) -> str:
        """The address that names it for ever."""
        return self.record.permanent_address

    @property
    def author(self) -> str:
        """Who answers for it."""
        return str(self.record.owner)

    @property
    def published_at(self) -> datetime:
        """When it was first published."""
        return self.record.published_at

    @property
    def updated_at(self) -> datetime:
        """When it was last published."""
        return self.record.updated_at

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


def rows_of(found: Iterable[tuple[str, int]]) -> list[Row]:
    """Return the rows of these (kind, primary key) pairs that are published, in their order; one query a kind."""
    found = list(found)
    records: dict[int, Record] = {}
    for slug in dict.fromkeys(slug for slug, _pk in found):
        pks = [pk for of_slug, pk in found if of_slug == slug]
        records |= kinds.get(slug).model.objects.published().for_list().order_by().in_bulk(pks)
    return [Row(records[pk]) for _slug, pk in found if pk in records]
