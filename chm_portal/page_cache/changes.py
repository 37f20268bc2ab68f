"""The number of public changes: counted in the database, known to each web process for a second."""

import threading
import time

from django.conf import settings
from django.db import Error, connection

from chm_portal.page_cache.models import PublicChange
from chm_portal.vocabularies import memory

_TABLE = PublicChange._meta.db_table


def count() -> None:
    """Count a change of what the public finds that no table shows, as that of a search index, in this transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT page_cache_count_change()")


def committed() -> int:
    """Return how many transactions have changed what is public; one query."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(sum(changes), 0)::bigint FROM {_TABLE}")  # noqa: S608 - our table
        return cursor.fetchone()[0]


def add_up() -> int:
    """Add rows of more than ten minutes ago to the row of transaction 0, which leaves the sum, and return how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH gone AS (DELETE FROM {_TABLE} WHERE transaction <> 0 AND at < now() - interval '10 minutes'"  # noqa: S608 - our table
            " RETURNING changes), added AS (SELECT coalesce(sum(changes), 0) AS changes, count(*) AS rows FROM gone),"
            f" kept AS (INSERT INTO {_TABLE} AS old (transaction, changes) SELECT 0, changes FROM added"
            " ON CONFLICT (transaction) DO UPDATE SET changes = old.changes + excluded.changes)"
            " SELECT rows FROM added"
        )
        return cursor.fetchone()[0]


class Known:
    """What one process knows of the number; its threads share it, and one of them asks for all."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._number: int | None = None
        self._asked: float | None = None  # on the clock of time.monotonic

    def number(self) -> int | None:
        """Return the number as it was at most PAGE_CACHE_CHECK_SECONDS ago; None while the database is away."""
        if self._is_fresh():
            return self._number
        with self._lock:
            if not self._is_fresh():
                self._ask()
            return self._number

    def forget(self) -> None:
        """Have the next request ask again."""
        self._number = self._asked = None

    def _is_fresh(self) -> bool:
        asked = self._asked  # another thread may set it to None at any moment
        return asked is not None and time.monotonic() - asked < settings.PAGE_CACHE_CHECK_SECONDS

    def _ask(self) -> None:
        asked = time.monotonic()  # before the question: what is committed during it counts as not known
        try:
            number = committed()
        except Error:
            self._number = self._asked = None
            return
        if number != self._number:
            memory.look_again()  # first: a page that is kept under the new number has the words of today
        self._number, self._asked = number, asked


known = Known()
