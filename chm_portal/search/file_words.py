"""The words of a record's public files: in which language they are, and how many of them search takes in."""

import re
from collections.abc import Iterable, Iterator

from chm_portal.common.languages import LANGUAGE_CODES
from chm_portal.records.models import Attachment, AttachmentText
from chm_portal.search.analysis import NEUTRAL, fold, is_chinese, words_in
from chm_portal.search.stop_words import STOP_WORDS

MOST_WORDS = 15_000  # of one record; a Chinese character is one. No phrase is found beyond a tsvector's 16,383rd
MOST_CHARACTERS = 120_000  # of one record
LOOKED_AT = 4_000  # characters by which a language is told
LEAST_SHARE = 0.05  # of small words like "the": in running text they are a third
_SCRIPTS = (("ar", "[\u0620-\u064a]"), ("zh-hans", "[\u4e00-\u9fff]"), ("ru", "[а-яё]"))
_LATIN = ("en", "es", "fr")


def texts_of_files(files: Iterable[Attachment]) -> Iterator[tuple[str, str]]:
    """Yield (language, text) of files that carry their `inner_text`, in their order, as much as search takes in."""
    words, characters = MOST_WORDS, MOST_CHARACTERS
    for attachment in files:
        text, number = _beginning(attachment.inner_text.text[:characters], words)
        words, characters = words - number, characters - len(text)
        if text:
            yield language_of(attachment.inner_text), text


def _beginning(text: str, most: int) -> tuple[str, int]:
    """Return as much of a text as has so many words, and how many that are."""
    number = 0
    for place, word in words_in(text):
        more = len(word) if is_chinese(word) else 1
        if number + more > most:
            return text[:place], number
        number += more
    return text, number


def language_of(text: AttachmentText) -> str:
    """Return the language of a file as its owner gave it, else the one that it seems to be in; NEUTRAL for others."""
    given = text.attachment.language
    if given:
        return given if given in LANGUAGE_CODES else NEUTRAL
    return _seeming(fold(text.text[:LOOKED_AT]))


def _seeming(folded: str) -> str:
    for language, letters in _SCRIPTS:
        if len(re.findall(letters, folded)) * 4 > len(folded):
            return language
    words = re.findall(r"[^\W\d_]+", folded)
    shares = {language: sum(word in STOP_WORDS[language] for word in words) for language in _LATIN}
    likely = max(shares, key=shares.__getitem__)
    return likely if shares[likely] > LEAST_SHARE * len(words) else NEUTRAL
