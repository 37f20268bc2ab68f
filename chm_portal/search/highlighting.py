"""The words of a question marked in what was found, by the same analysis that found it, in the text's own language.

What comes out is HTML: the text is escaped, the marks are ours.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from chm_portal.search.analysis import index_terms, is_chinese, query_terms, words_in
from chm_portal.search.query import Question

SNIPPET = 260  # characters of a summary that a list shows
BEFORE = 60  # characters before the first word that was found


class Highlighter:
    """Marks what a question looks for; one for a page of results."""

    def __init__(self, question: Question):
        others = [other for synonym in question.synonyms for other in synonym.others]
        self._parts = (*question.words, *question.phrases, *others)
        self._asked = [
            (part, *(other for synonym in question.synonyms if part in synonym.covers for other in synonym.others))
            for part in (*question.words, *question.phrases)
        ]
        self._terms: dict[str, frozenset[str]] = {}
        self._met: dict[str, dict[str, tuple[tuple[int, int], ...]]] = {}  # language: {word: its places}

    def _wanted(self, language: str) -> frozenset[str]:
        if language not in self._terms:
            self._terms[language] = frozenset(term for part in self._parts for term in query_terms(part, language))
        return self._terms[language]

    def unexplained(self, texts: Iterable[tuple[str, str]]) -> list[tuple[str, ...]]:
        """Return the parts of the question that none of these (text, language) has, each with its synonyms."""
        terms = [(language, {term for term, _place in index_terms(text, language)}) for text, language in texts]
        return [
            ways
            for ways in self._asked
            if not any(_has(found, way, language) for language, found in terms for way in ways)
        ]

    def places(self, text: str, language: str) -> list[tuple[int, int]]:
        """Return (start, end) of what was looked for in a text, in order, without overlaps."""
        wanted = self._wanted(language)
        if not wanted:
            return []
        found: list[tuple[int, int]] = []
        met = self._met.setdefault(language, {})  # a page of results has few words that come up only once
        for start, word in words_in(text):
            if word not in met:
                met[word] = tuple(_hits(word, language, wanted))
            for begin, end in met[word]:
                if found and start + begin <= found[-1][1]:
                    found[-1] = (found[-1][0], max(found[-1][1], start + end))
                else:
                    found.append((start + begin, start + end))
        return found

    def marked(self, text: str, language: str) -> SafeString:
        """Return the whole text as HTML with marks."""
        return self._html(text, self.places(text, language), 0, len(text))

    def snippet(self, text: str, language: str) -> SafeString:
        """Return the part of a text that has the most of what was looked for; its beginning if it has nothing."""
        places = self.places(text, language)
        start, end = _window(text, places)
        html = self._html(text, places, start, end)
        before, after = "… " if start else "", " …" if end < len(text) else ""
        return mark_safe(f"{before}{html}{after}")  # safe: signs of ours around what _html escaped

    @staticmethod
    def _html(text: str, places: list[tuple[int, int]], start: int, end: int) -> SafeString:
        pieces, at = [], start
        for begin, stop in places:
            if begin >= start and stop <= end:
                pieces += [escape(text[at:begin]), "<mark>", escape(text[begin:stop]), "</mark>"]
                at = stop
        pieces.append(escape(text[at:end]))
        return mark_safe("".join(pieces))  # safe: every piece of the text was escaped


def _has(terms: set[str], part: str, language: str) -> bool:
    """Return whether a text with these terms has all of a part's."""
    wanted = query_terms(part, language)
    return bool(wanted) and terms.issuperset(wanted)


def _hits(word: str, language: str, wanted: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of what is wanted in one word: the word itself, or pairs in a run of Chinese."""
    if is_chinese(word):
        for place, (one, other) in enumerate(pairwise(word)):
            if one + other in wanted:
                yield place, place + 2
        yield from ((place, place + 1) for place, sign in enumerate(word) if sign in wanted)
    elif not wanted.isdisjoint(_terms_of(word, language)):
        yield 0, len(word)


@lru_cache(maxsize=20_000)  # readers meet the same words on page after page
def _terms_of(word: str, language: str) -> tuple[str, ...]:
    return tuple(term for term, _place in index_terms(word, language))


def _window(text: str, places: list[tuple[int, int]]) -> tuple[int, int]:
    if len(text) <= SNIPPET:
        return 0, len(text)
    best, start = -1, 0
    for begin, _end in places[:50]:
        first = 0 if begin < SNIPPET - BEFORE and begin < BEFORE * 2 else begin - BEFORE
        number = sum(first <= other and stop <= first + SNIPPET for other, stop in places)
        if number > best:
            best, start = number, first
    start = _at_word(text, max(start, 0))
    return start, _end_of_word(text, min(start + SNIPPET, len(text)))


def _at_word(text: str, start: int) -> int:
    """Return a place at or after this one where a word begins."""
    if start == 0:
        return 0
    space = text.find(" ", start, start + 25)
    return space + 1 if space != -1 else start


def _end_of_word(text: str, end: int) -> int:
    if end >= len(text):
        return len(text)
    space = text.rfind(" ", end - 25, end)
    return space if space != -1 else end
