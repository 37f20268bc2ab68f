"""Atom feeds (RFC 4287): whole entries, identifiers that never change and name no language, the other languages named.

Written with Django's XML writer and not with its `Atom1Feed`, which has entries without their text, takes "now" for
the last change of an empty feed, and knows nothing of languages.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import rfc3339_date
from django.utils.translation import get_language
from django.utils.xmlutils import SimplerXMLGenerator

from chm_portal.common.context import path_in, path_without_language
from chm_portal.common.languages import LANGUAGE_CODES, current, html_lang

NAMESPACE = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml"
MOST_ENTRIES = 30
NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # when a feed without entries changed last


@dataclass(frozen=True)
class Entry:
    """One entry: `identifier` and `url` are full addresses, `html` is all that the page says, cleaned or escaped."""

    identifier: str
    url: str
    title: str
    title_language: str
    html: str
    html_language: str
    author: str
    published: datetime
    updated: datetime
    category: tuple[str, str] | None = None  # (code, label)


@dataclass(frozen=True)
class Feed:
    """A feed in the reader's language: paths begin with the language, `path` is its own, with the query if any."""

    title: str
    path: str
    page: str
    entries: Sequence[Entry]

    @property
    def identifier(self) -> str:
        """The same in every language, whose variants are one feed."""
        return settings.PORTAL_ADDRESS + path_without_language(self.path)

    @property
    def updated(self) -> datetime:
        """When its latest entry changed."""
        return max((entry.updated for entry in self.entries), default=NEVER)


def atom_response(request: HttpRequest, feed: Feed) -> HttpResponse:
    """Return a feed, or 304 to who has it already (conditional GET by its content)."""
    content = as_xml(feed).encode()
    response = HttpResponse(content, content_type=f"{MEDIA_TYPE}; charset=utf-8")
    response["Access-Control-Allow-Origin"] = "*"
    response["Content-Language"] = html_lang(current())
    response["ETag"] = etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    return get_conditional_response(request, etag=etag, response=response)


def as_xml(feed: Feed) -> str:
    """Return a feed as XML."""
    out = StringIO()
    xml = SimplerXMLGenerator(out, "utf-8")
    xml.startDocument()
    xml.startElement("feed", {"xmlns": NAMESPACE, "xml:lang": html_lang(current())})
    xml.addQuickElement("title", feed.title)
    xml.addQuickElement("id", feed.identifier)
    xml.addQuickElement("updated", rfc3339_date(feed.updated))
    xml.addQuickElement("link", None, {"rel": "self", "type": MEDIA_TYPE, "href": settings.PORTAL_ADDRESS + feed.path})
    _add_page(xml, feed)
    _add_languages(xml, feed)
    _add_author(xml, str(settings.PORTAL_NAME))
    for entry in feed.entries:
        _add_entry(xml, entry)
    xml.endElement("feed")
    xml.endDocument()
    return out.getvalue()


def _add_page(xml: SimplerXMLGenerator, feed: Feed) -> None:
    page = settings.PORTAL_ADDRESS + feed.page
    xml.addQuickElement(
        "link", None, {"rel": "alternate", "type": "text/html", "hreflang": html_lang(current()), "href": page}
    )


def _add_languages(xml: SimplerXMLGenerator, feed: Feed) -> None:
    """Name the same feed in the other languages."""
    for code in LANGUAGE_CODES:
        if code != get_language():
            address = settings.PORTAL_ADDRESS + path_in(code, feed.path)
            told = {"rel": "alternate", "type": MEDIA_TYPE, "hreflang": html_lang(code), "href": address}
            xml.addQuickElement("link", None, told)


def _add_author(xml: SimplerXMLGenerator, name: str) -> None:
    xml.startElement("author", {})
    xml.addQuickElement("name", name)
    xml.endElement("author")


def _add_entry(xml: SimplerXMLGenerator, entry: Entry) -> None:
    xml.startElement("entry", {})
    xml.addQuickElement("title", entry.title, {"xml:lang": html_lang(entry.title_language)})
    xml.addQuickElement("id", entry.identifier)
    xml.addQuickElement("link", None, {"rel": "alternate", "type": "text/html", "href": entry.url})
    xml.addQuickElement("published", rfc3339_date(entry.published))
    xml.addQuickElement("updated", rfc3339_date(entry.updated))
    _add_author(xml, entry.author)
    if entry.category:
        xml.addQuickElement("category", None, {"term": entry.category[0], "label": entry.category[1]})
    told = {"type": "html", "xml:lang": html_lang(entry.html_language), "xml:base": f"{settings.PORTAL_ADDRESS}/"}
    xml.addQuickElement("content", entry.html, told)
    xml.endElement("entry")
