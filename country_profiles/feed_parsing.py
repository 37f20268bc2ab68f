"""From the bytes of a feed to what may become drafts: plain text, addresses of the public web, and not too much (R64).

What arrives is a stranger's. It is first read through as XML without building anything, which refuses entities, depth
and floods; only what has passed is handed to feedparser, as a stream, since that would open a text as a file's name.
"""

import html
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from time import struct_time
from urllib.parse import urljoin
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

import defusedxml.sax
import feedparser
import nh3
from defusedxml import DefusedXmlException
from django.core.exceptions import ValidationError

from chm_portal.common.clean_text import clean_text
from chm_portal.common.languages import LANGUAGE_CODES
from chm_portal.common.public_address import require_public_address

MOST_ITEMS = 50  # of a feed, the first ones: feeds begin with the newest
MOST_ELEMENTS, DEEPEST, MOST_NAMESPACES = 200_000, 100, 60
LONGEST_TITLE, LONGEST_SUMMARY, LONGEST_ADDRESS = 300, 2_900, 1_000  # characters; what the form of resources takes
NOT_OF_THE_SIX = {"zh-tw", "zh-hk", "zh-mo"}  # traditional characters
BLOCKS = re.compile(r"<(?:br|/p|/div|/li|/h[1-6]|/tr)\b[^>]*>", re.IGNORECASE)


class NotAFeed(Exception):
    """What cannot be read as a feed; `reason` is a short code: not_xml, too_complex, no_feed."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Item:
    """One entry of a feed, as a draft can take it over."""

    key: str  # the sum of its own identifier, or of its link
    title: str
    summary: str
    link: str
    language: str = ""  # one of the six, if the feed says so
    date: str = ""  # YYYY-MM-DD


@dataclass(frozen=True)
class Reading:
    """What a feed holds: its first entries, and how many of them lead nowhere or say nothing."""

    items: list[Item]
    passed_over: int


def read_feed(body: bytes, address: str) -> Reading:
    """Return what a feed that was fetched from an address holds. Raises NotAFeed."""
    _look_through(body)
    found = feedparser.parse(
        io.BytesIO(body),
        response_headers={"content-location": address},
        resolve_relative_uris=False,  # in HTML: of that only the text is kept
        sanitize_html=False,
    )
    if not found.version:
        raise NotAFeed("no_feed")
    entries = found.entries[:MOST_ITEMS]
    spoken = found.feed.get("language", "")
    items = {item.key: item for item in _items(entries, spoken, address)}
    return Reading(list(items.values()), sum(_item(entry, spoken, address) is None for entry in entries))


def _items(entries: Iterable, spoken: str, address: str) -> Iterable[Item]:
    """Yield the entries that can be drafts, each link once."""
    links = set()
    for entry in entries:
        item = _item(entry, spoken, address)
        if item and item.link not in links:
            links.add(item.link)
            yield item


def _item(entry, spoken: str, address: str) -> Item | None:
    """Return an entry as an item; none of one without words, or that leads to no page of the public web."""
    title = _shortened(" ".join(_plain(entry.get("title", "")).split()), LONGEST_TITLE)
    summary = _shortened(_plain(_words(entry)), LONGEST_SUMMARY)
    link = _public(entry.get("link", ""), address)
    if not link or not (title or summary):
        return None
    own = clean_text(entry.get("id", "")).strip() or link
    language = (entry.get("title_detail") or {}).get("language") or spoken
    when = entry.get("published_parsed") or entry.get("updated_parsed")
    return Item(sha256(own.encode()).hexdigest(), title, summary, link, _one_of_six(language), _day(when))


def _words(entry) -> str:
    """Return what an entry says: its summary, or else the beginning of its content."""
    content = entry.get("content") or [{}]
    return entry.get("summary") or content[0].get("value") or ""


def _public(link: str, address: str) -> str:
    """Return a link as a whole address of the public web, or nothing if it is none."""
    link = clean_text(link).strip()
    if not link:  # joined to the feed's address it would be the feed
        return ""
    try:
        whole = urljoin(address, link)
        require_public_address(whole)
    except (ValidationError, ValueError):
        return ""
    return whole if len(whole) <= LONGEST_ADDRESS else ""


def _plain(text: str) -> str:
    """Return the words of a text that may be HTML: its paragraphs as lines, without tags, scripts and entities."""
    kept = nh3.clean(BLOCKS.sub("\n", text), tags=set(), clean_content_tags={"script", "style"})
    lines = [" ".join(line.split()) for line in clean_text(html.unescape(kept)).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0].rstrip() + "…"


def _one_of_six(language: str) -> str:
    """Return which of the six languages a tag such as en-GB or zh-CN means, nothing for any other."""
    code = language.strip().lower().replace("_", "-")
    if code in NOT_OF_THE_SIX or code.startswith("zh-hant"):
        return ""
    main = code.split("-", 1)[0]
    return "zh-hans" if main == "zh" else main if main in LANGUAGE_CODES else ""


def _day(when: struct_time | None) -> str:
    return f"{when.tm_year:04}-{when.tm_mon:02}-{when.tm_mday:02}" if when and 1900 < when.tm_year < 2100 else ""


class _Outline(ContentHandler):
    """Counts what makes reading long: elements, how deep they stand, names of name spaces."""

    def __init__(self):
        super().__init__()
        self.elements = self.depth = self.namespaces = 0

    def startElement(self, name, attrs):
        self.elements += 1
        self.depth += 1
        self.namespaces += sum(attribute.startswith("xmlns") for attribute in attrs.getNames())
        if self.elements > MOST_ELEMENTS or self.depth > DEEPEST or self.namespaces > MOST_NAMESPACES:
            raise NotAFeed("too_complex")

    def endElement(self, name):
        self.depth -= 1


def _look_through(body: bytes) -> None:
    """Read XML from end to end. Raises NotAFeed where it is none, or means harm."""
    try:
        defusedxml.sax.parseString(body, _Outline(), forbid_entities=True, forbid_external=True)
    except DefusedXmlException as error:
        raise NotAFeed("too_complex") from error
    except (SAXException, ValueError, LookupError) as error:  # ValueError, LookupError: of encodings
        raise NotAFeed("not_xml") from error
