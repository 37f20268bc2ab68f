"""What a reader of files collects, and how it says that there is no more to collect."""

import re
import unicodedata

MOST_CHARACTERS = 120_000  # of one file: twenty thousand words; search reads no more of it

# Letters in the shapes that a page is set with: two that are drawn as one, Arabic ones by their place in the word.
_SHAPES = re.compile("[\ufb00-\ufb06\ufb50-\ufdff\ufe70-\ufefc]+")
_JOINED = re.compile(r"(?<=[^\W\d_])[-\u00ad\u2010]\n(?=[^\W\d_])")  # a word that was cut at the end of a line


class Enough(BaseException):
    """As much was read as is wanted. Not an Exception: what readers catch of broken files must not catch this."""


class Collected:
    """The text that has been read so far, at most MOST_CHARACTERS of it."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._size = 0

    def add(self, piece: str) -> None:
        """Take a piece as it is; raises Enough when there is no room for more."""
        self._pieces.append(piece[: MOST_CHARACTERS - self._size])
        self._size += len(self._pieces[-1])
        if self._size >= MOST_CHARACTERS:
            raise Enough

    @property
    def text(self) -> str:
        """What was read, with single spaces, without empty lines, words cut at the end of a line put together."""
        lines = (" ".join(line.split()) for line in "".join(self._pieces).splitlines())
        text = _JOINED.sub("", "\n".join(line for line in lines if line))
        return _SHAPES.sub(lambda shapes: unicodedata.normalize("NFKC", shapes[0]), text)[:MOST_CHARACTERS]
