"""The text of a plain text, whatever letters it is written in."""

import codecs
from typing import IO

from chm_portal.records.extraction.collected import Collected

READ_BYTES = 2_000_000
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read(file: IO[bytes], collected: Collected) -> None:
    """Read a plain text."""
    collected.add(decoded(file.read(READ_BYTES)))


def decoded(content: bytes) -> str:
    """Return the text by its byte order mark, as UTF-8, as UTF-16 without a mark, or else as Windows Latin 1."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(content)  # a letter may be cut at the end
    except UnicodeDecodeError:
        pass
    if content[1:200:2].count(0) > len(content[:200]) // 4:
        return content.decode("utf-16-le", "replace")
    if content[:200:2].count(0) > len(content[:200]) // 4:
        return content.decode("utf-16-be", "replace")
    return content.decode("cp1252", "replace")
