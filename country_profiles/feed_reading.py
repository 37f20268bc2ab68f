"""Reading the feeds of national clearing-houses: each new entry becomes a draft of its Party, once (R64).

The web is asked between two transactions: one that claims the feed, one that writes what came of it.
"""

from collections.abc import Iterable
from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from chm_portal.audit import trail
from chm_portal.common import guarded_http
from chm_portal.common.languages import suffix
from chm_portal.common.offer import is_offered
from chm_portal.directory import access
from chm_portal.directory.owners import Owner
from chm_portal.records import kinds, submission
from chm_portal.records.models import Record
from chm_portal.vocabularies.memory import vocabulary
from country_profiles.feed_parsing import Item, NotAFeed, Reading, read_feed
from country_profiles.models import FeedEntry, NationalFeed, Stopped

HOW_OFTEN = timedelta(hours=6)
BATCH = 5  # feeds in a round: at most ten seconds each for the way there, a task has two minutes
MOST_BYTES = 2_000_000
MOST_WAITING = 100  # drafts of a feed that nobody has dealt with; then reading waits for people
FULL = "full"


def is_possible() -> bool:
    """Whether feeds are read here at all: there are countries, and resources to be drafted."""
    return is_offered("country_profiles") and kinds.get("resource").is_offered


def read_due() -> int:
    """Read the feeds whose turn it is, the longest unread first; return how many drafts were made."""
    if not is_possible():
        return 0
    due = Q(tried_at=None) | Q(tried_at__lt=timezone.now() - HOW_OFTEN)
    feeds = NationalFeed.objects.filter(due, stopped=Stopped.NOT).order_by(F("tried_at").asc(nulls_first=True), "pk")
    return sum(read(pk) for pk in list(feeds.values_list("pk", flat=True)[:BATCH]))


def read_asked(pk: int) -> int:
    """Read a feed that somebody asked to be read now; one that was read since stays as it is."""
    is_asked = NationalFeed.objects.filter(pk=pk, asked_at__isnull=False).exists()
    return read(pk) if is_asked and is_possible() else 0


def read(pk: int) -> int:
    """Read one feed and draft what is new in it; return how many drafts were made. No feed can make it raise."""
    feed = _claim(pk)
    if feed is None:
        return 0
    try:
        fetched = guarded_http.fetch(feed.address, max_bytes=MOST_BYTES)
        if fetched.status != 200:
            raise guarded_http.Unreachable(f"status {fetched.status}")
        reading = read_feed(fetched.body, fetched.address)
    except (guarded_http.FetchError, NotAFeed) as error:
        NationalFeed.objects.filter(pk=pk, address=feed.address).update(reason=error.reason)
        return 0
    return _take(feed, reading)


@transaction.atomic
def _claim(pk: int) -> NationalFeed | None:
    """Take a feed for reading, so that nobody else does; none if it is not to be read."""
    feed = NationalFeed.objects.select_for_update().get(pk=pk)
    if not feed.is_on:
        return None
    feed.asked_at, feed.tried_at = None, timezone.now()
    if not may_go_on(feed):
        feed.stopped = Stopped.NO_AUTHOR
        trail.record("feed.stopped", None, f"country:{owner_of(feed).slug}", reason=feed.stopped)
    is_full = feed.is_on and waiting_of(feed) >= MOST_WAITING
    if is_full:
        feed.reason = FULL
    feed.save(update_fields=["asked_at", "tried_at", "stopped", "reason"])
    return feed if feed.is_on and not is_full else None


def owner_of(feed: NationalFeed) -> Owner:
    """Return the Party whose feed it is."""
    return Owner.party(vocabulary("country").by_pk(feed.country_id))


def may_go_on(feed: NationalFeed) -> bool:
    """Whether the person in whose name the drafts are written is there and still speaks for the Party."""
    return feed.author.is_active and access.speaks_for(feed.author, owner_of(feed))


def waiting_of(feed: NationalFeed) -> int:
    """Return how many drafts of the feed nobody has published or discarded."""
    waiting = Record.objects.filter(state=Record.State.UNPUBLISHED, revisions__state__in=["draft", "returned"])
    return waiting.filter(pk__in=feed.entries.values("record")).count()


@transaction.atomic
def _take(claimed: NationalFeed, reading: Reading) -> int:
    """Draft what is new, the oldest first, unless the feed was moved or switched off meanwhile."""
    feed = NationalFeed.objects.select_for_update().select_related("author").get(pk=claimed.pk)
    is_as_claimed = (feed.address, feed.author_id) == (claimed.address, claimed.author_id)
    if not feed.is_on or not is_as_claimed or not may_go_on(feed):
        return 0
    new = _unknown(feed, reading.items)[: MOST_WAITING - waiting_of(feed)]
    for item in reversed(new):
        _draft(feed, item)
    feed.read_at, feed.reason, feed.passed_over = timezone.now(), "", reading.passed_over
    feed.save(update_fields=["read_at", "reason", "passed_over"])
    if new:
        trail.record("feed.read", None, f"country:{owner_of(feed).slug}", drafts=len(new))
    return len(new)


def _unknown(feed: NationalFeed, items: Iterable[Item]) -> list[Item]:
    """Return the items never drafted before, by their own identifier and, since some feeds change it, by their link."""
    keys, links = set(), set()
    for key, link in feed.entries.values_list("key", "link"):
        keys.add(key)
        links.add(link)
    return [item for item in items if item.key not in keys and item.link not in links]


def _draft(feed: NationalFeed, item: Item) -> None:
    key = uuid5(NAMESPACE_URL, f"chm-feed:{feed.pk}:{item.key}")
    by, language = feed.author, item.language or feed.author.interface_language
    revision = submission.start(kinds.get("resource"), owner_of(feed), by, key, taken_from=feed.address)
    texts = {f"title_{suffix(language)}": item.title, f"summary_{suffix(language)}": item.summary}
    rest = {"original_url": item.link, "date": item.date, "languages": [item.language] if item.language else []}
    submission.save(revision, by, texts | rest)
    FeedEntry.objects.create(feed=feed, key=item.key, link=item.link, title=item.title, record=revision.record)
