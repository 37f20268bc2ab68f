"""haystack's Whoosh engine, with the twenty defects of the stock backend (docs/search.md) kept out.

Row by row: 1 held open in `whoosh_store`; 2 no narrowing by model, there is one index for records; 3, 7, 8 one commit
of deletions and additions with a writer that waits; 4 slices taken from the whole order; 5, 6 codes in their own field
type; 9, 10, 11 our own analysis; 13 stable sorts, one per field; 14 `query.parse`; 17, 18 years are codes; 19 one store
a process behind a lock; 20 no worker processes, and an empty batch opens no writer. Highlighting (12), spelling
suggestions (15) and "more like this" (16) are not offered: asking for them raises.
"""

from collections.abc import Iterable
from copy import deepcopy
from typing import Any

from haystack import connections
from haystack.backends import BaseEngine, BaseSearchQuery, log_query
from haystack.backends.whoosh_backend import WhooshSearchBackend
from haystack.constants import DJANGO_CT, DJANGO_ID, ID
from haystack.exceptions import SearchBackendError, SkipDocument
from haystack.models import SearchResult
from haystack.utils import get_identifier
from whoosh.fields import ID as WHOOSH_ID
from whoosh.fields import STORED, Schema

from chm_portal.search.engines import fields, whoosh_schema
from chm_portal.search.engines.whoosh_search import Found, Search
from chm_portal.search.engines.whoosh_store import Store, store_at
from chm_portal.search.query import Criteria, Question, Typed, parse

UNANSWERED = {
    *("highlight", "date_facets", "query_facets", "narrow_queries", "spelling_query", "within", "dwithin", "boost"),
}


class WhooshBackend(WhooshSearchBackend):
    """Reads and writes one Whoosh index; every thread of a process shares what is held open."""

    def __init__(self, connection_alias, **connection_options):
        super().__init__(connection_alias, **connection_options)
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
        self.setup_complete = True

    def build_schema(self, fields_by_name: dict) -> tuple[str, Schema]:
        """Return the name of the document field and the Whoosh schema of haystack's fields."""
        schema = {ID: whoosh_schema.sort_field(), DJANGO_CT: STORED(), DJANGO_ID: STORED()}
        content = ""
        for name, field in fields_by_name.items():
            schema[name] = _whoosh_field(field)
            content = name if field.document else content
        return content, Schema(**schema)

    # Writing: for the indexer alone

    def update(self, index, iterable: Iterable, commit: bool = True) -> None:
        """Put these objects into the live index in one commit; those that may not be found are taken out of it."""
        documents, gone = self.prepare(index, iterable)
        self.write(documents, gone)

    def remove(self, obj_or_string, commit: bool = True) -> None:
        """Take one object out of the live index."""
        self.write([], [get_identifier(obj_or_string)])

    def prepare(self, index, iterable: Iterable) -> tuple[list[dict], list[str]]:
        """Return (documents to write, identifiers to take out) of these objects."""
        documents, gone = [], []
        for instance in iterable:
            try:
                if not index.should_update(instance):
                    raise SkipDocument
                documents.append({name: _whoosh_value(value) for name, value in index.full_prepare(instance).items()})
            except SkipDocument:
                gone.append(get_identifier(instance))
        return documents, gone

    def write(self, documents: list[dict], gone: list[str], name: str = "") -> None:
        """Write one commit into the live index, or into the one being built under this name. Raises IndexUnusable."""
        if not documents and not gone:
            return
        with self.store.building(name) if name else self.store.live() as folder:
            folder.write(documents, gone)

    def clear(self, models=None, commit: bool = True) -> None:
        """Refuse: an index is never emptied under its readers; `manage.py search_rebuild` makes a new one beside it."""
        raise SearchBackendError("Use manage.py search_rebuild: it builds a new index and swaps it in.")

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

    @log_query
    def search(self, query_string: Criteria, start_offset=0, end_offset=None, **options) -> dict:
        """Answer Criteria. Raises IndexUnusable where the index cannot be read."""
        for name in UNANSWERED & {name for name, value in options.items() if value}:
            raise SearchBackendError(f"This engine does not answer {name}.")
        sort, facets = options.get("sort_by") or (), options.get("facets") or ()
        with self.store.live() as folder:
            found = Search(folder.leaves(), query_string).run(start_offset or 0, end_offset, sort, facets)
            results = self._results(found, options.get("result_class") or SearchResult)
        return {
            "results": results,
            "hits": found.total,
            "facets": {"fields": {name: list(counts.items()) for name, counts in found.facets.items()}},
            "spelling_suggestion": None,
            "found": found,
        }

    @staticmethod
    def _results(found: Found, result_class: type[SearchResult]) -> list[SearchResult]:
        results = []
        for hit in found.hits:
            stored = dict(hit.leaf.stored(hit.document))
            app_label, model_name = stored.pop(DJANGO_CT).split(".")
            results.append(result_class(app_label, model_name, stored.pop(DJANGO_ID), hit.score, **stored))
        return results

    def more_like_this(self, *arguments, **options):
        """Refuse: not offered yet."""
        raise SearchBackendError("This engine does not answer more_like_this.")

    def create_spelling_suggestion(self, query_string):
        """Refuse: not offered yet."""
        raise SearchBackendError("This engine does not suggest spellings.")


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


class WhooshQuery(BaseSearchQuery):
    """Turns haystack's tree of filters into Criteria, never into a string that could be broken out of.

    Understood: `content=Typed(question)` or plain text, `<facet>=code` and `<facet>__in=codes`; all must hold.
    """

    def build_query(self) -> Criteria:
        """Return what was filtered by; raises SearchBackendError for filters that this engine does not answer."""
        question, chosen = Question(), {}
        for expression, value in self._conditions(self.query_filter):
            name, how = self.query_filter.split_expression(expression)
            if name == "content" and not question:
                question = value.question if isinstance(value, Typed) else parse(str(value), "en")
            elif name != "content" and name not in chosen and how in {"content", "exact", "in"}:
                chosen[name] = tuple(value) if how == "in" else (str(value),)
            else:
                raise SearchBackendError(f"This engine does not answer {expression}.")
        return Criteria(question, chosen)

    def _conditions(self, node):
        if node.negated or (node.connector != node.AND and len(node.children) > 1):
            raise SearchBackendError("This engine answers conditions that all hold.")
        for child in node.children:
            if hasattr(child, "children"):
                yield from self._conditions(child)
            else:
                yield child

    def run(self, spelling_query=None, **options) -> None:
        """Search, and keep what haystack has no place for in `found`."""
        results = self.backend.search(self.build_query(), **(self.build_params() | options))
        self._results, self._hit_count = results["results"], results["hits"]
        self._facet_counts, self._spelling_suggestion = results["facets"], None
        self.found: Found = results["found"]

    def _clone(self, klass=None, using=None):
        clone = super()._clone(klass, using)
        clone.query_filter = deepcopy(self.query_filter)
        return clone


class WhooshEngine(BaseEngine):
    """The engine for up to about ten thousand records on one machine (setting HAYSTACK_CONNECTIONS)."""

    backend = WhooshBackend
    query = WhooshQuery
