"""The text of Word, Excel, PowerPoint, OpenDocument and EPUB files: archives of XML, read as a stream, never unpacked.

No part is read that the table of contents does not name, none further than PART_BYTES, whatever size the table says
it has; document types, and so entities, are refused before the first of them is looked at.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO
from xml.sax import SAXException
from xml.sax.handler import ContentHandler, feature_namespaces

from defusedxml import sax
from defusedxml.common import DefusedXmlException

from chm_portal.records.extraction.collected import Collected, Damaged, Protected, Unsafe
from chm_portal.records.extraction.markup import read_content

MOST_PARTS = 5_000
PART_BYTES = 32 * 1024 * 1024
UNPACKED_BYTES = 100 * 1024 * 1024  # of all parts together
PIECE_BYTES = 64 * 1024
PAGE_BYTES = 2_000_000  # of one page of an EPUB


@dataclass(frozen=True)
class Document:
    """Where the text of a kind of document is: the parts, and in them the elements by their names without prefix."""

    parts: re.Pattern
    text: frozenset[str] = frozenset()  # elements whose text counts; none: all text does
    breaks: frozenset[str] = frozenset()  # elements after which a new line begins
    gaps: frozenset[str] = frozenset()  # elements that stand for a space
    left_out: frozenset[str] = frozenset()  # elements whose text does not count


WORD = Document(
    re.compile(r"word/(?:document|footnotes|endnotes)\.xml"),
    text=frozenset({"t"}),
    breaks=frozenset({"p", "br", "cr"}),
    gaps=frozenset({"tab", "noBreakHyphen"}),
)
SLIDES = Document(re.compile(r"ppt/slides/slide\d+\.xml"), text=frozenset({"t"}), breaks=frozenset({"p", "br"}))
SHEETS = Document(
    re.compile(r"xl/(?:sharedStrings|worksheets/sheet\d+)\.xml"),
    text=frozenset({"t"}),
    breaks=frozenset({"si", "is"}),
    left_out=frozenset({"rPh"}),
)
OPEN_DOCUMENT = Document(
    re.compile(r"content\.xml"),
    breaks=frozenset({"p", "h", "line-break"}),
    gaps=frozenset({"s", "tab"}),
    left_out=frozenset({"tracked-changes", "annotation", "automatic-styles", "scripts", "binary-data"}),
)
_NUMBERS = re.compile(r"\d+")
_PAGES = re.compile(r".*\.x?html?", re.IGNORECASE)


@dataclass
class _Words(ContentHandler):
    """Collects what an XML part of a document says."""

    document: Document
    collected: Collected
    _open: list[str] = field(default_factory=list)
    _left_out: int = 0

    def __post_init__(self):
        super().__init__()

    def startElement(self, name, attrs):
        name = name.rpartition(":")[2]
        self._open.append(name)
        self._left_out += name in self.document.left_out
        if name in self.document.gaps:
            self.collected.add(" ")

    def endElement(self, name):
        name = self._open.pop()
        self._left_out -= name in self.document.left_out
        if name in self.document.breaks:
            self.collected.add("\n")

    def characters(self, content):
        if not self._left_out and (not self.document.text or self._open[-1] in self.document.text):
            self.collected.add(content)


class _Bounded:
    """A part of an archive that ends in Unsafe where it is longer than any document, or than all may be together."""

    def __init__(self, part: IO[bytes], left: list[int]):
        self._part, self._left, self._here = part, left, PART_BYTES

    def read(self, size: int = -1) -> bytes:
        """Return the next piece of the part, empty at its end."""
        read = self._part.read(size if 0 <= size < PIECE_BYTES else PIECE_BYTES)
        self._here -= len(read)
        self._left[0] -= len(read)
        if self._here < 0 or self._left[0] < 0:
            raise Unsafe
        return read

    def close(self) -> None:
        """Do nothing: whoever opened the part closes it. The parser asks for it."""


def read(file: IO[bytes], collected: Collected, document: Document) -> None:
    """Read a document of Office or OpenDocument; raises Unsafe, Protected, Damaged."""

    def read_part(part: IO[bytes]) -> None:
        parser = sax.make_parser()
        parser.forbid_dtd = True
        parser.setFeature(feature_namespaces, False)
        parser.setContentHandler(_Words(document, collected))
        parser.parse(part)

    _each_part(file, document.parts, read_part)


def read_epub(file: IO[bytes], collected: Collected) -> None:
    """Read the pages of an EPUB, in the order of their names; raises Unsafe, Protected, Damaged."""

    def read_page(part: IO[bytes]) -> None:
        content = b""
        while len(content) < PAGE_BYTES and (piece := part.read()):
            content += piece
        read_content(content, collected)
        collected.add("\n")

    _each_part(file, _PAGES, read_page)


def _each_part(file: IO[bytes], wanted: re.Pattern, read_part: Callable[[IO[bytes]], None]) -> None:
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
                    read_part(_Bounded(opened, left))
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
