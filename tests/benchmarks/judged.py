"""Relevance on judged questions: nDCG@10 of the portal's search, beside classical BM25 over all matches.

The questions stand in judged.json, with the records of the demonstration that answer them, graded 1 to 3. Classical
BM25 (k1 1.2, b 0.75) has the same words, folded and stemmed, over everything that the index holds of a record in
whatever language; every record that has any of them is ranked.
"""

import json
from collections import Counter
from dataclasses import dataclass
from math import log, log2
from pathlib import Path
from urllib.parse import urlencode

from django.http import QueryDict
from haystack import connections

from chm_portal.common.languages import LANGUAGE_CODES
from chm_portal.records.models import Record
from chm_portal.search.address import Asked
from chm_portal.search.analysis import query_terms
from chm_portal.search.documents import published_records
from chm_portal.search.engines.terms import FIELDS
from chm_portal.search.results import answer

FILE = Path(__file__).with_name("judged.json")
K1, B = 1.2, 0.75
DEPTH = 10


@dataclass(frozen=True)
class Judged:
    """A question, the language of who asks, and how well records answer it."""

    language: str
    question: str
    grades: dict[str, int]


def questions() -> list[Judged]:
    """Return the judged questions."""
    return [Judged(**one) for one in json.loads(FILE.read_text(encoding="utf-8"))["questions"]]


def ndcg(ranked: list[str], grades: dict[str, int]) -> float:
    """Return the normalised discounted cumulative gain of the first ten (Järvelin and Kekäläinen, 2002)."""
    gained = _gain([grades.get(identifier, 0) for identifier in ranked[:DEPTH]])
    return gained / _gain(sorted(grades.values(), reverse=True)[:DEPTH])


def _gain(grades: list[int]) -> float:
    return sum((2**grade - 1) / log2(place + 2) for place, grade in enumerate(grades))


def ours(judged: Judged) -> list[str]:
    """Return the identifiers of the first ten records that the portal's search finds."""
    asked = Asked.read(QueryDict(urlencode({"q": judged.question})), judged.language)
    return [row.identifier for row in answer(asked).rows if row.kind != "discussion"][:DEPTH]


class Classical:
    """BM25 as in the books, over one bag of words a record."""

    def __init__(self, documents: dict[str, dict]):
        self._bags = {identifier: self._bag(document) for identifier, document in documents.items()}
        self._frequency = Counter(term for bag in self._bags.values() for term in bag)
        self._mean = sum(sum(bag.values()) for bag in self._bags.values()) / len(self._bags)

    @staticmethod
    def _bag(document: dict) -> Counter:
        return Counter(
            (language, term)
            for name, language in FIELDS.items()
            for _weight, text in document.get(name) or ()
            for term in query_terms(text, language)
        )

    def ranked(self, judged: Judged) -> list[str]:
        """Return the identifiers of all records that have any of the words, best first."""
        languages = ("", *LANGUAGE_CODES)
        wanted = {(language, term) for language in languages for term in query_terms(judged.question, language)}
        scores = {identifier: self._score(bag, wanted) for identifier, bag in self._bags.items()}
        return [identifier for identifier in sorted(scores, key=lambda one: -scores[one]) if scores[identifier]]

    def _score(self, bag: Counter, wanted: set[tuple[str, str]]) -> float:
        length, total, number = sum(bag.values()), 0.0, len(self._bags)
        for term in wanted & bag.keys():
            rarity = log(1 + (number - self._frequency[term] + 0.5) / (self._frequency[term] + 0.5))
            total += rarity * bag[term] * (K1 + 1) / (bag[term] + K1 * (1 - B + B * length / self._mean))
        return total


def scored() -> list[tuple[Judged, float, float]]:
    """Return (question, nDCG@10 of ours, of classical BM25) of every judged question."""
    index = connections["default"].get_unified_index().get_index(Record)
    records = published_records(Record.objects.published().values_list("pk", flat=True))
    classical = Classical({record.identifier: index.full_prepare(record) for record in records})
    return [(one, ndcg(ours(one), one.grades), ndcg(classical.ranked(one), one.grades)) for one in questions()]


def relevance(rows: list[tuple[Judged, float, float]]) -> str:
    """Return the figures in words: over all questions, by language, and the worst ones."""
    lines = [_line("nDCG@10, all", rows)]
    lines += [_line(f"  {code}", [row for row in rows if row[0].language == code]) for code in LANGUAGE_CODES]
    empty = sum(not ours(one) for one, score, _classical in rows if not score)
    lines.append(f"  questions without any result: {empty}")
    worst = sorted(rows, key=lambda row: row[1])[:5]
    lines += [f"  {score:.2f}  {one.language}  {one.question}" for one, score, _classical in worst]
    return "\n".join(lines)


def _line(name: str, rows: list) -> str:
    ours_mean = sum(row[1] for row in rows) / len(rows)
    classical_mean = sum(row[2] for row in rows) / len(rows)
    return f"{name}: {ours_mean:.3f}, classical BM25 {classical_mean:.3f} ({len(rows)} questions)"
