"""One segment of a Whoosh index, opened once and held; sets of its documents are bits of a whole number.

A segment never changes but for its deletions. So readers, facets and sort keys stay in memory from one commit to the
next, and only what is new is opened: Whoosh itself opens the whole index three times a query (row 1 in docs/search.md).
Not safe for use by two threads at once: the postings share a file position. The store's lock sees to that.
"""

import copy
from collections.abc import Iterable, Iterator
from contextlib import suppress

from whoosh.reading import SegmentReader, TermNotFound


def mask_of(documents: Iterable[int], size: int) -> int:
    """Return document numbers as a whole number with their bits set."""
    flags = bytearray(size // 8 + 1)
    for document in documents:
        flags[document >> 3] |= 1 << (document & 7)
    return int.from_bytes(flags, "little")


class Members:
    """Asks quickly whether a document is in a mask."""

    def __init__(self, mask: int, size: int):
        self._flags = mask.to_bytes(size // 8 + 1, "little")

    def __contains__(self, document: int) -> bool:
        return bool(self._flags[document >> 3] >> (document & 7) & 1)


class Leaf:
    """The documents of one segment, numbered from nought."""

    def __init__(self, storage, schema, segment):
        whole = copy.copy(segment)
        whole._deleted = None  # deletions are kept in `live`, so that all else outlives them
        self.reader = SegmentReader(storage, schema, whole)
        self.size = self.reader.doc_count_all()
        self._facets: dict[str, dict[str, int]] = {}
        self._columns: dict[str, list[str]] = {}
        self.renew(segment)

    def renew(self, segment) -> None:
        """Take over the deletions that a newer commit made in this segment."""
        self.live = ((1 << self.size) - 1) & ~mask_of(segment.deleted_docs(), self.size)

    def postings(self, field: str, term: str) -> Iterator[tuple[int, float, bytes]]:
        """Yield (document, weight, encoded positions) of a term, deleted documents included."""
        try:
            matcher = self.reader.postings(field, term.encode())
        except TermNotFound:
            return
        while matcher.is_active():
            yield matcher.id(), matcher.weight(), matcher.value()
            matcher.next()

    def documents(self, field: str, code: str) -> list[int]:
        """Return the live documents that carry a code."""
        members = Members(self.live, self.size)
        return [document for document, _weight, _value in self.postings(field, code) if document in members]

    def facet(self, field: str) -> dict[str, int]:
        """Return {code: mask of its documents} of a field of codes."""
        if field not in self._facets:
            self._facets[field] = {
                term.decode(): mask_of(self.reader.postings(field, term).all_ids(), self.size)
                for term in self.reader.lexicon(field)
            }
        return self._facets[field]

    def column(self, field: str) -> list[str]:
        """Return the sort key of every document, by document number."""
        if field not in self._columns:
            reader = self.reader.column_reader(field)
            self._columns[field] = [reader[document] for document in range(self.size)]
        return self._columns[field]

    def length(self, document: int, field: str) -> int:
        """Return the number of words of a document in a field, roughly (Whoosh keeps it in a byte)."""
        return self.reader.doc_field_length(document, field, 1) or 1

    def stored(self, document: int) -> dict:
        """Return what is kept of a document to show it by."""
        return self.reader.stored_fields(document)

    def read_through(self) -> None:
        """Read everything there is; raises whatever Whoosh stumbles over."""
        for field, term in self.reader.all_terms():
            matcher = self.reader.postings(field, term)
            while matcher.is_active():
                matcher.id(), matcher.weight(), matcher.value()
                matcher.next()
        for document in range(self.size):
            self.stored(document)
        for name, field in self.reader.schema.items():
            if field.column_type:
                self.column(name)

    def close(self) -> None:
        """Give back the files of the segment."""
        with suppress(Exception):  # what is damaged cannot always be closed
            self.reader.close()
