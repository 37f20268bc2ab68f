"""More like this: a question made of what tells a record from others (row 16 of docs/search.md)."""

from collections import Counter

from chm_portal.common.languages import LANGUAGE_CODES, texts_of
from chm_portal.records.models import Record
from chm_portal.search.analysis import fold, query_terms
from chm_portal.search.engines import bm25
from chm_portal.search.indexer import live_build
from chm_portal.search.models import SearchWord
from chm_portal.search.query import Question
from chm_portal.search.stop_words import STOP_WORDS
from chm_portal.search.suggestions import COMMON
from chm_portal.vocabularies.memory import vocabulary

MOST = 12  # words that are looked for
CONSIDERED = 60  # words of which they are chosen
MOST_THEMES = 4
TITLE_COUNTS = 3  # as much as so many times in the summary


def question_like(record: Record, language: str) -> Question:
    """Return the question whose answers are like a record: its themes, and the words that tell it from others.

    Words of all its languages are looked for, each in every language; any of them suffices, the rare ones weigh most.
    """
    counts: Counter[str] = Counter()
    for code in LANGUAGE_CODES:
        stop_words = STOP_WORDS.get(code, frozenset())
        for name, weight in (("title", TITLE_COUNTS), ("summary", 1)):
            text = texts_of(record, name).get(code, "")
            words = query_terms(text, "") if code == "zh-hans" else fold(text).split()
            for word in _saying(words, stop_words):
                counts[word] += weight
    themes = [vocabulary("theme").by_pk(row.term_id).label for row in record.theme_rows.all()[:MOST_THEMES]]
    words = dict.fromkeys([*themes, *_telling(dict(counts.most_common(CONSIDERED)))])
    return Question(text="", language=language, words=tuple(words))


def _telling(counts: dict[str, int]) -> list[str]:
    """Return the words that are frequent here and rare elsewhere, as far as the index counts its words."""
    build = live_build()
    rows = SearchWord.objects.filter(build=build, word__in=counts) if build else SearchWord.objects.none()
    documents = dict(rows.values_list("word", "documents"))
    number = max(build.total if build else 0, COMMON)

    def says(word: str) -> float:
        return counts[word] * bm25.rarity(number, min(documents.get(word, COMMON), number))

    return sorted(counts, key=says, reverse=True)[:MOST]


def _saying(words: list[str], stop_words: frozenset[str]) -> list[str]:
    kept = [word.strip(".,;:()«»“”\"'") for word in words]
    return [word for word in kept if len(word) > 1 and word not in stop_words and not word.isdecimal()]
