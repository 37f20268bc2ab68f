"""How a question is answered from the segments of a Whoosh index: matching, ranking, facets, order, one page."""

from collections.abc import Iterable
from dataclasses import dataclass

from haystack.constants import DJANGO_CT, DJANGO_ID

from chm_portal.search.analysis import NEUTRAL, query_terms
from chm_portal.search.engines import bm25
from chm_portal.search.engines.answers import Found, Hit
from chm_portal.search.engines.terms import FIELDS
from chm_portal.search.engines.whoosh_leaf import Leaf, Members, mask_of
from chm_portal.search.query import ENOUGH, Criteria


@dataclass(frozen=True)
class _Place:
    """One document found in a segment."""

    leaf: Leaf
    document: int
    score: float
    has_all_words: bool


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
        self._weights: dict[tuple[str, str], float] = {}
        self._lengths: dict[str, float] = {}

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
        ordered = self._in_order(places, tuple(sort))
        if self.after:
            start, end = self._shifted(ordered, start, end)
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

    def _places(self, match: _Matches, kept: int) -> list[_Place]:
        complete = Members(match.all_words, match.leaf.size)
        members = Members(kept, match.leaf.size)
        documents = match.scores or range(match.leaf.size)
        return [
            _Place(match.leaf, document, match.scores.get(document, 0.0), document in complete)
            for document in documents
            if document in members
        ]

    def _in_order(self, places: list[_Place], sort: tuple[str, ...]) -> list[_Place]:
        """Sort by each field in turn, last first; every order ends with the newest, so that pages never overlap."""
        for name in reversed((*sort, "-published", "-id")):
            column = name.lstrip("-")
            places.sort(
                key=lambda place, column=column: place.leaf.column(column)[place.document], reverse=name[0] == "-"
            )
        if not sort:
            places.sort(key=lambda place: (place.has_all_words, place.score), reverse=True)
        return places

    def _shifted(self, ordered: list[_Place], start: int, end: int | None) -> tuple[int, int | None]:
        """Return start and end counted from the hit after the one that is named; from the first if it has gone."""
        names = (at.leaf.column("id")[at.document] for at in ordered)
        gone_through = next((place + 1 for place, name in enumerate(names) if name == self.after), 0)
        return start + gone_through, None if end is None else end + gone_through

    # Words

    def _matches(self, leaf: Leaf) -> _Matches:
        words = {word: self._scores(leaf, word) for word in self.question.words}
        others = [(synonym.covers, self._best_of(leaf, synonym.others)) for synonym in self.question.synonyms]
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

    def _best_of(self, leaf: Leaf, parts: tuple[str, ...]) -> dict[int, float]:
        best: dict[int, float] = {}
        for part in parts:
            words = len(query_terms(part, NEUTRAL)) or 1
            for document, score in self._scores(leaf, part).items():
                best[document] = max(best.get(document, 0.0), score / words)
        return best

    def _scores(self, leaf: Leaf, part: str) -> dict[int, float]:
        """Return {document: score} of a word or phrase: its best score in any language."""
        best: dict[int, float] = {}
        for name, language in FIELDS.items():
            terms = query_terms(part, language)
            boost = bm25.READERS_LANGUAGE if language == self.question.language else 1.0
            for document, score in self._scores_in(leaf, name, terms).items():
                best[document] = max(best.get(document, 0.0), boost * score)
        return best

    def _scores_in(self, leaf: Leaf, name: str, terms: list[str]) -> dict[int, float]:
        if len(terms) == 1:
            rows = ((document, weight) for document, weight, _value in leaf.postings(name, terms[0]))
            return self._bm25(leaf, name, terms[0], rows)
        scores: dict[int, float] = {}
        for term, weights in self._with_phrase(leaf, name, terms).items():
            for document, score in self._bm25(leaf, name, term, weights.items()).items():
                scores[document] = scores.get(document, 0.0) + score
        return scores

    def _with_phrase(self, leaf: Leaf, name: str, terms: list[str]) -> dict[str, dict[int, float]]:
        """Return {term: {document: weight}} of the documents that have the terms one right after the other."""
        decode = leaf.reader.schema[name].format.decode_positions
        starts: dict[int, set[int]] = {}
        weights: dict[str, dict[int, float]] = {}
        rarest_first = sorted(enumerate(terms), key=lambda placed: leaf.reader.doc_frequency(name, placed[1].encode()))
        for turn, (place, term) in enumerate(rarest_first):
            here: dict[int, set[int]] = {}
            weights[term] = {}
            for document, weight, value in leaf.postings(name, term):
                if turn == 0 or document in starts:
                    at = {position - place for position in decode(value)}
                    if turn:
                        at &= starts[document]
                    if at:
                        here[document] = at
                        weights[term][document] = weight
            starts = here
        return {term: {n: weight for n, weight in of.items() if n in starts} for term, of in weights.items()}

    def _bm25(self, leaf: Leaf, name: str, term: str, rows: Iterable[tuple[int, float]]) -> dict[int, float]:
        rarity, mean = self._rarity(name, term), self._mean_length(name)
        return {document: rarity * bm25.score(weight, leaf.length(document, name), mean) for document, weight in rows}

    def _rarity(self, name: str, term: str) -> float:
        if (name, term) not in self._weights:
            encoded = term.encode()
            commonest = max(sum(leaf.reader.doc_frequency(other, encoded) for leaf in self.leaves) for other in FIELDS)
            self._weights[name, term] = bm25.rarity(self._documents, commonest)
        return self._weights[name, term]

    def _mean_length(self, name: str) -> float:
        if name not in self._lengths:
            words = sum(leaf.reader.field_length(name) for leaf in self.leaves)
            self._lengths[name] = max(words / max(self._documents, 1), 1.0)
        return self._lengths[name]


def _hit(place: _Place) -> Hit:
    stored = place.leaf.stored(place.document)
    identifier = f"{stored[DJANGO_CT]}.{stored[DJANGO_ID]}"
    return Hit(identifier, stored["record_kind"], place.score, place.has_all_words)
