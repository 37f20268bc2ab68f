"""The words of a document as the engines index them: each term with its places and its weight."""

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from chm_portal.common.languages import LANGUAGE_CODES, suffix
from chm_portal.search.analysis import NEUTRAL, index_terms

FIELDS = {"text": NEUTRAL} | {f"text_{suffix(code)}": code for code in LANGUAGE_CODES}
WEIGHTS = {"A": 4.0, "B": 1.5, "C": 1.0, "D": 0.5}  # title; summary; labels of terms, names; long texts
GAP = 100  # positions between two parts, so that no phrase reaches from one into the next


@lru_cache(maxsize=10_000)
def _terms_of_label(text: str, language: str) -> tuple[tuple[str, int], ...]:
    """Return the terms of a label, which thousands of documents share."""
    return tuple(index_terms(text, language))


def weighted_terms(value: Iterable[tuple[str, str]], language: str) -> tuple[dict[str, list[int]], dict[str, float]]:
    """Return ({term: positions}, {term: weight}) of (weight, text) parts in a language."""
    positions: dict[str, list[int]] = defaultdict(list)
    weights: dict[str, float] = defaultdict(float)
    start = 0
    for weight, text in value:
        last = start
        terms = _terms_of_label(text, language) if weight == "C" else index_terms(text, language)
        for term, place in terms:
            last = start + place
            positions[term].append(last)
            weights[term] += WEIGHTS[weight]
        start = last + GAP
    return positions, weights
