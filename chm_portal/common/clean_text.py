"""Text as PostgreSQL and a page can hold it."""

import re

_SURROGATES = re.compile("[\ud800-\udfff]")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u202d\u202e\ufffe\uffff]")


def clean_text(text: str) -> str:
    """Return the text without NUL and other control characters (newline and tab stay) and lone surrogates replaced.

    Overrides of direction go too: with them a title shows something else than it says.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROLS.sub("", _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", text))
