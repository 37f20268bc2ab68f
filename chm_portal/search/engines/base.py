"""What both engines have of haystack's: the tree of filters becomes Criteria, an answer becomes results.

Highlighting (row 12), spelling suggestions (15) and "more like this" (16) are the same over both engines and stand in
modules of their own (docs/search.md); haystack's way to ask an engine for them raises.
"""

from collections.abc import Iterable
from copy import deepcopy

from haystack.backends import BaseSearchBackend, BaseSearchQuery, log_query
from haystack.exceptions import SearchBackendError, SkipDocument
from haystack.models import SearchResult
from haystack.utils import get_identifier

from chm_portal.search.engines.answers import Found
from chm_portal.search.query import Criteria, Question, Typed, parse

UNANSWERED = {
    *("highlight", "date_facets", "query_facets", "narrow_queries", "spelling_query", "within", "dwithin", "boost"),
}


class PortalBackend(BaseSearchBackend):
    """One index of documents: written by the indexer alone, read by every process.

    An engine has `find`, `write`, `begin`, `swap_in`, `live_name`, `document_count`, `tidy`, `is_half_empty` and
    `read_through`; each raises IndexUnusable where the index cannot be read.
    """

    commit_size = 100  # documents that a new index takes in at once, while the live one waits

    def find(self, criteria: Criteria, start: int, end: int | None, sort: tuple, facets: tuple) -> Found:
        """Answer criteria: hits start to end, in the order of the sort fields ("-": descending), or best first."""
        raise NotImplementedError

    def write(self, documents: list[dict], gone: list[str], name: str = "") -> None:
        """Write one commit into the live index, or into the one being built under this name."""
        raise NotImplementedError

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
                documents.append(index.full_prepare(instance))
            except SkipDocument:
                gone.append(get_identifier(instance))
        return documents, gone

    def clear(self, models=None, commit: bool = True) -> None:
        """Refuse: an index is never emptied under its readers; `manage.py search_rebuild` makes a new one beside it."""
        raise SearchBackendError("Use manage.py search_rebuild: it builds a new index and swaps it in.")

    # Reading

    @log_query
    def search(self, query_string: Criteria, start_offset=0, end_offset=None, **options) -> dict:
        """Answer Criteria. Raises IndexUnusable where the index cannot be read."""
        for name in UNANSWERED & {name for name, value in options.items() if value}:
            raise SearchBackendError(f"This engine does not answer {name}.")
        sort, facets = tuple(options.get("sort_by") or ()), tuple(options.get("facets") or ())
        found = self.find(query_string, start_offset or 0, end_offset, sort, facets)
        result_class = options.get("result_class") or SearchResult
        results = [
            result_class(*hit.identifier.split("."), hit.score, record_kind=hit.kind, has_all_words=hit.has_all_words)
            for hit in found.hits
        ]
        return {
            "results": results,
            "hits": found.total,
            "facets": {"fields": {name: list(counts.items()) for name, counts in found.facets.items()}},
            "spelling_suggestion": None,
            "found": found,
        }

    def more_like_this(self, *arguments, **options):
        """Refuse: `search.similar` answers it."""
        raise SearchBackendError("This engine does not answer more_like_this.")

    def create_spelling_suggestion(self, query_string):
        """Refuse: `search.suggestions` answers it."""
        raise SearchBackendError("This engine does not suggest spellings.")


class PortalQuery(BaseSearchQuery):
    """Turns haystack's tree of filters into Criteria, never into a string that could be broken out of.

    Understood: `content=Typed(question)` or plain text, `<facet>=code` and `<facet>__in=codes`; all must hold. And
    `after=identifier`, for the page after a hit.
    """

    def build_query(self) -> Criteria:
        """Return what was filtered by; raises SearchBackendError for filters that this engine does not answer."""
        question, chosen, after = Question(), {}, ""
        for expression, value in self._conditions(self.query_filter):
            name, how = self.query_filter.split_expression(expression)
            if name == "content" and not question:
                question = value.question if isinstance(value, Typed) else parse(str(value), "en")
            elif name == "after":
                after = str(value)
            elif name != "content" and name not in chosen and how in {"content", "exact", "in"}:
                chosen[name] = tuple(value) if how == "in" else (str(value),)
            else:
                raise SearchBackendError(f"This engine does not answer {expression}.")
        return Criteria(question, chosen, after)

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
