"""A document as the PostgreSQL engine keeps it: lexemes to match by, a bag of weights to rank by, codes to count.

All lexemes stand in one tsvector, so that one index answers words and facets together: the letter of its language
before each term ("eforest" in English, "rлес" in Russian), "t" before those of a title, "c12" for a facet's code. A
word that two languages share is thus found in one of them only, and a document with six languages is one row.

The bag says how much each term weighs: for each language two bytes with the number of its words and two with that of
its terms, then language by language for each term four bytes of its checksum and one of its weight in quarters.
Ranking reads it instead of the tsvector, which is many times as long.
"""

import struct
from collections import Counter
from collections.abc import Iterable
from zlib import crc32

from chm_portal.search.analysis import NEUTRAL, index_terms
from chm_portal.search.engines.terms import FIELDS, weighted_terms

LETTERS = {NEUTRAL: "n", "ar": "a", "en": "e", "es": "s", "fr": "f", "ru": "r", "zh-hans": "z"}
LANGUAGES = tuple(LETTERS)
TITLE, CODE = "t", "c"
NO_CODE = "c0"
LAST_POSITION, MOST_POSITIONS = 16383, 255  # what a tsvector can hold
LONGEST_BAG = 4000  # terms, the heaviest first: those of a long attachment stand at its end
_HEAD = struct.Struct("<14H")
_TERM = struct.Struct("<IB")


def quoted(lexeme: str) -> str:
    """Return a lexeme as the text of a tsvector or tsquery has it; nothing in it can break out."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def checksum(lexeme: str) -> bytes:
    """Return the four bytes by which a bag knows a lexeme."""
    return struct.pack("<I", crc32(lexeme.encode()))


class Row:
    """The columns of a document that are worked out from its words."""

    def __init__(self, document: dict, codes: Iterable[int]):
        numbers = sorted(codes)
        self.codes = struct.pack(f"<{len(numbers)}H", *numbers)
        self.lengths: list[int] = []
        self._lexemes: dict[str, str] = {f"{CODE}{code}": "" for code in numbers}
        self._weights: dict[str, float] = {}
        for name, language in FIELDS.items():
            self._add(document.get(name) or (), language)

    def _add(self, value: Iterable[tuple[str, str]], language: str) -> None:
        letter = LETTERS[language]
        terms = weighted_terms(value, language)
        # At least one where there is anything: ranking passes over the languages in which a document has no word.
        self.lengths.append(min(max(terms.lengths.total(), bool(terms.positions)), 0xFFFF))
        for term, places in terms.positions.items():
            at = sorted({min(place + 1, LAST_POSITION) for place in places})[:MOST_POSITIONS]
            self._lexemes[letter + term] = ":" + ",".join(map(str, at))
            self._weights[letter + term] = terms.weights[term]
        for title in (text for weight, text in value if weight == "A"):
            self._lexemes |= {TITLE + letter + term: "" for term, _place in index_terms(title, language)}

    @property
    def terms(self) -> set[str]:
        """The lexemes that are words, which are counted to know the rare ones."""
        return set(self._weights)

    @property
    def vector(self) -> str:
        """The text of the tsvector."""
        return " ".join(quoted(lexeme) + places for lexeme, places in self._lexemes.items())

    @property
    def bag(self) -> bytes:
        """The bag."""
        kept: dict[str, list[bytes]] = {letter: [] for letter in LETTERS.values()}
        for lexeme, weight in sorted(self._weights.items(), key=lambda pair: -pair[1])[:LONGEST_BAG]:
            quarters = max(1, min(round(weight * 4), 255))
            kept[lexeme[0]].append(_TERM.pack(crc32(lexeme.encode()), quarters))
        head = _HEAD.pack(*self.lengths, *map(len, kept.values()))
        return head + b"".join(term for terms in kept.values() for term in terms)


def counted(codes: bytes) -> Counter[int]:
    """Return how often each number stands in the codes of documents, one after the other."""
    return Counter(struct.unpack(f"<{len(codes) // 2}H", codes))


class Bag:
    """A bag that is read: how many words a document has in a language, and how much a term weighs in it."""

    __slots__ = ("_content", "_ends", "lengths")

    def __init__(self, content: bytes):
        self._content = bytes(content)
        head = _HEAD.unpack_from(self._content)
        self.lengths = head[: len(LANGUAGES)]  # in words, in the order of LANGUAGES
        ends = [_HEAD.size]
        for number in head[len(LANGUAGES) :]:
            ends.append(ends[-1] + number * _TERM.size)
        self._ends = ends

    def weight(self, language: int, of: bytes) -> float:
        """Return the weight of the term with this checksum in the language at this place; nought if it is not there."""
        begin, end = self._ends[language], self._ends[language + 1]
        start = begin
        while (place := self._content.find(of, start, end)) != -1:
            if (place - begin) % _TERM.size == 0:
                return self._content[place + 4] / 4
            start = place + 1
        return 0.0
