"""What the outbox hands to search: records that changed, and the news that an index cannot be read."""

import logging

from chm_portal.outbox import queue
from chm_portal.search import building, indexer, tasks
from chm_portal.search.engines import IndexUnusable

log = logging.getLogger(__name__)


@queue.handler("index", queue="index")
def index(keys: list[str]) -> None:
    """Bring what topics name ("record:12") up to date in the live index; where there is none, a new one reads all."""
    try:
        indexer.index(keys)
    except IndexUnusable as error:
        _build_anew(str(error))


@queue.handler("search-repair", queue="index")
def repair(_keys: list[str]) -> None:
    """Build the index anew if it is damaged: a reader has met one that cannot be read."""
    reason = building.problem() or building.damage()
    if reason:
        _build_anew(reason)
    else:
        log.warning("A web process could not read the search index, which is good: may it read those files?")


def _build_anew(reason: str) -> None:
    """Begin a new index and do what can be done at once: small portals are ready then."""
    building.start(reason)
    tasks.build()
