"""From text to the terms of the index, for each of the six languages; what is typed goes through the same steps.

Order matters: text is folded (case, accents, hamza, width) *before* it is stemmed, on both sides, so that "protegees"
finds "protégées". Known misses, accepted: Arabic broken plurals that arabic_plurals.py does not list, traditional for
simplified Chinese.
"""

import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

import Stemmer

from chm_portal.search.arabic_plurals import SINGULARS

NEUTRAL = ""  # names, identifiers, publishers: words of no language, folded and never stemmed
LONGEST_TERM = 64

_SNOWBALL = {"ar": "arabic", "en": "english", "es": "spanish", "fr": "french", "ru": "russian"}
_HAN = "\u2e80-\u2fdf\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+(?:'[^\W_{_HAN}]+)*")
# A word as it is written: its letters may carry marks (vowel signs, accents of their own) that folding takes away.
_WRITTEN = re.compile(rf"[{_HAN}]+|(?:(?![{_HAN}])[\w\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u0640])+")
_HAN_START = re.compile(rf"[{_HAN}]")
_ARABIC_START = re.compile("[\u0620-\u064a]")
# What Arabic writes in front of a noun: and, so, the, with the, like the, for the. At least three letters must remain.
_ARABIC_PREFIX = re.compile("^[وف]?(?:ال|بال|كال|لل)(?=...)")
# What it writes behind one: its, their. The shorter the ending, the more letters must remain, since many words end so.
_ARABIC_POSSESSIVE = re.compile("(?:(?<=...)ها|(?<=...)هما|(?<=....)هم|(?<=....[^اي])ه)$")
# ة at the end is often typed without its points.
_ARABIC_PLAIN_END = re.compile("(?<=..[^اي])ه$")
_FRENCH_ELISION = re.compile("^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)'")
_LOOK_ALIKES = {
    "ʼ": "'", "’": "'", "‘": "'", "′": "'", "`": "'",
    "ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك", "ٱ": "ا", "ـ": "",
    "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i",
}  # fmt: skip


class _Folds(dict):
    """Code point to its folded text, worked out once for each character that is met."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold_character(chr(code))
        return folded


def _fold_character(character: str) -> str:
    if character in _LOOK_ALIKES:
        return _LOOK_ALIKES[character]
    if character == "й":  # its breve is no accent: without it the Russian stemmer misses every adjective
        return character
    category = unicodedata.category(character)
    if category == "Cf":  # soft hyphens, joiners, direction marks
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(character))
    kept = [part for part in unicodedata.normalize("NFD", character) if not _is_accent(part)]
    return "".join(kept)


def _is_accent(character: str) -> bool:
    """Marks of the Latin, Cyrillic and Arabic scripts; those of Indic scripts are vowels and stay."""
    return unicodedata.category(character) == "Mn" and ord(character) < 0x0900


_folds = _Folds({code: chr(code) for code in range(128)} | {ord("`"): "'"})


def fold(text: str) -> str:
    """Return text without case, accents, hamza, tatweel, vowel signs, width and look-alikes: "Élan" gives "elan"."""
    return unicodedata.normalize("NFKC", text).casefold().translate(_folds)


class _Stemmers(threading.local):
    """PyStemmer's objects are not safe to share between threads, so each thread makes its own."""

    def __init__(self):
        self.of = {language: Stemmer.Stemmer(name) for language, name in _SNOWBALL.items()}


_stemmers = _Stemmers()


def _stem(word: str, language: str) -> str:
    if language == "ar":
        if not _ARABIC_START.match(word):
            return word
        # Snowball treats a word with its article as a noun and cuts less surely without one: always show it one.
        word = "ال" + _arabic_noun(_ARABIC_PREFIX.sub("", word))
    stem = _stemmers.of[language].stemWord(word)
    if language == "fr" and len(stem) > 4:
        return stem.rstrip("e")  # folding hid the é that Snowball would have cut: protegee, protege, proteg
    return stem


def _arabic_noun(word: str) -> str:
    """Return a noun in the singular, without whose it is; before the ending, what ends in ة was written with ت."""
    noun = _ARABIC_POSSESSIVE.sub("", word)
    if noun != word and noun.endswith("ت") and not noun.endswith("ات"):
        noun = noun[:-1] + "ة"
    noun = _ARABIC_PLAIN_END.sub("ة", noun)
    return _arabic_singulars().get(noun, noun)


@lru_cache(maxsize=1)
def _arabic_singulars() -> dict[str, str]:
    return {fold(plural): fold(singular) for plural, singular in SINGULARS.items()}


def _words(folded: str, language: str) -> Iterator[str]:
    """Yield the words of folded text: at apostrophes a new word starts, but for elision and the possessive."""
    for word in _WORD.findall(folded):
        if language == "fr":
            yield from _FRENCH_ELISION.sub("", word).split("'")
        elif language == "en":
            yield from word.removesuffix("'s").split("'")
        else:
            yield from word.split("'")


def words_in(text: str) -> Iterator[tuple[int, str]]:
    """Yield (place, word) of a text as it is written, with the marks that its letters carry."""
    for match in _WRITTEN.finditer(text):
        yield match.start(), match.group()


def is_chinese(word: str) -> bool:
    """Whether a word is a run of Chinese characters."""
    return bool(_HAN_START.match(word))


def index_terms(text: str, language: str) -> Iterator[tuple[str, int]]:
    """Yield (term, position) of a text for the index; a run of Chinese gives its characters and its pairs."""
    position = 0
    for word in _words(fold(text), language):
        if is_chinese(word):
            for place, character in enumerate(word):
                yield character, position + place
                if place + 1 < len(word):
                    yield word[place : place + 2], position + place
            position += len(word)
        elif word:
            yield _term(word, language), position
            position += 1


def query_terms(text: str, language: str) -> list[str]:
    """Return the terms of something searched for, in order; for a run of Chinese its pairs, or its one character."""
    terms: list[str] = []
    for word in _words(fold(text), language):
        if is_chinese(word) and len(word) > 1:
            terms += [word[place : place + 2] for place in range(len(word) - 1)]
        elif word:
            terms.append(_term(word, language))
    return terms


@lru_cache(maxsize=50_000)  # a few thousand words make up most of what is written
def _term(word: str, language: str) -> str:
    word = word[:LONGEST_TERM]
    if language in _SNOWBALL and not word.isdecimal():
        return _stem(word, language)
    return word


def synonym_keys(expressions: dict[str, Iterable[str]]) -> Iterator[str]:
    """Yield what expressions, {language: [...]}, are known by: their terms in a row, so that every form is known."""
    for language, lines in expressions.items():
        for line in lines:
            if terms := query_terms(line, language):
                yield f"{language}:{' '.join(terms)}"


def chinese_pairs(text: str) -> list[str]:
    """Return a typed word cut where Chinese starts and ends, Chinese in pairs: "CBD缔约方" gives CBD, 缔约, 约方."""
    pieces: list[str] = []
    for piece in re.split(f"([{_HAN}]+)", text):
        if is_chinese(piece) and len(piece) > 1:
            pieces += [piece[place : place + 2] for place in range(len(piece) - 1)]
        elif piece:
            pieces.append(piece)
    return pieces


def sort_key(text: str) -> str:
    """Return a text by which titles are put in order: folded, without leading signs, at most 80 characters."""
    return " ".join(_WORD.findall(fold(text)))[:80]
