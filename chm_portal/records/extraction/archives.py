"""The text of Word, Excel, PowerPoint, OpenDocument and EPUB files: archives of XML, read as a stream, never unpacked.

Document types, and so entities, are refused before the first of them is looked at.
"""

import re
from dataclasses import dataclass, field
from typing import IO
from xml.sax.handler import ContentHandler, feature_namespaces

from defusedxml import sax

from chm_portal.common.confined.archive import BoundedPart, each_part
from chm_portal.records.extraction.collected import Collected
from chm_portal.records.extraction.markup import read_content

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


def read(file: IO[bytes], collected: Collected, document: Document) -> None:
    """Read a document of Office or OpenDocument; raises Unsafe, Protected, Damaged."""

    def read_part(part: BoundedPart) -> None:
        parser = sax.make_parser()
        parser.forbid_dtd = True
        parser.setFeature(feature_namespaces, False)
        parser.setContentHandler(_Words(document, collected))
        parser.parse(part)

    each_part(file, document.parts, read_part)


def read_epub(file: IO[bytes], collected: Collected) -> None:
    """Read the pages of an EPUB, in the order of their names; raises Unsafe, Protected, Damaged."""

    def read_page(part: BoundedPart) -> None:
        content = b""
        while len(content) < PAGE_BYTES and (piece := part.read()):
            content += piece
        read_content(content, collected)
        collected.add("\n")

    each_part(file, _PAGES, read_page)
