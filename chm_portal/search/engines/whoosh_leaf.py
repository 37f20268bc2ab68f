"""One segment of a Whoosh index, opened once and held; sets of its documents are bits of a whole number.

A segment never changes but for its deletions. So readers, facets and sort keys stay in memory from one commit to the
next, and only what is new is opened: Whoosh itself opens the whole index three times a query (row 1 in docs/search.md).
Not safe for use by two threads at once: the postings share a file position. The store's lock sees to that.
"""

import copy
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial

from whoosh.codec.whoosh3 import W3LeafMatcher
from whoosh.reading import SegmentReader
from whoosh.util.numeric import byte_to_length, length_to_byte

LENGTHS = tuple(max(byte_to_length(code), 1) for code in range(256))  # Whoosh keeps a length roughly, in a byte


MOST_FREQUENCIES = 20_000  # remembered of a segment
IN = "1"  # the flag of a document that is in a set


def mask_of(documents: Iterable[int], size: int) -> int:
    """Return document numbers as a whole number with their bits set."""
    digits = bytearray(b"0") * (size + 1)
    for document in documents:
        digits[size - document] = 49
    return int(digits, 2)


def flags_of(mask: int, size: int) -> str:
    """Return a mask as text, IN at the place of each of its documents: the quickest way to ask for many."""
    return f"{mask:0{size}b}"[::-1]


class Leaf:
    """The documents of one segment, numbered from nought."""

    def __init__(self, storage, schema, segment):
        whole = copy.copy(segment)
        whole._deleted = None  # deletions are kept in `live`, so that all else outlives them
        self.reader = SegmentReader(storage, schema, whole)
        self.size = self.reader.doc_count_all()
        self._facets: dict[str, dict[str, int]] = {}
        self._columns: dict[str, list[str]] = {}
        self._lengths: dict[str, bytes] = {}
        self._frequencies: dict[tuple[str, str], int] = {}
        self.renew(segment)

    def renew(self, segment) -> None:
        """Take over the deletions that a newer commit made in this segment."""
        self.live = ((1 << self.size) - 1) & ~mask_of(segment.deleted_docs(), self.size)

    def blocks(self, field: str, term: str) -> Iterator[tuple[Sequence[int], Sequence[float], Callable]]:
        """Yield (documents, their weights, a function that returns their encoded positions) of the blocks of a term.

        Deleted documents are included. Whoosh hands out postings one by one, at four calls each; it reads them from
        disk in blocks, and these are taken whole.
        """
        if not self.frequency(field, term):
            return
        matcher = self.reader.postings(field, term.encode())
        if not isinstance(matcher, W3LeafMatcher):  # the one document of a rare term lies beside the term
            yield matcher._ids, [matcher.weight()], lambda: [matcher.value()]
            return
        while matcher.is_active():
            matcher._read_ids()
            matcher._read_weights()
            yield matcher._ids, matcher._weights, partial(_values, matcher)
            matcher._next_block()

    def documents(self, field: str, code: str) -> list[int]:
        """Return the live documents that carry a code."""
        found = [document for block, *_ in self.blocks(field, code) for document in block]
        return [document for document in found if self.live >> document & 1]

    def frequency(self, field: str, term: str) -> int:
        """Return how many documents of the segment have a term, deleted ones included; Whoosh takes long to say."""
        key = (field, term)
        if key not in self._frequencies:
            if len(self._frequencies) >= MOST_FREQUENCIES:
                self._frequencies.clear()
            self._frequencies[key] = self.reader.doc_frequency(field, term.encode())
        return self._frequencies[key]

    def facet(self, field: str) -> dict[str, int]:
        """Return {code: mask of its documents} of a field of codes."""
        if field not in self._facets:
            self._facets[field] = {
                term: mask_of((document for block, *_ in self.blocks(field, term) for document in block), self.size)
                for term in map(bytes.decode, self.reader.lexicon(field))
            }
        return self._facets[field]

    def column(self, field: str) -> list[str]:
        """Return the sort key of every document, by document number."""
        if field not in self._columns:
            reader = self.reader.column_reader(field)
            self._columns[field] = [reader[document] for document in range(self.size)]
        return self._columns[field]

    def lengths(self, field: str) -> bytes:
        """Return the number of words of every document in a field, each as one of the LENGTHS."""
        if field not in self._lengths:
            documents = range(self.size)
            self._lengths[field] = bytes(
                length_to_byte(self.reader.doc_field_length(document, field, 1) or 1) for document in documents
            )
        return self._lengths[field]

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


def _values(matcher: W3LeafMatcher) -> Sequence[bytes]:
    matcher._read_values()
    return matcher._values
