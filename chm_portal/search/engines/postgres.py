"""haystack's engine on the portal's own database, for more than ten thousand records or several machines."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connection, transaction
from haystack.backends import BaseEngine

from chm_portal.search.engines import IndexUnusable
from chm_portal.search.engines import postgres_shelves as shelves
from chm_portal.search.engines.answers import Found
from chm_portal.search.engines.base import PortalBackend, PortalQuery
from chm_portal.search.engines.postgres_search import Search
from chm_portal.search.query import Criteria


@contextmanager
def _damage_named() -> Iterator[None]:
    """Turn what the database says of a table that is missing or damaged into IndexUnusable."""
    try:
        with transaction.atomic():
            yield
    except DatabaseError as error:
        raise IndexUnusable(f"The search index in the database cannot be used: {error!r}") from error


class PostgresBackend(PortalBackend):
    """Reads and writes the tables of the index; every process asks the database which one is live."""

    def setup(self) -> None:
        """Do nothing: the tables come with the migrations."""

    def write(self, documents: list[dict], gone: list[str], name: str = "") -> None:
        if documents or gone:
            with _damage_named():
                shelves.write(shelves.building(name) if name else shelves.live(), documents, gone)

    def find(self, criteria: Criteria, start: int, end: int | None, sort: tuple, facets: tuple) -> Found:
        with _damage_named():
            return Search(shelves.live(), criteria).run(start, end, sort, facets)

    def begin(self, name: str) -> None:
        """Make an empty index under this name."""
        shelves.begin(name)

    def swap_in(self, name: str) -> None:
        """Make the index of this name the live one."""
        shelves.swap_in(name)

    def live_name(self) -> str:
        """Return the name of the live index, nothing if there is none."""
        try:
            return shelves.live().build_name
        except IndexUnusable:
            return ""

    def document_count(self) -> int:
        """Return how many documents the live index holds. Raises IndexUnusable."""
        return self._one("count(*)")

    def read_through(self) -> None:
        """Read the whole live index; raises IndexUnusable where it is damaged."""
        self._one("sum(length(terms) + length(bag) + length(codes))")

    def _one(self, expression: str) -> int:
        with _damage_named(), connection.cursor() as cursor:
            cursor.execute(f"SELECT {expression} FROM {shelves.TABLES[shelves.live().letter]}")
            return cursor.fetchone()[0] or 0

    def tidy(self) -> bool:
        """Do nothing: PostgreSQL keeps its tables tidy itself."""
        return False

    def is_half_empty(self) -> bool:
        """Whether most of the index is what was deleted: never, see tidy."""
        return False


class PostgresEngine(BaseEngine):
    """The engine for large portals and for several web machines (setting SEARCH_ENGINE)."""

    backend = PostgresBackend
    query = PortalQuery
