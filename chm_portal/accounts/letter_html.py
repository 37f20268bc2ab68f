"""The text of a letter as parts for its HTML page: paragraphs, lists and links, so that no letter is written twice."""

import re
from dataclasses import dataclass

from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

SIGNATURE = "\n-- \n"
ITEM = re.compile(r"^[-–] ")


@dataclass(frozen=True)
class Part:
    """A paragraph (its lines), or a list (its items)."""

    lines: list[SafeString]
    is_list: bool = False


def parts_of(body: str) -> list[Part]:
    """Return the parts of a plain letter without its signature, which the layout has; everything is escaped."""
    text = f"\n{body}".partition(SIGNATURE)[0]
    parts = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        lines = [line.strip() for line in paragraph.splitlines()]
        if all(ITEM.match(line) for line in lines):
            parts.append(Part([_linked(ITEM.sub("", line)) for line in lines], is_list=True))
        else:
            parts.append(Part([_linked(line) for line in lines]))
    return parts


def _linked(line: str) -> SafeString:
    """Return a line in which addresses on the portal are links; addresses that somebody else wrote stay text."""
    pieces = re.split(rf"({re.escape(settings.PORTAL_ADDRESS)}/\S*)", line)
    return format_html_join("", "{}", ((_link(piece) if place % 2 else piece,) for place, piece in enumerate(pieces)))


def _link(address: str) -> SafeString:
    return format_html('<a href="{}" dir="ltr" style="color:#0b5d57;word-break:break-all">{}</a>', address, address)
