"""Counting without writing at each request: a process remembers, and one statement a minute adds it to the database.

Several web processes add to the same rows. What a process has not written yet when it is killed is lost, at most the
last minute of it; one that is ended in order writes first. No address, no cookie, nothing of a person is remembered.
"""

import atexit
import logging
import threading
from collections import Counter
from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.db import Error, connection, transaction
from django.http import HttpRequest

from chm_portal.common.visitors import is_reader
from chm_portal.directory.models import today
from chm_portal.usage.models import DailyUse

VIEW, DOWNLOAD = "views", "downloads"
WRITTEN_AT = 500  # remembered rows: then it is written at once, so that a busy process remembers little
REMEMBERED_AT_MOST = 50_000  # rows while the database is away; what is read beyond that is not counted
log = logging.getLogger(__name__)

_lock = threading.Lock()
_remembered: Counter[tuple[int, date, str]] = Counter()
_timer: threading.Timer | None = None


def count(request: HttpRequest, record_id: int, what: str) -> None:
    """Remember that somebody reads a published record's page (VIEW) or takes its file (DOWNLOAD); no query.

    `request.counted` says it to who keeps the page, and counts whoever is given it without the view being asked.
    """
    request.counted = (record_id, what)
    if not is_reader(request):
        return
    key = (record_id, today(), what)
    with _lock:
        is_new = key not in _remembered
        if is_new and len(_remembered) >= REMEMBERED_AT_MOST:
            return
        _remembered[key] += 1
        _see_to_writing(at_once=is_new and len(_remembered) == WRITTEN_AT)


def _see_to_writing(at_once: bool) -> None:
    """Have another thread write soon, so that no reader waits for it; called with the lock held."""
    global _timer  # noqa: PLW0603 - the one timer of the process
    if settings.USAGE_WRITE_SECONDS is None:
        return
    if at_once and _timer:
        _timer.cancel()
        _timer = None
    if _timer is None:
        _timer = threading.Timer(0 if at_once else settings.USAGE_WRITE_SECONDS, _write_in_time)
        _timer.daemon = True
        _timer.start()


def _write_in_time() -> None:
    global _timer  # noqa: PLW0603
    with _lock:
        _timer = None
    try:
        write()
    finally:
        connection.close()  # this thread ends, its connection with it


@atexit.register
def _write_at_the_end() -> None:
    if _remembered:
        write()


def write() -> int:
    """Add what is remembered to the database, in one statement; return how many rows. What fails is tried again."""
    with _lock:
        taken = Counter(_remembered)
        _remembered.clear()
    if not taken:
        return 0
    try:
        return _add(taken)
    except Error:
        log.warning("The use of %d records could not be written; it is tried again.", len(taken))
        with _lock:
            _remembered.update(taken)
        return 0


def _add(taken: Counter) -> int:
    keys = sorted({(record, day) for record, day, _what in taken})  # in one order, so that two processes never deadlock
    columns: Iterable[list] = (
        [record for record, _day in keys],
        [day for _record, day in keys],
        [taken[(*key, VIEW)] for key in keys],
        [taken[(*key, DOWNLOAD)] for key in keys],
    )
    table = DailyUse._meta.db_table
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} AS old (record, day, views, downloads)"  # noqa: S608 - our table
            " SELECT * FROM unnest(%s::bigint[], %s::date[], %s::int[], %s::int[])"
            " ON CONFLICT (record, day) DO UPDATE"
            " SET views = old.views + excluded.views, downloads = old.downloads + excluded.downloads",
            list(columns),
        )
    return len(keys)


def forget() -> None:
    """Forget what is remembered: what tests begin with."""
    with _lock:
        _remembered.clear()
