"""The pages of an archive: the portal's own templates, with every address made fit for a folder on a disk."""

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.template import Context, engines
from django.template.loader import render_to_string

from chm_portal.common.dates import moment
from chm_portal.common.languages import current, direction, html_lang
from chm_portal.common.models import Installation
from chm_portal.vocabularies.memory import RememberedTerm
from country_profiles.exports.data import page_path

STYLE = Path(__file__).with_name("style.css")
# Text that people wrote is escaped, its quotation marks too: only templates make these.
_ON_THIS_SITE = re.compile(r'href="(/[^"]*)"')
_RECORD = re.compile(r"/[a-z-]+/records/([A-Z0-9-]+)/")


@dataclass(frozen=True)
class Paper:
    """What every page of one archive says: of which country, in which language, made when."""

    country: RememberedTerm
    made_at: datetime
    identifiers: frozenset[str]  # of the records that have a page in it

    def page(self, template: str, depth: int = 0, **context) -> str:
        """Return a page as HTML; `depth` is how many folders it lies deep."""
        up = "../" * depth
        html = render_to_string(f"country_profiles/exports/{template}", self._context(up) | context)
        return _ON_THIS_SITE.sub(lambda match: f'href="{self._address(match[1], up)}"', html)

    def text(self, template: str, **context) -> str:
        """Return a text without markup, with the line ends that every editor shows."""
        found = engines["django"].engine.get_template(f"country_profiles/exports/{template}")
        text = found.render(Context(self._context("") | {"moment": moment(self.made_at)} | context, autoescape=False))
        return "\r\n".join(line.rstrip() for line in text.strip().splitlines()) + "\r\n"

    def _context(self, up: str) -> dict:
        code = current()
        return {
            "country": self.country,
            "made_at": self.made_at,
            "up": up,
            "lang": html_lang(code),
            "dir": direction(code),
            "portal_name": settings.PORTAL_NAME,
            "portal_address": settings.PORTAL_ADDRESS,
            "is_demonstration": Installation.is_demonstration(),
        }

    def _address(self, path: str, up: str) -> str:
        """Return the page in the archive, where it has one, or the full address on the portal."""
        found = _RECORD.fullmatch(path)
        if found and found[1] in self.identifiers:
            return up + page_path(found[1])
        return settings.PORTAL_ADDRESS + path
