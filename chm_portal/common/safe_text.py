"""What people write, as HTML that can stand on our pages: Markdown, cleaned, with links and images held to a policy.

The portal's own texts go through `markdown.to_html`; this is for everybody else's. Plain text with paragraphs needs
neither: Django's `linebreaks` escapes it. Store the result with what it was made from: 23 KB take 0.2 s.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import nh3
from django.conf import settings
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from chm_portal.common.markdown import TAGS, CleanHtml
from chm_portal.common.plain_addresses import PlainAddresses

REL = "nofollow ugc noopener"
USER_TAGS = (TAGS - {"h2"}) | {"h5", "h6", "img"}
_REFERENCE = re.compile(r"(?<![\w#&/])#(\d{1,6})(?!\w)")
PLAIN = "address"  # the class of a link whose words are its address, which print need not repeat
ATTRIBUTES: dict[str, set[str]] = {"*": set(), "a": {"href"}, "img": {"src", "alt"}}


def user_html(text: str, image_paths: Sequence[str] = (), references: Mapping[int, str] | None = None) -> CleanHtml:
    """Return Markdown that somebody wrote as clean HTML.

    Headings begin at the third level, below the page's own. Links lead to this portal or to https addresses; of all
    others the words and the address stay, as text. An address that is written as it is becomes a link too. Images come
    from paths of this portal that begin with one of `image_paths` (our uploads, where a reader's address stays with
    us); any other is shown as a link to it. `#12` becomes a link to `references[12]`, where there is such a reference.
    """
    policy = _Policy(tuple(image_paths), references or {})
    return clean_html(_markdown.render(text, {"policy": policy}), image_paths)


def clean_html(html: str, image_paths: Sequence[str] = ()) -> CleanHtml:
    """Return HTML with nothing in it but what `user_html` makes; cleaning twice changes nothing."""

    def allowed(tag: str, attribute: str, value: str) -> str | None:
        if attribute == "href":
            return value if is_allowed_address(value) else None
        if attribute == "src":
            return value if _is_own_image(value, tuple(image_paths)) else None
        return value

    return CleanHtml(
        nh3.clean(
            html,
            tags=USER_TAGS,
            attributes=ATTRIBUTES,
            attribute_filter=allowed,
            allowed_classes={"a": {PLAIN}},
            url_schemes={"https", "http"},
            link_rel=REL,
        )
    )


def is_allowed_address(address: str) -> bool:
    """Return whether a link of a user may lead there: a path of this portal, or https with a plain host name."""
    # Browsers drop control characters and read "\" as "/"; two slashes lead to another host by whatever scheme.
    if any(sign <= " " or sign in "\\\x7f" for sign in address) or address.startswith("//"):
        return False
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return False
    if not parts.scheme and not parts.netloc:
        return True
    if "@" in parts.netloc or not host:
        return False
    return parts.scheme == "https" or address.startswith(f"{settings.PORTAL_ADDRESS}/")


def _is_own_image(address: str, image_paths: tuple[str, ...]) -> bool:
    path = address.removeprefix(settings.PORTAL_ADDRESS)
    return bool(image_paths) and is_allowed_address(address) and path.startswith(image_paths) and ".." not in path


@dataclass(frozen=True)
class _Policy:
    """What one text may hold: where its images may come from, and what its #numbers lead to."""

    image_paths: tuple[str, ...]
    references: Mapping[int, str]


def _apply_policy(state: StateCore) -> None:
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + 2, 6)}"
        elif token.children:
            token.children = list(_with_policy(token.children, state.env["policy"]))


def _with_policy(tokens: Sequence[Token], policy: _Policy):
    """Yield the tokens of a line without forbidden links, and with links for foreign images and for references."""
    open_links: list[str] = []  # of each link that is open now: the address that was refused, nothing if it may stand
    for token in tokens:
        if token.type == "link_open":
            address = str(token.attrs["href"])
            open_links.append("" if is_allowed_address(address) else address)
            if token.info == "auto":
                token.attrs["class"] = PLAIN
            if not open_links[-1]:
                yield token
        elif token.type == "link_close":
            refused = open_links.pop()
            if not refused:
                yield token
            elif token.info != "auto":  # in <http://...> the words are the address
                yield Token("text", "", 0, content=f" ({refused})")
        elif token.type == "image" and not _is_own_image(str(token.attrs["src"]), policy.image_paths):
            yield from _as_link(token, is_linked="" in open_links)
        elif token.type == "text" and policy.references and not open_links:
            yield from _with_references(token, policy.references)
        else:
            yield token


def _with_references(text: Token, references: Mapping[int, str]):
    """Yield a text with a link in the place of each #number that refers to something."""
    done = 0
    for match in _REFERENCE.finditer(text.content):
        if address := references.get(int(match[1])):
            yield Token("text", "", 0, content=text.content[done : match.start()])
            yield from _link(match[0], address)
            done = match.end()
    yield Token("text", "", 0, content=text.content[done:])


def _link(words: str, address: str):
    yield Token("link_open", "a", 1, attrs={"href": address})
    yield Token("text", "", 0, content=words)
    yield Token("link_close", "a", -1)


def _as_link(image: Token, is_linked: bool):
    """Yield an image's words, as a link to it unless they stand in one already or the address is forbidden."""
    address = str(image.attrs["src"])
    words = image.content or address
    if is_linked or not is_allowed_address(address):
        yield Token("text", "", 0, content=words)
    else:
        yield from _link(words, address)


def _renderer() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False, "linkify": True}).enable(["table", "linkify"])
    markdown.linkify = PlainAddresses()
    markdown.core.ruler.push("policy", _apply_policy)
    return markdown


_markdown = _renderer()
