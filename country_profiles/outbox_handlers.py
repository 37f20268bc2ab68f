"""What follows a focal point's acts on the worker side."""

from chm_portal.outbox import queue
from country_profiles import feed_reading
from country_profiles.exports import keeping


@queue.handler("national-feed")
def read_feeds(keys: list[str]) -> None:
    """Read feeds that somebody asked to be read; done again, it reads none that was read since."""
    for key in keys:
        feed_reading.read_asked(int(key))


@queue.handler("country-export")
def make_exports(keys: list[str]) -> None:
    """Make one archive that somebody asked for, and put the others back: together they could take too long a task."""
    first, *others = keys
    for key in others:
        queue.enqueue("country-export", key)
    keeping.make(first)
