"""What somebody typed into the search box, understood: words, "phrases" and -words; nothing that is typed can fail.

There is no query language to break out of: brackets, colons, AND and * are signs between words like any other.
"""

import re
import unicodedata
from dataclasses import dataclass, field

from haystack.inputs import BaseInput

from chm_portal.search.analysis import chinese_pairs, fold, query_terms
from chm_portal.search.stop_words import STOP_WORDS

LONGEST = 300  # characters of a question that are read
MOST_PARTS = 24  # words and phrases of a question that are looked for
ENOUGH = 10  # fewer records than this with all of the words: those with some of them follow

_QUOTES = dict.fromkeys(map(ord, "“”„‟«»″「」『』《》＂"), '"')
_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]*://)(?:www\.)?|www\.", re.IGNORECASE)
_IDENTIFIER = re.compile(r"\bCHM(?:-[A-Z0-9]+)+-\d+\b", re.IGNORECASE)
_DASH = re.compile(r"(?<!\S)[\u2012-\u2015\u2212](?=\S)")  # what telephones and word processors make of a minus
_PART = re.compile(r'(-?)"([^"]*)"|(\S+)')


@dataclass(frozen=True)
class Synonym:
    """Other ways to say some words of a question; each is found as a phrase and stands for all that it covers."""

    covers: frozenset[str]
    others: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """The parts of a question, each as it was typed; one of several terms ("benefit-sharing") is found as a phrase."""

    text: str = ""  # as shown again in the box and in addresses
    language: str = "en"  # the reader's, whose texts weigh most
    words: tuple[str, ...] = ()  # each must be found; where few records have all, any of them
    phrases: tuple[str, ...] = ()  # each must be found, in this order of words
    excluded: tuple[str, ...] = ()  # none may be found
    is_cut: bool = False  # more was typed than is read
    synonyms: tuple[Synonym, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.words or self.phrases or self.excluded)


def clean(text: str) -> str:
    """Return typed text without control characters, lone surrogates and doubled spaces, at most LONGEST long."""
    kept = text[: LONGEST * 4]
    kept = "".join(" " if unicodedata.category(sign) in {"Cc", "Cs", "Cn", "Co", "Zl", "Zp"} else sign for sign in kept)
    return " ".join(kept.split())[:LONGEST].rstrip()


def parse(text: str, language: str) -> Question:
    """Return what a reader of a language asks by this text; never raises, whatever the text."""
    cleaned = clean(text)
    words: list[str] = []
    phrases: list[str] = []
    excluded: list[str] = []
    for minus, phrase, word in _PART.findall(_DASH.sub("-", cleaned.translate(_QUOTES))):
        if minus and phrase:
            excluded.append(phrase)
        elif phrase:
            phrases.append(phrase)
        elif word.startswith("-") and len(word) > 1:
            excluded.append(word[1:])
        elif word:
            words += [pair for piece in _pieces(word.replace('"', "")) for pair in chinese_pairs(piece)]
    words = _without_stop_words([word for word in words if _says_something(word)], language)
    words = _IDENTIFIER.findall(" ".join(words)) or words  # whoever names a record wants that one
    parts = [_distinct(words), _distinct(phrases), _distinct(excluded)]
    return Question(
        cleaned,
        language,
        *(tuple(part[:MOST_PARTS]) for part in parts),
        is_cut=len(" ".join(text[: LONGEST * 5].split())) > LONGEST or any(len(part) > MOST_PARTS for part in parts),
    )


def _pieces(word: str) -> list[str]:
    """Return what is looked for of something typed without a space: a pasted address and "a:b" are no phrases."""
    if start := _ADDRESS.match(word):
        return re.split(r"[/?&=#:.%+]+", word[start.end() :])
    return word.split(":")


def _says_something(text: str) -> bool:
    return bool(query_terms(text, ""))


def _distinct(parts: list[str]) -> list[str]:
    """Parts that say something, each once, in the order typed."""
    return list({fold(part): part for part in reversed(parts) if _says_something(part)}.values())[::-1]


def _without_stop_words(words: list[str], language: str) -> list[str]:
    """Leave out "how", "the", "les": of the reader's language, and of the one that most of them are in."""
    folded = [fold(word) for word in words]
    hits = {code: sum(word in stop_words for word in folded) for code, stop_words in STOP_WORDS.items()}
    likely = max(hits, key=lambda code: hits[code])
    ignored = STOP_WORDS.get(language, frozenset()) | (STOP_WORDS[likely] if hits[likely] > 1 else frozenset())
    return [word for word, plain in zip(words, folded, strict=True) if plain not in ignored] or words


@dataclass(frozen=True)
class Criteria:
    """What an engine is asked: a question, and for each facet the codes of which a record must have one.

    `after` is the identifier of a hit in the index: the page that follows it is asked for, however deep it lies.
    """

    question: Question = Question()
    chosen: dict[str, tuple[str, ...]] = field(default_factory=dict)
    after: str = ""


class Typed(BaseInput):
    """Hands a question through haystack: `SearchQuerySet().filter(content=Typed(question))`."""

    input_type_name = "typed"

    def __init__(self, question: Question):
        super().__init__(question.text)
        self.question = question
