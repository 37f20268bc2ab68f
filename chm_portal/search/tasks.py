"""Search's work on the indexer's queue; the indexer runs one task at a time."""

from contextlib import suppress

from celery import shared_task

from chm_portal.search import building, followed, indexer, misses
from chm_portal.search.engines import IndexUnusable

MATCHING_SECONDS = 60


@shared_task
def build() -> str:
    """Go on with the build of an index for a moment, then ask for the next moment, so that updates come between."""
    going_on = building.step()
    if going_on is None:
        return "nothing to build"
    if not going_on.finished_at:
        build.apply_async(queue="index")
    return f"{going_on.done} of {going_on.total}"


@shared_task
def forget_misses() -> int:
    """Delete the questions without an answer that are older than half a year."""
    return misses.forget_old()


@shared_task
def match_followed() -> int:
    """Ask searches that people follow again where something new was published; return how many notices that makes."""
    with suppress(IndexUnusable):  # asked again by the next run
        return followed.match(MATCHING_SECONDS)
    return 0


@shared_task
def sweep() -> str:
    """Compare the live index with the database, repair differences both ways, begin a new one where it is unusable."""
    repaired = 0
    if live := indexer.live_build():
        with suppress(IndexUnusable):  # which is what problem() finds next
            repaired = indexer.repair(live)
            indexer.tidy()
    if reason := building.problem():
        building.start(reason)
        build.apply_async(queue="index")
    return reason or f"{repaired} repaired"
