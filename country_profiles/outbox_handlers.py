"""What follows a focal point's acts on the worker side."""

from chm_portal.outbox import queue
from country_profiles import feed_reading


@queue.handler("national-feed")
def read_feeds(keys: list[str]) -> None:
    """Read feeds that somebody asked to be read; done again, it reads none that was read since."""
    for key in keys:
        feed_reading.read_asked(int(key))
