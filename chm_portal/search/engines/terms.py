"""The words of a document as the engines index them: each term with its places and its weight."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from chm_portal.common.languages import LANGUAGE_CODES, suffix
from chm_portal.search.analysis import NEUTRAL, index_terms

FIELDS = {"text": NEUTRAL} | {f"text_{suffix(code)}": code for code in LANGUAGE_CODES}
WEIGHTS = {"A": 4.0, "B": 1.5, "C": 1.0, "D": 0.5}  # title; summary; labels of terms, names; long texts
# Words of attached files: a long file has most words of a language, so it counts that one has a word, and whether it
# has it often, but not how often; and its length does not count, else a record would sink for having a file.
FILE, IN_FILE, OFTEN_IN_FILE, OFTEN = "E", 0.25, 0.5, 5
FILE_BYTES = 120_000  # of the different terms of files in one language: a tsvector holds a megabyte in all
GAP = 100  # positions between two parts, so that no phrase reaches from one into the next


@lru_cache(maxsize=10_000)
def _terms_of_label(text: str, language: str) -> tuple[tuple[str, int], ...]:
    """Return the terms of a label, which thousands of documents share."""
    return tuple(index_terms(text, language))


@dataclass
class Terms:
    """The terms of a document in one language: their places, what they weigh, what counts as its length."""

    positions: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    weights: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    lengths: Counter[str] = field(default_factory=Counter)


def weighted_terms(value: Iterable[tuple[str, str]], language: str) -> Terms:
    """Return the terms of (weight, text) parts in a language."""
    found, in_files = Terms(), Counter()
    start, room = 0, FILE_BYTES
    for weight, text in value:
        last = start
        terms = _terms_of_label(text, language) if weight == "C" else index_terms(text, language)
        for term, place in terms:
            last = start + place
            if weight == FILE:
                if term not in found.positions:
                    room -= len(term.encode())
                if room < 0:
                    break
                in_files[term] += 1
            else:
                found.weights[term] += WEIGHTS[weight]
                found.lengths[term] += 1
            found.positions[term].append(last)
        start = last + GAP
    for term, number in in_files.items():
        found.weights[term] += IN_FILE if number < OFTEN else OFTEN_IN_FILE
    return found
