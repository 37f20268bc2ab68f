"""What every page needs to know of the portal: languages, services, its own addresses, the demonstration's banner."""

from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.http import HttpRequest

from chm_portal.common import offer, page_feeds
from chm_portal.common.languages import LANGUAGE_NAMES, current, direction, html_lang
from chm_portal.common.models import Installation


@dataclass(frozen=True)
class LanguageLink:
    """One language of the portal with the address of the present page in it."""

    code: str
    name: str
    path: str
    is_current: bool

    @property
    def lang(self) -> str:
        """Return the value for HTML's lang attribute."""
        return html_lang(self.code)

    @property
    def dir(self) -> str:
        """Return rtl or ltr."""
        return direction(self.code)

    @property
    def address(self) -> str:
        """Return the full address, as search engines want it."""
        return settings.PORTAL_ADDRESS + self.path


# The review queue has a second door in the admin, whose addresses name no language.
SAME_PAGE = {"/admin/review/": "/en/workspace/review/"}


def path_in(code: str, path: str) -> str:
    """Return a page's path in another language; a path without a language leads to that language's front page."""
    for door, same in SAME_PAGE.items():
        path = same + path.removeprefix(door) if path.startswith(door) else path
    first, _slash, rest = path.lstrip("/").partition("/")
    return f"/{code}/{rest}" if first in LANGUAGE_NAMES else f"/{code}/"


def path_without_language(path: str) -> str:
    """Return a page's path as it leads every reader to their own language: what identifies it for ever."""
    first, _slash, rest = path.lstrip("/").partition("/")
    return f"/{rest}" if first in LANGUAGE_NAMES else path


class Portal:
    """The variable `portal` of every template; each part is worked out when a template first asks for it."""

    def __init__(self, request: HttpRequest):
        self.request = request
        self.language = current()
        self.lang = html_lang(self.language)
        self.dir = direction(self.language)
        self.services = offer.offered()
        self.name = settings.PORTAL_NAME
        self.address = settings.PORTAL_ADDRESS

    @cached_property
    def languages(self) -> list[LanguageLink]:
        """Return the six languages, each with the same page and the same query in it."""
        query = self.request.GET.urlencode()
        tail = f"?{query}" if query else ""
        return [
            LanguageLink(code, name, path_in(code, self.request.path) + tail, code == self.language)
            for code, name in LANGUAGE_NAMES.items()
        ]

    @cached_property
    def alternates(self) -> list[LanguageLink]:
        """Return the same page in each language, without what only this reader asked for."""
        return [
            LanguageLink(code, name, path_in(code, self.request.path) + self._page, code == self.language)
            for code, name in LANGUAGE_NAMES.items()
        ]

    @property
    def canonical(self) -> str:
        """Return the page's one address for search engines: of a query only the page number counts."""
        return f"{self.address}{self.request.path}{self._page}"

    @property
    def default_address(self) -> str:
        """Return the address for readers of no language of ours: the English page."""
        return f"{self.address}{path_in('en', self.request.path)}{self._page}"

    @property
    def feed(self) -> str:
        """Return the address of the page's own feed, nothing if it has none."""
        return page_feeds.address_of(self.request.resolver_match)

    @property
    def list_files(self) -> list[tuple[str, str]]:
        """Return (label, address) of the files in which the page's own list goes out whole."""
        return page_feeds.files_of(self.request.resolver_match)

    @property
    def service(self) -> str:
        """Return the slug of the service whose address this is, nothing for the pages they share."""
        second = self.request.path.strip("/").split("/")[1:2]
        return second[0] if second and second[0] in {service.slug for service in offer.SERVICES} else ""

    @property
    def _page(self) -> str:
        page = self.request.GET.get("page", "")
        return f"?page={page}" if page.isascii() and page.isdigit() and page != "1" else ""

    @cached_property
    def is_demonstration(self) -> bool:
        """Return whether every page carries the demonstration's banner."""
        return Installation.is_demonstration()


def portal(request: HttpRequest) -> dict[str, Portal]:
    """Put `portal` into every template's context."""
    return {"portal": Portal(request)}
