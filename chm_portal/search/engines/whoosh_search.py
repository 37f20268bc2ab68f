"""How a question is answered from the segments of a Whoosh index: matching, ranking, facets, order, one page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import nlargest
from math import inf
from operator import attrgetter
from typing import NamedTuple

from haystack.constants import DJANGO_CT, DJANGO_ID

from chm_portal.search.analysis import NEUTRAL, query_terms
from chm_portal.search.engines import bm25
from chm_portal.search.engines.answers import Found, Hit
from chm_portal.search.engines.terms import FIELDS
from chm_portal.search.engines.whoosh_leaf import IN, LENGTHS, Leaf, flags_of, mask_of
from chm_portal.search.query import ENOUGH, Criteria, Synonym


class _Place(NamedTuple):
    """One document found in a segment; places compare as results stand by relevance, and no two are the same."""

    has_all_words: str  # IN, or what sorts before it
    score: float
    published: str
    identifier: str
    leaf: Leaf
    document: int


@dataclass
class _Matches:
    """What a question finds in one segment: documents with every word, those with any, and their scores."""

    leaf: Leaf
    all_words: int
    any_words: int
    scores: dict[int, float]


class Search:
    """One search in the segments of an index.

    Values of one facet are alternatives, different facets are conditions. The counts of a facet leave its own choice
    out: they say what choosing another of its values as well would bring. Whether some of the words suffice is decided
    by the question alone, so that a count shown beside a value is the count found after choosing it.
    """

    def __init__(self, leaves: list[Leaf], criteria: Criteria):
        self.leaves = leaves
        self.question = criteria.question
        self.chosen = criteria.chosen
        self.after = criteria.after
        self._documents = sum(leaf.size for leaf in leaves)
        self._rarities: dict[str, float] = {}
        self._by_length: dict[str, list[float]] = {}

    def run(self, start: int, end: int | None, sort: Iterable[str] = (), facets: Iterable[str] = ()) -> Found:
        """Return hits start to end, exact to the last page, in the order of the sort fields ("-": descending)."""
        matches = [self._matches(leaf) for leaf in self.leaves]
        is_enough = sum(match.all_words.bit_count() for match in matches) >= ENOUGH
        found = Found(facets={name: {} for name in facets}, without=dict.fromkeys(self.chosen, 0))
        places: list[_Place] = []
        for match in matches:
            mask = match.all_words if is_enough else match.any_words
            kept = mask & self._chosen_mask(match.leaf)
            found.total += kept.bit_count()
            found.with_all_words += (kept & match.all_words).bit_count()
            places += self._places(match, kept)
            self._count(match.leaf, mask, found)
        if self.after:
            ordered = self._in_order(places, tuple(sort), len(places))
            start, end = self._shifted(ordered, start, end)
        else:
            ordered = self._in_order(places, tuple(sort), len(places) if end is None else end)
        found.hits = [_hit(place) for place in ordered[start:end]]
        return found

    # Facets

    def _chosen_mask(self, leaf: Leaf, but: str = "") -> int:
        mask = leaf.live
        for name, codes in self.chosen.items():
            if name != but:
                of_facet = 0
                for code in codes:
                    of_facet |= leaf.facet(name).get(code, 0)
                mask &= of_facet
        return mask

    def _count(self, leaf: Leaf, mask: int, found: Found) -> None:
        whole = mask & self._chosen_mask(leaf)
        for name in found.without:
            found.without[name] += (mask & self._chosen_mask(leaf, but=name)).bit_count()
        for name, counts in found.facets.items():
            counted = mask & self._chosen_mask(leaf, but=name) if name in self.chosen else whole
            for code, of_code in leaf.facet(name).items():
                number = (of_code & counted).bit_count()
                if number:
                    counts[code] = counts.get(code, 0) + number

    # Order

    @staticmethod
    def _places(match: _Matches, kept: int) -> list[_Place]:
        leaf, scores = match.leaf, match.scores
        complete, flags = flags_of(match.all_words, leaf.size), flags_of(kept, leaf.size)
        published, names = leaf.column("published"), leaf.column("id")
        scored = scores.items() if scores else ((document, 0.0) for document in range(leaf.size))
        return [
            _Place(complete[document], score, published[document], names[document], leaf, document)
            for document, score in scored
            if flags[document] == IN
        ]

    @staticmethod
    def _in_order(places: list[_Place], sort: tuple[str, ...], end: int) -> list[_Place]:
        """Return the first places of the order; every order ends with the newest, so that pages never overlap."""
        if not sort:
            return nlargest(end, places)
        places.sort(key=attrgetter("published", "identifier"), reverse=True)
        for name in reversed(sort):
            column = name.lstrip("-")
            places.sort(
                key=lambda place, column=column: place.leaf.column(column)[place.document], reverse=name[0] == "-"
            )
        return places[:end]

    def _shifted(self, ordered: list[_Place], start: int, end: int | None) -> tuple[int, int | None]:
        """Return start and end counted from the hit after the one that is named; from the first if it has gone."""
        names = (place.identifier for place in ordered)
        gone_through = next((place + 1 for place, name in enumerate(names) if name == self.after), 0)
        return start + gone_through, None if end is None else end + gone_through

    # Words

    def _matches(self, leaf: Leaf) -> _Matches:
        words = {word: self._scores(leaf, word) for word in self.question.words}
        others = [(synonym.covers, self._best_of(leaf, synonym)) for synonym in self.question.synonyms]
        phrases = [self._scores(leaf, phrase) for phrase in self.question.phrases]
        base = leaf.live
        for excluded in self.question.excluded:
            base &= ~mask_of(self._scores(leaf, excluded), leaf.size)
        for phrase in phrases:
            base &= mask_of(phrase, leaf.size)
        all_words, any_words = base, 0 if words else base
        for word, found in words.items():
            of_word = mask_of(found, leaf.size)
            for covers, other in others:
                if word in covers:
                    of_word |= mask_of(other, leaf.size)
            all_words &= of_word
            any_words |= base & of_word
        return _Matches(leaf, all_words, any_words, self._together(words, others, phrases))

    @staticmethod
    def _together(words: dict[str, dict[int, float]], others: list, phrases: list) -> dict[int, float]:
        """Return {document: score} of all parts; a synonym counts where it says more than what it covers."""
        scores: dict[int, float] = {}
        covered = {word for covers, _other in others for word in covers}
        for part in [*(found for word, found in words.items() if word not in covered), *phrases]:
            for document, score in part.items():
                scores[document] = scores.get(document, 0.0) + score
        typed_before: set[str] = set()
        for covers, other in others:
            typed = [words[word] for word in covers - typed_before]
            typed_before |= covers
            for document in {*other, *(document for found in typed for document in found)}:
                as_typed = sum(found.get(document, 0.0) for found in typed)
                best = max(as_typed, bm25.SYNONYM * other.get(document, 0.0))
                scores[document] = scores.get(document, 0.0) + best
        return scores

    def _best_of(self, leaf: Leaf, synonym: Synonym) -> dict[int, float]:
        """Return {document: score} of what may stand for what was typed, which none of it outweighs by being rarer."""
        best: dict[int, float] = {}
        most = bm25.rarest([self._rarities_of(word) for word in synonym.covers])
        for part in synonym.others:
            words = len(query_terms(part, NEUTRAL)) or 1
            for document, score in self._scores(leaf, part, most).items():
                best[document] = max(best.get(document, 0.0), score / words)
        return best

    def _rarities_of(self, word: str) -> list[list[float]]:
        """Return the rarity of each term of a word, for each language."""
        return [[self._rarity(term) for term in query_terms(word, language)] for language in FIELDS.values()]

    def _scores(self, leaf: Leaf, part: str, most: float = inf) -> dict[int, float]:
        """Return {document: score} of a word or phrase, its best in any language; no term is rarer than `most`."""
        best: dict[int, float] = {}
        for name, language in FIELDS.items():
            scores = self._scores_in(leaf, name, query_terms(part, language), most)
            if best:
                for document, score in scores.items():
                    if score > best.get(document, 0.0):
                        best[document] = score
            else:
                best = scores
        return best

    def _scores_in(self, leaf: Leaf, name: str, terms: list[str], most: float) -> dict[int, float]:
        if len(terms) == 1:
            blocks = ((documents, weights) for documents, weights, _values in leaf.blocks(name, terms[0]))
            return self._bm25(leaf, name, self._weight(name, terms[0], most), blocks)
        scores: dict[int, float] = {}
        for term, weights in self._with_phrase(leaf, name, terms).items():
            weight = self._weight(name, term, most)
            for document, score in self._bm25(leaf, name, weight, [(weights.keys(), weights.values())]).items():
                scores[document] = scores.get(document, 0.0) + score
        return scores

    def _with_phrase(self, leaf: Leaf, name: str, terms: list[str]) -> dict[str, dict[int, float]]:
        """Return {term: {document: weight}} of the documents that have the terms one right after the other."""
        decode = leaf.reader.schema[name].format.decode_positions
        starts: dict[int, set[int]] = {}
        weights: dict[str, dict[int, float]] = {}
        rarest_first = sorted(enumerate(terms), key=lambda placed: leaf.frequency(name, placed[1]))
        for turn, (place, term) in enumerate(rarest_first):
            here: dict[int, set[int]] = {}
            weights[term] = {}
            for document, weight, value in _postings(leaf, name, term):
                if turn == 0 or document in starts:
                    at = {position - place for position in decode(value)}
                    if turn:
                        at &= starts[document]
                    if at:
                        here[document] = at
                        weights[term][document] = weight
            starts = here
        return {term: {n: weight for n, weight in of.items() if n in starts} for term, of in weights.items()}

    def _bm25(self, leaf: Leaf, name: str, term_weight: float, blocks: Iterable) -> dict[int, float]:
        """Return {document: score} of a term; `blocks` are pairs of documents and their weights."""
        lengths, lengthenings = leaf.lengths(name), self._lengthenings(name)
        return {
            document: term_weight * bm25.score(weight, lengthenings[lengths[document]])
            for documents, weights in blocks
            for document, weight in zip(documents, weights, strict=True)
        }

    def _weight(self, name: str, term: str, most: float) -> float:
        """Return how much a term weighs in a field by its rarity, more in the reader's language."""
        boost = bm25.READERS_LANGUAGE if FIELDS[name] == self.question.language else 1.0
        return boost * min(self._rarity(term), most)

    def _rarity(self, term: str) -> float:
        if term not in self._rarities:
            commonest = max(sum(leaf.frequency(name, term) for leaf in self.leaves) for name in FIELDS)
            self._rarities[term] = bm25.rarity(self._documents, commonest)
        return self._rarities[term]

    def _lengthenings(self, name: str) -> list[float]:
        """Return what each of the LENGTHS means in a field."""
        if name not in self._by_length:
            words = sum(leaf.reader.field_length(name) for leaf in self.leaves)
            mean = max(words / max(self._documents, 1), 1.0)
            self._by_length[name] = [bm25.lengthening(length, mean) for length in LENGTHS]
        return self._by_length[name]


def _postings(leaf: Leaf, name: str, term: str) -> Iterator[tuple[int, float, bytes]]:
    """Yield (document, weight, encoded positions) of a term."""
    for documents, weights, values in leaf.blocks(name, term):
        yield from zip(documents, weights, values(), strict=True)


def _hit(place: _Place) -> Hit:
    stored = place.leaf.stored(place.document)
    identifier = f"{stored[DJANGO_CT]}.{stored[DJANGO_ID]}"
    return Hit(identifier, stored["record_kind"], place.score, place.has_all_words)
