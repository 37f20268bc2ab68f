"""More like this: a question made of what tells a record from others (row 16 of docs/search.md)."""

from collections import Counter

from chm_portal.common.languages import LANGUAGE_CODES, texts_of
from chm_portal.records.models import Record
from chm_portal.search.analysis import fold, query_terms
from chm_portal.search.query import Question
from chm_portal.search.stop_words import STOP_WORDS

MOST = 12  # words that are looked for
TITLE_COUNTS = 3  # as much as so many times in the summary


def question_like(record: Record, language: str) -> Question:
    """Return the question whose answers are like a record: the words that its title and summary have most.

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
    best = [word for word, _count in counts.most_common(MOST)]
    return Question(text="", language=language, words=tuple(best))


def _saying(words: list[str], stop_words: frozenset[str]) -> list[str]:
    kept = [word.strip(".,;:()«»“”\"'") for word in words]
    return [word for word in kept if len(word) > 1 and word not in stop_words and not word.isdecimal()]
