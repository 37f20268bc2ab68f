"""The six languages of the portal: codes, column suffixes, direction, and the best text of a translated field."""

from collections.abc import Iterable
from functools import lru_cache

from django.conf import settings
from django.utils import translation

LANGUAGE_CODES: tuple[str, ...] = tuple(code for code, _name in settings.LANGUAGES)
LANGUAGE_NAMES: dict[str, str] = dict(settings.LANGUAGES)
RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "ur"})


def suffix(code: str) -> str:
    """Return the column suffix of a language: zh-hans gives zh_hans."""
    return code.replace("-", "_")


def language_of_column(column: str) -> str:
    """Return the language of a translated column by its suffix: title_zh_hans gives zh-hans; "" of any other."""
    return next((code for code in LANGUAGE_CODES if column.endswith(f"_{suffix(code)}")), "")


def html_lang(code: str) -> str:
    """Return the value of HTML's lang attribute: zh-hans gives zh-Hans."""
    return "zh-Hans" if code == "zh-hans" else code


def direction(code: str) -> str:
    """Return rtl or ltr."""
    return "rtl" if code.split("-", maxsplit=1)[0] in RIGHT_TO_LEFT else "ltr"


def current() -> str:
    """Return the active language as one of LANGUAGE_CODES (English when the active one is none of them)."""
    code = (translation.get_language() or "en").lower()
    return code if code in LANGUAGE_CODES else "en"


@lru_cache(maxsize=64)
def preference(code: str) -> tuple[str, ...]:
    """Return the six languages in the order in which a reader of this language is shown texts."""
    return (code, *(other for other in ("en", "fr", "es", "ru", "ar", "zh-hans") if other != code))


def pick(texts: dict[str, str], code: str | None = None) -> tuple[str, str]:
    """Return (text, language) of the best filled text in {language: text}; ("", code) when all are empty."""
    code = code or current()
    for language in preference(code):
        if text := texts.get(language):
            return text, language
    return "", code


def texts_of(obj, field: str) -> dict[str, str]:
    """Return {language: text} of the filled language columns of a translated field."""
    columns = {code: getattr(obj, f"{field}_{suffix(code)}") for code in LANGUAGE_CODES}
    return {code: text for code, text in columns.items() if text}


def in_language(obj, field: str, code: str | None = None) -> tuple[str, str]:
    """Return (text, language) of a translated field for a reader of `code`, in another language if that is empty."""
    return pick(texts_of(obj, field), code)


def listed(words: Iterable[object]) -> str:
    """Return words as one line with the comma of the active language."""
    comma = {"ar": "، ", "zh-hans": "、"}.get(current(), ", ")
    return comma.join(str(word) for word in words if word)
