"""Feeds as sites offer them, good and bad."""

from html import escape

RSS = '<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{language}{items}</channel></rss>'


def rss(*items: str, language: str = "") -> bytes:
    """Return an RSS feed of these items."""
    spoken = f"<language>{language}</language>" if language else ""
    return RSS.format(language=spoken, items="".join(items)).encode()


def item(number: int | str = 1, **parts: str) -> str:
    """Return one item of RSS; a part given as "" is left out."""
    parts = {
        "title": f"Guide {number}",
        "link": f"https://chm.example/news/{number}",
        "guid": f"urn:news:{number}",
        "description": f"What guide {number} says.",
        "pubDate": "Tue, 24 Nov 2026 09:00:00 GMT",
    } | parts
    return "<item>" + "".join(f"<{name}>{escape(text)}</{name}>" for name, text in parts.items() if text) + "</item>"


ATOM = b"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr-BE" xml:base="https://chm.example/fr/">
  <title>Nouvelles</title>
  <entry>
    <id>tag:chm.example,2026:1</id>
    <title type="html">Guide des &lt;b&gt;z\xc3\xb4nes humides&lt;/b&gt;</title>
    <link rel="alternate" href="nouvelles/1"/>
    <published>2026-11-20T23:30:00+01:00</published>
    <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Premier.</p><p>Second.</p></div></content>
  </entry>
</feed>"""

BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>
<rss version="2.0"><channel><item><title>&c;</title><link>https://chm.example/1</link></item></channel></rss>"""

OUTSIDE = b"""<?xml version="1.0"?>
<!DOCTYPE rss [<!ENTITY file SYSTEM "file:///etc/passwd">]>
<rss version="2.0"><channel><item><title>&file;</title><link>https://chm.example/1</link></item></channel></rss>"""

NAME_SPACES = rss(*(f'<x{number}:a xmlns:x{number}="u{number}"/>' for number in range(30_000)))
DEEP = rss("<a>" * 100_000 + "</a>" * 100_000)
