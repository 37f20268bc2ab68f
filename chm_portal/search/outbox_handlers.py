"""What the outbox hands to search: records that changed, and the news that an index cannot be read."""

from datetime import timedelta

from django.utils import timezone

from chm_portal.outbox import queue
from chm_portal.search import building, indexer, tasks
from chm_portal.search.engines import IndexUnusable

SETTLED = timedelta(minutes=1)  # readers who met the old index may still be reporting it


@queue.handler("index", queue="index")
def index(keys: list[str]) -> None:
    """Bring records ("record:12") up to date in the live index; where there is none, a new one reads them all."""
    try:
        indexer.index(int(key.partition(":")[2]) for key in keys)
    except IndexUnusable as error:
        _build_anew(str(error))


@queue.handler("search-repair", queue="index")
def repair(_keys: list[str]) -> None:
    """Build the index anew, because a reader met one that cannot be read; not if that has just been done."""
    live = indexer.live_build()
    if building.problem() or not live or live.finished_at < timezone.now() - SETTLED:
        _build_anew("A search could not read the index.")


def _build_anew(reason: str) -> None:
    """Begin a new index and do what can be done at once: small portals are ready then."""
    building.start(reason)
    tasks.build()
