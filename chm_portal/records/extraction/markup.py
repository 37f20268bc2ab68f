"""The text of pages in HTML: what a reader sees, without scripts, styles and what is hidden."""

import re
from html.parser import HTMLParser
from typing import IO

from chm_portal.records.extraction.collected import Collected
from chm_portal.records.extraction.plain import READ_BYTES, decoded

_UNSEEN = {"script", "style", "noscript", "template", "iframe", "object", "svg", "math", "title", "head"}
_IN_LINE = {"a", "abbr", "b", "bdi", "bdo", "cite", "code", "em", "i", "mark", "q", "s", "small", "span", "strong"}
_IN_LINE |= {"sub", "sup", "u", "font", "wbr"}
_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?([\w-]{3,20})""", re.IGNORECASE)


class _Page(HTMLParser):
    """Collects the text of a page; an element that shows nothing counts until it is closed."""

    def __init__(self, collected: Collected):
        super().__init__(convert_charrefs=True)
        self._collected = collected
        self._unseen = ""  # the element whose end is waited for
        self._depth = 0

    def handle_starttag(self, tag, attrs):
        if self._unseen:
            self._depth += tag == self._unseen
        elif tag == "body":
            self._collected.add("\n")
        elif tag in _UNSEEN:
            self._unseen, self._depth = tag, 1
        elif tag not in _IN_LINE:
            self._collected.add("\n")

    def handle_startendtag(self, tag, attrs):
        if not self._unseen and tag not in _IN_LINE:
            self._collected.add("\n")

    def handle_endtag(self, tag):
        if tag == self._unseen:
            self._depth -= 1
            if not self._depth:
                self._unseen = ""
        elif not self._unseen and tag not in _IN_LINE:
            self._collected.add("\n")

    def handle_data(self, data):
        if not self._unseen:
            self._collected.add(data)


def read(file: IO[bytes], collected: Collected) -> None:
    """Read a page."""
    read_content(file.read(READ_BYTES), collected)


def read_content(content: bytes, collected: Collected) -> None:
    """Read the bytes of a page, in the encoding that it names where that is one."""
    page = _Page(collected)
    page.feed(_decoded(content))
    page.close()


def _decoded(content: bytes) -> str:
    named = _CHARSET.search(content[:2000])
    if named and not content.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        try:
            return content.decode(named[1].decode("ascii"), "replace")
        except LookupError:
            pass
    return decoded(content)
