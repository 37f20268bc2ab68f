"""The portal's own texts in Markdown, as HTML that can be printed as it is (what members write: safe_text.py)."""

import nh3
from markdown_it import MarkdownIt

TAGS = {"a", "abbr", "blockquote", "br", "code", "em", "h2", "h3", "h4", "hr", "li", "ol", "p", "pre", "strong"}
TAGS |= {"table", "tbody", "td", "th", "thead", "tr", "ul"}
_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")


class CleanHtml(str):
    """HTML that has passed the cleaner; templates print it unescaped because of `__html__`."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


def _link_policy(tag: str, attribute: str, value: str) -> str | None:
    # nh3 lets addresses through that begin with two slashes or backslashes: those lead to another host.
    if attribute == "href" and value.lstrip().replace("\\", "/").startswith("//"):
        return None
    return value


def to_html(text: str) -> CleanHtml:
    """Return Markdown as HTML: raw HTML is off, what comes out is cleaned, and links name their host openly."""
    return CleanHtml(
        nh3.clean(
            _markdown.render(text),
            tags=TAGS,
            attributes={"a": {"href"}},
            attribute_filter=_link_policy,
            url_schemes={"https", "http", "mailto"},
            link_rel=None,
        )
    )
