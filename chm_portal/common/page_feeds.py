"""Which pages have a feed and files of their list: what the frame of every page asks, and interop fills at start-up."""

from dataclasses import dataclass

from django.urls import ResolverMatch, reverse


@dataclass(frozen=True)
class PageFeed:
    """The feed of a page: the name in its address, and which argument of the page says whose feed it is, if any."""

    name: str
    key: str = ""
    is_table: bool = False  # whether the list goes out as CSV and XLSX too


FILES = (("CSV", "csv"), ("Excel", "xlsx"))
_feeds: dict[str, PageFeed] = {}


def enter(view_name: str, name: str, key: str = "", is_table: bool = False) -> None:
    """Say that a page has a feed."""
    _feeds[view_name] = PageFeed(name, key, is_table)


def address_of(match: ResolverMatch | None) -> str:
    """Return the address, in the reader's language, of the feed of the page that was asked for; nothing without one."""
    feed = _feeds.get(match.view_name) if match else None
    return _address(feed, match, "feed") if feed else ""


def files_of(match: ResolverMatch | None) -> list[tuple[str, str]]:
    """Return (label, address) of the files in which the list of the page goes out whole."""
    feed = _feeds.get(match.view_name) if match else None
    if feed is None or not feed.is_table:
        return []
    return [(label, _address(feed, match, f"list_{extension}")) for label, extension in FILES]


def _address(feed: PageFeed, match: ResolverMatch, view: str) -> str:
    if feed.key:
        return reverse(f"interop:{view}_of", args=[feed.name, match.kwargs[feed.key]])
    return reverse(f"interop:{view}", args=[feed.name])
