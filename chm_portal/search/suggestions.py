"""Did you mean ...? Another spelling for words that no document has, or that look like a slip in one or two.

Words are kept as they are written in the documents of the live index. A word and what was typed are near when they
are the same after a letter is left out of one or of both: that finds every slip of one letter, swapped letters, and
many slips of two, whatever the script and whatever the database's locale (after SymSpell, W. Garbe).
"""

import re
from collections import Counter
from collections.abc import Iterable

from django.db import connection
from psycopg2.extras import execute_values

from chm_portal.search.analysis import fold, is_chinese, query_terms
from chm_portal.search.engines.terms import FILE
from chm_portal.search.models import IndexBuild, SearchWord
from chm_portal.search.query import Question
from chm_portal.search.synonyms import with_synonyms

SHORTEST, LONGEST = 4, 30  # letters of a word that is looked after
LEAST = 5  # letters of a word that is corrected: among shorter ones, most that are near are words of their own
ARABIC_ARTICLE = "ال"
COMMON = 20  # documents
RARE = 2  # documents in which a word may itself be misspelt: a common one a single slip away is offered instead
MOST_WORDS = 6  # of a question
_WORD = re.compile(r"[^\W\d_]+")


def words_of(texts: Iterable[str]) -> set[str]:
    """Return the words of texts for which a spelling can be suggested, folded."""
    return {word for text in texts for word in _WORD.findall(fold(text)) if _is_looked_after(word)}


def _is_looked_after(word: str) -> bool:
    return SHORTEST <= len(word) <= LONGEST and not is_chinese(word)


def keys_of(word: str) -> list[str]:
    """Return the word, and all that it is with a letter left out."""
    return [word, *{word[:place] + word[place + 1 :] for place in range(len(word))}]


class _Common:
    """The words of one index that this process knows to be common: counting them further would say nothing more."""

    build, words = 0, frozenset()


def remember(build: IndexBuild, documents: Iterable[dict]) -> None:
    """Count the words of documents that an index took in, up to COMMON; a new index counts anew."""
    if _Common.build != build.pk:
        _Common.build, _Common.words = build.pk, frozenset()
    counts = Counter(
        word
        for document in documents
        for word in words_of(text for value in document.values() for text in _texts_of(value))
    )
    rows = [(build.pk, word, counts[word], keys_of(word)) for word in sorted(counts.keys() - _Common.words)]
    if not rows:
        return
    with connection.cursor() as cursor:
        counted = execute_values(
            cursor.cursor,
            f"INSERT INTO {SearchWord._meta.db_table} AS old (build_id, word, documents, keys) VALUES %s"  # noqa: S608 - our table
            " ON CONFLICT (build_id, word) DO UPDATE SET documents = old.documents + excluded.documents"
            " RETURNING word, documents",
            rows,
            page_size=1000,
            fetch=True,
        )
    _Common.words |= {word for word, number in counted if number >= COMMON}


def _texts_of(value) -> Iterable[str]:
    if isinstance(value, list):
        # Not of files: what is misspelt there, or was read wrongly from a scan, is no word to suggest.
        yield from (part[1] for part in value if isinstance(part, tuple) and part[0] != FILE)


def suggested(question: Question, build: IndexBuild | None) -> str:
    """Return the question with other spellings for its unknown and rare words; nothing if there are none."""
    typed = [word for part in question.words for word in _WORD.findall(part) if _is_corrected(fold(word))]
    if not typed or build is None:
        return ""
    words = SearchWord.objects.filter(build=build)
    known = dict(words.filter(word__in=[fold(word) for word in typed]).values_list("word", "documents"))
    others = {}
    for word in typed[:MOST_WORDS]:
        number = known.get(fold(word), 0)
        if number <= RARE and (better := _nearest(fold(word), words, number > 0, question.language)):
            others[word] = better
    right = _words_of_synonyms(question) if others else set()
    text = question.text
    for word in others.keys() - right:
        text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", others[word], text)
    return text if text != question.text else ""


def _words_of_synonyms(question: Question) -> set[str]:
    """Return the words of a question that the secretariat has synonyms for: they are right as they are."""
    covered = {part for synonym in with_synonyms(question).synonyms for part in synonym.covers}
    return {word for part in covered for word in _WORD.findall(part)}


def _is_corrected(word: str) -> bool:
    return _is_looked_after(word) and _letters(word) >= LEAST


def _letters(word: str) -> int:
    """Return how many letters say what an Arabic word is: its article says nothing."""
    return len(word.removeprefix(ARABIC_ARTICLE))


def _nearest(word: str, words, is_known: bool, language: str) -> str:
    """Return the nearest and commonest other word; only a common one, and only one slip away, for a known word.

    Nothing where one of the near words is the same in another form: then what was typed is a word, and no slip.
    """
    found = words.filter(keys__overlap=keys_of(word), documents__gte=COMMON if is_known else 1).exclude(word=word)
    farthest = 1 if is_known or _letters(word) <= LEAST else 2
    rated = [(distance(word, other), -documents, other) for other, documents in found.values_list("word", "documents")]
    near = sorted(one for one in rated if one[0] <= farthest)
    stem = query_terms(word, language)
    if any(query_terms(other, language) == stem for _distance, _documents, other in near):
        return ""
    return near[0][2] if near else ""


def distance(one: str, other: str) -> int:
    """Return how many letters are left out, put in, changed or swapped between two words."""
    before, row = list(range(len(other) + 1)), list(range(len(other) + 1))
    earlier: list[int] = []
    for place, letter in enumerate(one, start=1):
        earlier, before, row = before, row, [place]
        for at, counterpart in enumerate(other, start=1):
            cheapest = min(before[at] + 1, row[at - 1] + 1, before[at - 1] + (letter != counterpart))
            if place > 1 and at > 1 and letter == other[at - 2] and one[place - 2] == counterpart:
                cheapest = min(cheapest, earlier[at - 2] + 1)
            row.append(cheapest)
    return row[-1]
