"""The table of feeds: each says its name in the address, the pages it belongs to, and what is in it."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from chm_portal.common import page_feeds
from chm_portal.common.atom import MOST_ENTRIES, Entry
from chm_portal.common.offer import is_offered
from chm_portal.records.feed_entries import entries_of
from chm_portal.search.rows import rows_of


class FeedSource:
    """What one kind of feed consists of; `subject` is whose feed it is, None where there is only one of the kind."""

    name = ""  # in the address
    pages: tuple[str, ...] = ()  # names of the addresses of the pages that have it
    key = ""  # the argument of those pages that says whose feed it is
    services: tuple[str, ...] = ()  # the apps it is about, without which there is no such feed

    @property
    def is_offered(self) -> bool:
        """Whether the services are there that it is about."""
        return all(map(is_offered, self.services))

    def find(self, code: str) -> Any:
        """Return the subject of a code in the address. Raises Http404."""
        raise Http404

    def title(self, subject: Any) -> str:
        """Return what the feed is called in the reader's language."""
        raise NotImplementedError

    def page(self, subject: Any) -> str:
        """Return the path of the page that it is of."""
        raise NotImplementedError

    def entries(self, subject: Any) -> Iterable[Entry]:
        """Return the entries, the latest change first."""
        raise NotImplementedError


class RecordSource(FeedSource):
    """Base of feeds of records, whose lists go out as tables too."""

    def records(self, subject: Any) -> QuerySet:
        """Return the published records."""
        raise NotImplementedError

    def entries(self, subject: Any) -> list[Entry]:
        """Return the entries of those that were published last; two queries and one for each kind among them."""
        pairs = self.records(subject).order_by("-updated_at", "-pk").values_list("kind", "pk")[:MOST_ENTRIES]
        return entries_of(row.record for row in rows_of(pairs))


_sources: dict[str, FeedSource] = {}


def source(make: type[FeedSource]) -> type[FeedSource]:
    """Enter a class of feeds in the table, and its pages among those that have a feed."""
    _sources[make.name] = make()
    for page in make.pages:
        page_feeds.enter(page, make.name, make.key, is_table=issubclass(make, RecordSource))
    return make


def get_or_404(name: str) -> FeedSource:
    """Return the feeds of a name, if their service is switched on. Raises Http404."""
    found = _sources.get(name)
    if found is None or not found.is_offered:
        raise Http404
    return found


def get_records_or_404(name: str) -> RecordSource:
    """Return a list of records by the name of its feed. Raises Http404."""
    found = get_or_404(name)
    if not isinstance(found, RecordSource):
        raise Http404
    return found


def every() -> list[FeedSource]:
    """Return all feeds that there are."""
    return [one for one in _sources.values() if one.is_offered]
