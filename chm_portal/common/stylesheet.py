"""The one style sheet: written in parts, joined and shrunk whenever static files are collected or asked for."""

import re
import threading
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage

STYLES = Path(__file__).parent / "styles"
SHEET = "portal/portal.css"
# Later parts may rely on earlier ones; print comes last because it takes things away.
PARTS = ("tokens", "base", "head", "page", "forms", "parts", "lists", "home", "prose", "data", "talk", "print")

_COMMENT = re.compile(r"""(?P<text>"[^"]*"|'[^']*')|/\*.*?\*/""", re.DOTALL)
_SPACE = re.compile(r"""(?P<text>"[^"]*"|'[^']*')|\s*;?\s*(?P<end>\})\s*|\s*(?P<mark>[{;,>])\s*|(?P<colon>:)\s+|\s+""")


def shrink(css: str) -> str:
    """Return the sheet without comments and the spaces that mean nothing; texts in quotes stay as they are."""
    css = _COMMENT.sub(lambda match: match["text"] or "", css)
    return _SPACE.sub(lambda match: match[match.lastgroup] if match.lastgroup else " ", css).strip()


def sheet() -> str:
    """Return the whole style sheet as it is served."""
    return shrink("\n".join((STYLES / f"{part}.css").read_text(encoding="utf-8") for part in PARTS))


class StylesheetFinder(BaseFinder):
    """Offers the joined sheet: to collectstatic in memory, to the development server as a file under var/."""

    def check(self, **kwargs) -> list:
        """Return no findings: there is nothing to configure."""
        return []

    def list(self, ignore_patterns):
        """Yield the sheet, freshly joined, with the storage it stands in."""
        storage = InMemoryStorage()
        storage.save(SHEET, ContentFile(sheet().encode()))
        yield SHEET, storage

    def find(self, path, find_all=False, **kwargs):
        """Return the place of the joined sheet on disk when it is what is asked for, nothing otherwise."""
        if path != SHEET:
            return []
        place = settings.VAR_DIR / "styles" / SHEET
        place.parent.mkdir(parents=True, exist_ok=True)
        # Put in its place at once: another thread may be sending it.
        written = place.with_suffix(f".{threading.get_ident()}")
        written.write_text(sheet(), encoding="utf-8")
        written.replace(place)
        return [str(place)] if find_all else str(place)
