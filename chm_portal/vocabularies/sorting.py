"""Keys by which names sort as readers of a language expect, letter by letter, without ICU."""

import re
import unicodedata

# One letter in several shapes: carriers of hamza, the t at the end of feminine nouns, the long a that looks like y.
_ARABIC = str.maketrans("أإآٱةىؤئ", "ااااهيوي")
_ARABIC_MARKS = re.compile("[\u064b-\u065f\u0670\u0640]")
_SEPARATORS = re.compile(r"[^\w]+")


def sort_key(name: str, language: str) -> str:
    """Return the key of a name: accents folded, small letters, in Arabic without the article.

    Chinese names cannot be sorted by their signs: their key, the sound of each sign, is given in the data file; a name
    without one sorts after those that have it.
    """
    if language == "ar":
        return _SEPARATORS.sub(" ", _arabic(name)).strip()
    folded = "".join(sign if sign == "й" else _folded(sign) for sign in unicodedata.normalize("NFC", name.lower()))
    return _SEPARATORS.sub(" ", folded).strip()


def _folded(sign: str) -> str:
    return "".join(part for part in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(part))


def _arabic(name: str) -> str:
    # The article goes before letters are made alike: the ال of ألمانيا belongs to the name.
    letters = _ARABIC_MARKS.sub("", unicodedata.normalize("NFC", name)).removeprefix("ال")
    return letters.translate(_ARABIC)
