"""haystack's Whoosh engine, with the twenty defects of the stock backend (docs/search.md) kept out.

Row by row: 1 held open in `whoosh_store`; 2 no narrowing by model, one index holds all; 3, 7, 8 one commit of deletions
and additions with a writer that waits; 4 slices taken from the whole order; 5, 6 codes in their own field type; 9, 10,
11 our own analysis; 13 stable sorts, one per field; 14 `query.parse`; 17, 18 years are codes; 19 one store a process
behind a lock; 20 no worker processes, and an empty batch opens no writer.
"""

from typing import Any

from haystack import connections
from haystack.backends import BaseEngine
from haystack.constants import DJANGO_CT, DJANGO_ID, ID
from haystack.exceptions import SearchBackendError
from whoosh.fields import ID as WHOOSH_ID
from whoosh.fields import STORED, Schema

from chm_portal.search.engines import fields, whoosh_schema
from chm_portal.search.engines.answers import Found
from chm_portal.search.engines.base import PortalBackend, PortalQuery
from chm_portal.search.engines.whoosh_search import Search
from chm_portal.search.engines.whoosh_store import Store, store_at
from chm_portal.search.query import Criteria


class WhooshBackend(PortalBackend):
    """Reads and writes one Whoosh index; every thread of a process shares what is held open."""

    # Each commit makes a segment, each segment costs every search, and merging costs more than indexing again would.
    commit_size = 1000

    def __init__(self, connection_alias, **connection_options):
        super().__init__(connection_alias, **connection_options)
        self.path = connection_options["PATH"]
        self._store: Store | None = None

    @property
    def store(self) -> Store:
        """The folders of this connection's index."""
        if self._store is None:
            self.setup()
        return self._store

    def setup(self) -> None:
        """Find the store of our path; opens no file, so that a missing index breaks no start."""
        searchfields = connections[self.connection_alias].get_unified_index().all_searchfields()
        self.content_field_name, self.schema = self.build_schema(searchfields)
        self._store = store_at(str(self.path), self.schema)

    def build_schema(self, fields_by_name: dict) -> tuple[str, Schema]:
        """Return the name of the document field and the Whoosh schema of haystack's fields."""
        schema = {ID: whoosh_schema.sort_field(), DJANGO_CT: STORED(), DJANGO_ID: STORED()}
        content = ""
        for name, field in fields_by_name.items():
            schema[name] = _whoosh_field(field)
            content = name if field.document else content
        return content, Schema(**schema)

    def write(self, documents: list[dict], gone: list[str], name: str = "") -> None:
        """Write one commit into the live index, or into the one being built under this name. Raises IndexUnusable."""
        if not documents and not gone:
            return
        rows = [{name: _whoosh_value(value) for name, value in document.items()} for document in documents]
        with self.store.building(name) if name else self.store.live() as folder:
            folder.write(rows, gone)

    # Building a new one beside the live one

    def begin(self, name: str) -> None:
        """Make an empty index under this name."""
        self.store.begin(name)

    def swap_in(self, name: str) -> None:
        """Make the index of this name the live one."""
        self.store.swap_in(name)

    def live_name(self) -> str:
        """Return the name of the live index, nothing if there is none."""
        return self.store.live_name()

    def tidy(self) -> bool:
        """Do one piece of housekeeping in the live index; return whether there may be more. Raises IndexUnusable."""
        with self.store.live() as folder:
            return folder.tidy()

    def is_half_empty(self) -> bool:
        """Whether most of the live index is what was deleted; only a new one gets rid of that. Raises IndexUnusable."""
        with self.store.live() as folder:
            leaves = folder.leaves()
            return sum(leaf.size for leaf in leaves) > max(1000, 2 * sum(leaf.live.bit_count() for leaf in leaves))

    def read_through(self) -> None:
        """Read the whole live index from disk, which takes seconds; raises IndexUnusable where it is damaged."""
        with self.store.live() as folder:
            folder.close()
            for leaf in folder.leaves():
                leaf.read_through()

    def document_count(self) -> int:
        """Return how many records the live index holds. Raises IndexUnusable."""
        with self.store.live() as folder:
            return sum(leaf.live.bit_count() for leaf in folder.leaves())

    # Reading

    def find(self, criteria: Criteria, start: int, end: int | None, sort: tuple, facets: tuple) -> Found:
        with self.store.live() as folder:
            return Search(folder.leaves(), criteria).run(start, end, sort, facets)


def _whoosh_field(field):
    if isinstance(field, fields.WordsField):
        return whoosh_schema.WordsField(field.language)
    if isinstance(field, fields.CodesField):
        return whoosh_schema.codes_field()
    if isinstance(field, fields.SortField):
        return whoosh_schema.sort_field()
    if isinstance(field, fields.KeptField):
        return WHOOSH_ID(stored=True)
    raise SearchBackendError(f"No place in a Whoosh index for {type(field).__name__}.")


def _whoosh_value(value: Any) -> Any:
    """Codes joined by the separator; words stay a list of (weight, text)."""
    if isinstance(value, list) and value and isinstance(value[0], str):
        return whoosh_schema.SEPARATOR.join(value)
    return value or None


class WhooshEngine(BaseEngine):
    """The engine for up to about ten thousand records on one machine (setting HAYSTACK_CONNECTIONS)."""

    backend = WhooshBackend
    query = PortalQuery
