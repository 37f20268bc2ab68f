"""ZIP files, read part by part as a stream and never unpacked.

No part is read that the table of contents does not name, none further than PART_BYTES, whatever size the table says
it has.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Callable
from typing import IO
from xml.sax import SAXException

from defusedxml.common import DefusedXmlException

from chm_portal.common.confined.child import Damaged, Protected, Unsafe

MOST_PARTS = 5_000
PART_BYTES = 32 * 1024 * 1024
UNPACKED_BYTES = 100 * 1024 * 1024  # of all parts together
PIECE_BYTES = 64 * 1024
_NUMBERS = re.compile(r"\d+")


class BoundedPart:
    """A part of an archive that ends in Unsafe where it is longer than any document, or than all may be together."""

    def __init__(self, name: str, part: IO[bytes], left: list[int]):
        self.name, self._part, self._left, self._here = name, part, left, PART_BYTES

    def read(self, size: int = -1) -> bytes:
        """Return the next piece of the part, empty at its end."""
        read = self._part.read(size if 0 <= size < PIECE_BYTES else PIECE_BYTES)
        self._here -= len(read)
        self._left[0] -= len(read)
        if self._here < 0 or self._left[0] < 0:
            raise Unsafe
        return read

    def whole(self) -> bytes:
        """Return all that is left of the part."""
        return b"".join(iter(self.read, b""))

    def close(self) -> None:
        """Do nothing: whoever opened the part closes it. The parser asks for it."""


def each_part(file: IO[bytes], wanted: re.Pattern, read_part: Callable[[BoundedPart], None]) -> None:
    """Have the parts read whose names fit, in their order; raises Unsafe, Protected, Damaged (none fits: too)."""
    left = [UNPACKED_BYTES]
    try:
        with zipfile.ZipFile(io.BytesIO(file.read())) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS:
                raise Unsafe
            found = [part for part in parts if wanted.fullmatch(part.filename)]
            for part in sorted(found, key=_in_order):
                if part.flag_bits & 1:
                    raise Protected
                with archive.open(part) as opened:
                    read_part(BoundedPart(part.filename, opened, left))
    except DefusedXmlException as error:
        raise Unsafe from error
    except (zipfile.BadZipFile, zlib.error, SAXException, RuntimeError, EOFError, OSError, ValueError) as error:
        raise Damaged from error
    if not found:
        raise Damaged


def _in_order(part: zipfile.ZipInfo) -> tuple[str, int]:
    """Return the order of parts: the second slide before the tenth."""
    numbers = _NUMBERS.findall(part.filename)
    return _NUMBERS.sub("", part.filename), int(numbers[-1][:9]) if numbers else 0
