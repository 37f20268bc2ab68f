"""How a question is answered from the table of the PostgreSQL engine: matching, ranking, facets, order, one page."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from math import inf

from django.core.cache import cache
from django.db import connection

from chm_portal.search.analysis import NEUTRAL, query_terms
from chm_portal.search.engines import IndexUnusable, bm25
from chm_portal.search.engines.answers import Found, Hit
from chm_portal.search.engines.postgres_rows import LANGUAGES, LETTERS, NO_CODE, TITLE, Bag, checksum, counted, quoted
from chm_portal.search.engines.postgres_shelves import TABLES, TITLES, codes
from chm_portal.search.models import SearchShelf, SearchTerm
from chm_portal.search.query import ENOUGH, Criteria

COUNTED = 10_000  # so many documents are counted exactly; then "more than"
REMEMBERED = 3600  # seconds for which counts of a list are kept, if nothing is written
CANDIDATES = 300  # so many documents are ranked: those with the words in their titles first, or with the rarest
ORDERS = {"published": "published", "identifier": "identifier"}  # name of a sort field: column
ORDERS |= {name: f"titles[{place}]" for place, name in enumerate(TITLES, 1)}
NEWEST = ("-published", "-identifier")


@dataclass(frozen=True)
class _Candidate:
    identifier: str
    kind: str
    published: str
    bag: Bag


class Search:
    """One search in a shelf; the rules of facets and of "some of the words" are those of whoosh_search.Search."""

    def __init__(self, shelf: SearchShelf, criteria: Criteria):
        self.shelf, self.table = shelf, TABLES[shelf.letter]
        self.question, self.chosen, self.after = criteria.question, criteria.chosen, criteria.after
        self.words = [self._word(word) for word in self.question.words]
        self._must = [_part(phrase) for phrase in self.question.phrases]
        self._must += [f"!{_part(excluded)}" for excluded in self.question.excluded]

    def _word(self, word: str) -> str:
        others = [other for one in self.question.synonyms if word in one.covers for other in one.others]
        return f"({' | '.join(_part(part) for part in (word, *others))})"

    def run(self, start: int, end: int | None, sort: Iterable[str] = (), facets: Iterable[str] = ()) -> Found:
        """Return hits start to end, exact to the last page, in the order of the sort fields ("-": descending)."""
        with connection.cursor() as cursor:  # reading the table through unpacks every tsvector in it
            cursor.execute("SET LOCAL enable_seqscan = off")
        asked = self._asked()
        found = Found(facets={name: {} for name in facets})
        self._count(found, asked)
        found.with_all_words = found.total
        complete: set[str] | None = None  # those with all words, where others are found too
        if asked != self._all_words():
            complete = self._identifiers(self._with_filters(self._all_words()), ENOUGH)
            found.with_all_words = len(complete)
        if end is None:
            end = found.total
        if sort or not self.question:
            found.hits = self._listed(asked, tuple(sort), start, end - start)
        else:
            found.hits = self._best(asked, complete, found.total, start, end)
        return found

    # What is looked for: texts of tsqueries, nothing where everything is

    def _all_words(self) -> str:
        return " & ".join([*self.words, *self._must])

    def _some_words(self) -> str:
        if len(self.words) < 2:
            return ""
        return " & ".join([f"({' | '.join(self.words)})", *self._must])

    def _asked(self) -> str:
        """Return the question that is answered: all words, or any of them where few documents have all."""
        some = self._some_words()
        if some and len(self._identifiers(self._all_words(), ENOUGH)) < ENOUGH:
            return some
        return self._all_words()

    def _with_filters(self, asked: str, but: str = "") -> str:
        filters = []
        for name, wanted in self.chosen.items():
            if name != but:
                numbers = codes.numbers((name, code) for code in wanted)
                filters.append(f"({' | '.join([f'c{number}' for number in numbers] or [NO_CODE])})")
        return " & ".join([*([asked] if asked else []), *filters])

    def _where(self, asked: str) -> tuple[str, list[str]]:
        return ("terms @@ %s::tsquery", [asked]) if asked else ("TRUE", [])

    def _rows(self, columns: str, asked: str, more: str = "", values: Iterable = ()) -> list[tuple]:
        condition, parameters = self._where(asked)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {columns} FROM {self.table} WHERE {condition} {more}", [*parameters, *values])
            return cursor.fetchall()

    def _identifiers(self, asked: str, most: int) -> set[str]:
        return {identifier for (identifier,) in self._rows("identifier", asked, "LIMIT %s", [most])}

    # Counts

    def _count(self, found: Found, asked: str) -> None:
        total, counts = self._counts(self._with_filters(asked))
        if not total and self.shelf.documents and not self._rows("TRUE", "", "LIMIT 1"):
            raise IndexUnusable("The search index in the database was emptied.")
        found.is_more = bool(self.question) and total > COUNTED
        found.total = COUNTED if found.is_more else total
        found.facets = {name: counts.get(name, {}) for name in found.facets}
        for name in self.chosen:
            without, others = self._counts(self._with_filters(asked, but=name))
            found.without[name] = min(without, COUNTED) if self.question else without
            if name in found.facets:
                found.facets[name] = others.get(name, {})

    def _counts(self, asked: str) -> tuple[int, dict[str, dict[str, int]]]:
        """Return how many documents match, and {facet: {code: number}} of them, or of the first if they are many.

        Lists without a question are read most and hold most: they are counted to the end, once after each commit.
        """
        if self.question:
            return self._counted(asked, f"LIMIT {COUNTED + 1}")
        name = sha256(asked.encode()).hexdigest()
        key = f"search-counts-{self.shelf.build_name}-{self.shelf.version}-{name}"
        return cache.get_or_set(key, lambda: self._counted(asked), REMEMBERED)

    def _counted(self, asked: str, limit: str = "") -> tuple[int, dict[str, dict[str, int]]]:
        condition, parameters = self._where(asked)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*), string_agg(codes, '') FROM"
                f" (SELECT codes FROM {self.table} WHERE {condition} {limit}) AS matching",
                parameters,
            )
            total, found = cursor.fetchone()
        counts: dict[str, dict[str, int]] = {}
        for number, count in counted(found or b"").items():
            facet, code = codes.name(number)
            counts.setdefault(facet, {})[code] = count
        return total, counts

    # Order

    def _listed(self, asked: str, sort: tuple[str, ...], start: int, number: int) -> list[Hit]:
        """Return hits in the order of columns; every order ends with the newest, so that pages never overlap."""
        columns = [name for name in (*sort, *NEWEST) if name.lstrip("-") in ORDERS]
        order = ", ".join(f"{ORDERS[name.lstrip('-')]} {'DESC' if name[0] == '-' else 'ASC'}" for name in columns)
        behind, values = self._behind(columns)
        more = f"{behind} ORDER BY {order} OFFSET %s LIMIT %s"
        rows = self._rows("identifier, kind", self._with_filters(asked), more, [*values, start, max(number, 0)])
        return [Hit(identifier, kind) for identifier, kind in rows]

    def _behind(self, columns: list[str]) -> tuple[str, list[str]]:
        """Return the condition that a row comes after the hit that is named, in the order of these columns."""
        names = [ORDERS[name.lstrip("-")] for name in columns]
        row = self._rows(", ".join(names), "", "AND identifier = %s", [self.after]) if self.after else []
        if not row:
            return "", []
        alternatives, values = [], []
        for place, name in enumerate(columns):
            same = [f"{other} = %s" for other in names[:place]]
            alternatives.append(" AND ".join([*same, f"{names[place]} {'<' if name[0] == '-' else '>'} %s"]))
            values += row[0][: place + 1]
        return f"AND (({') OR ('.join(alternatives)}))", values

    def _best(self, asked: str, complete: set[str] | None, total: int, start: int, end: int) -> list[Hit]:
        """Return hits best first; past those that are ranked, the newest first."""
        ranked = self._ranked(self._candidates(self._with_filters(asked), total), complete)
        behind, values = "", []
        if self.after:
            gone_through = next((place + 1 for place, hit in enumerate(ranked) if hit.identifier == self.after), 0)
            if not gone_through:
                behind, values = self._behind(list(NEWEST))
                gone_through = len(ranked) if behind else 0
            start, end, total = start + gone_through, end + gone_through, max(total, end + gone_through)
        page = ranked[start:end]
        missing = min(end, total) - start - len(page)
        if missing > 0 and total > len(ranked):
            more = f"{behind} AND NOT identifier = ANY(%s) ORDER BY published DESC, identifier DESC OFFSET %s LIMIT %s"
            values = [*values, [hit.identifier for hit in ranked], max(start - len(ranked), 0), missing]
            rows = self._rows("identifier, kind", self._with_filters(asked), more, values)
            page += [Hit(identifier, kind, 0.0, complete is None) for identifier, kind in rows]
        return page

    def _candidates(self, asked: str, total: int) -> list[_Candidate]:
        found: dict[str, _Candidate] = {}
        for narrower in [*self._narrower(asked, total), asked]:
            if len(found) < CANDIDATES:
                for row in self._rows("identifier, kind, published, bag", narrower, "LIMIT %s", [CANDIDATES]):
                    found.setdefault(row[0], _Candidate(*row[:3], Bag(row[3])))
        return list(found.values())[:CANDIDATES]

    def _narrower(self, asked: str, total: int) -> list[str]:
        """Return questions that find the best of too many documents first: words in titles, then the rarest words."""
        if total <= CANDIDATES:
            return []
        in_title = [_part(word, TITLE) for word in self.question.words]
        of_titles = " & ".join([*in_title, asked])
        rarest = (f"{self._word(word)} & {asked}" for word in self._rarest_first())
        return [of_titles, *rarest] if in_title else []

    def _rarest_first(self) -> list[str]:
        rarities = self._rarities()

        def rarity(word: str) -> float:
            return max((rarities[lexeme] for _language, lexemes in _lexemes(word) for lexeme in lexemes), default=0.0)

        return sorted(self.question.words, key=rarity, reverse=True)

    def _ranked(self, candidates: list[_Candidate], complete: set[str] | None) -> list[Hit]:
        score = _Scores(self).of
        hits = [
            (
                Hit(one.identifier, one.kind, score(one.bag), complete is None or one.identifier in complete),
                (one.published, one.identifier),
            )
            for one in candidates
        ]
        hits.sort(key=lambda pair: (pair[0].has_all_words, pair[0].score, pair[1]), reverse=True)
        return [hit for hit, _newest in hits]

    def _rarities(self) -> dict[str, float]:
        """Return {lexeme: idf} of the terms of the question."""
        others = [other for synonym in self.question.synonyms for other in synonym.others]
        terms = {
            lexeme[1:]
            for part in (*self.question.words, *self.question.phrases, *others)
            for _language, lexemes in _lexemes(part)
            for lexeme in lexemes
        }
        wanted = [letter + term for term in terms for letter in LETTERS.values()]
        rows = SearchTerm.objects.filter(letter=self.shelf.letter, term__in=wanted)
        numbers = dict(rows.values_list("term", "documents"))
        rarities = {}
        for term in terms:
            commonest = max(numbers.get(letter + term, 0) for letter in LETTERS.values())
            rarity = bm25.rarity(self.shelf.documents, commonest)
            rarities |= {letter + term: rarity for letter in LETTERS.values()}
        return rarities


class _Scores:
    """How well a bag answers a question: each word by its best language, the reader's weighing most."""

    def __init__(self, search: Search):
        documents = max(search.shelf.documents, 1)
        self._means = [max(words / documents, 1.0) for words in search.shelf.lengths]
        self._rarities, self._reader = search._rarities(), search.question.language
        question = search.question
        self._groups: list[tuple[list, list]] = []  # (parts as they were typed, what may stand for all of them)
        typed_before: set[str] = set()
        for synonym in question.synonyms:
            typed = [self._part(word) for word in question.words if word in synonym.covers - typed_before]
            typed_before |= synonym.covers
            most = bm25.rarest([self._rarities_of(word) for word in synonym.covers])
            others = [(self._part(other, most), len(query_terms(other, NEUTRAL)) or 1) for other in synonym.others]
            self._groups.append((typed, others))
        for part in (*(word for word in question.words if word not in typed_before), *question.phrases):
            self._groups.append(([self._part(part)], []))

    def _rarities_of(self, word: str) -> list[list[float]]:
        """Return the rarity of each term of a word, for each language."""
        return [[self._rarities[lexeme] for lexeme in lexemes] for _language, lexemes in _lexemes(word)]

    def _part(self, part: str, most: float = inf) -> list[tuple[int, float, list[tuple[bytes, float]]]]:
        """Return (place of the language in a bag, mean length, [(checksum, how much it says)]) for each language.

        No term counts as rarer than `most`.
        """
        found = []
        for language, lexemes in _lexemes(part):
            place, boost = LANGUAGES.index(language), bm25.READERS_LANGUAGE if language == self._reader else 1.0
            terms = [(checksum(lexeme), boost * min(self._rarities[lexeme], most)) for lexeme in lexemes]
            found.append((place, self._means[place], terms))
        return found

    def of(self, bag: Bag) -> float:
        """Return the score of a document: a synonym counts where it says more than what it covers."""
        total = 0.0
        for typed, others in self._groups:
            said = 0.0
            for part in typed:
                said += self._of_part(bag, part)
            if others:
                best = max(self._of_part(bag, other) / words for other, words in others)
                said = max(said, bm25.SYNONYM * best)
            total += said
        return total

    def _of_part(self, bag: Bag, part: list) -> float:
        best = 0.0
        for place, mean, terms in part:
            if length := bag.lengths[place]:
                score = 0.0
                for of, rarity in terms:
                    weight = bag.weight(place, of)
                    if not weight:
                        break  # several terms are a phrase, of which none may be missing
                    score += rarity * bm25.score(weight, bm25.lengthening(length, mean))
                else:
                    best = max(best, score)
        return best


def _lexemes(part: str) -> list[tuple[str, list[str]]]:
    """Return (language, lexemes) of a word or phrase in each language in which it is something."""
    found = []
    for language, letter in LETTERS.items():
        if terms := query_terms(part, language):
            found.append((language, [letter + term for term in terms]))
    return found


def _part(part: str, prefix: str = "") -> str:
    """Return the tsquery of a word or phrase: in any language, in order; with a prefix, of words in titles."""
    follow = " & " if prefix else " <-> "
    languages = [f"({follow.join(quoted(prefix + lexeme) for lexeme in lexemes)})" for _l, lexemes in _lexemes(part)]
    return f"({' | '.join(languages)})"
