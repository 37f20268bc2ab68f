"""The sitemap: every public page in six languages, each naming the others."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps import Sitemap
from django.urls import reverse
from django.views.decorators.http import require_safe

from chm_portal.common.offer import is_offered
from chm_portal.pages.prose import SLUGS
from chm_portal.records.models import Record
from chm_portal.vocabularies.memory import vocabulary
from collaboration.models import Board, Thread


class _Site:
    """The portal's own address, which the framework would otherwise look up from the request's Host header."""

    domain = name = urlsplit(settings.PORTAL_ADDRESS).netloc


class InSixLanguages(Sitemap):
    """Base: every page in each language with mutual alternates, at the portal's own address.

    `names` yields (name of an address, its arguments); those of a service that is switched off are left out.
    """

    i18n = alternates = x_default = True
    protocol = urlsplit(settings.PORTAL_ADDRESS).scheme
    limit = 5000

    def names(self) -> Iterable[tuple[str, list[str]]]:
        """Yield the pages."""
        return []

    def items(self) -> list:
        return [item for item in self.names() if is_offered(item[0])]

    def location(self, item: tuple[str, list[str]]) -> str:
        return reverse(item[0], args=item[1])

    def get_urls(self, page=1, site=None, protocol=None):
        return super().get_urls(page, _Site, self.protocol)


class RecordSitemap(InSixLanguages):
    """Published records, with the day of their last publication."""

    def items(self):
        return Record.objects.published().only("identifier", "updated_at").order_by("pk")

    def location(self, record: Record) -> str:
        return record.get_absolute_url()

    def lastmod(self, record: Record):
        return record.updated_at


class TermSitemap(InSixLanguages):
    """Countries, reporting cycles, themes, articles, decisions and targets."""

    def names(self) -> Iterable[tuple[str, list[str]]]:
        return [
            *(("country_profiles:country_detail", [country.code]) for country in vocabulary("country").in_use()),
            *(("reporting:cycle_detail", [cycle.code]) for cycle in vocabulary("cycle").in_use()),
            *(("search:theme_detail", [term.code]) for term in vocabulary("theme").in_use()),
            *(("search:article_detail", [term.code]) for term in vocabulary("article").in_use()),
            *(("search:decision_detail", [term.code]) for term in vocabulary("decision").in_use()),
            *(("search:target_detail", [term.framework.code, term.code]) for term in vocabulary("target").in_use()),
        ]


class DiscussionSitemap(InSixLanguages):
    """Boards and the discussions that everybody may read, with the day of the last word in each."""

    def items(self) -> list[Board | Thread]:
        if not is_offered("collaboration"):
            return []
        threads = Thread.objects.public().only("pk", "active_at").order_by("pk")
        return [*Board.objects.in_order(), *threads]

    def location(self, item: Board | Thread) -> str:
        return item.get_absolute_url()

    def lastmod(self, item: Board | Thread):
        return getattr(item, "active_at", None)


class PageSitemap(InSixLanguages):
    """The portal's own pages."""

    def names(self) -> Iterable[tuple[str, list[str]]]:
        services = ["knowledge_base:resource_list", "collaboration:home", "reporting:home", "country_profiles:home"]
        services += [
            "reporting:report_matrix",
            "reporting:report_list",
            "reporting:strategy_list",
            "reporting:initiative_list",
            "reporting:cycle_list",
            "knowledge_base:source_list",
        ]
        return [
            ("pages:home", []),
            ("interop:data", []),
            ("interop:vocabulary_list", []),
            *((name, []) for name in services),
            *(("pages:prose_read", [slug]) for slug in SLUGS),
        ]


SITEMAPS = {
    "records": RecordSitemap,
    "terms": TermSitemap,
    "discussions": DiscussionSitemap,
    "pages": PageSitemap,
}


def public_sitemap(view):
    """Make a sitemap view readable by everybody."""
    return login_not_required(require_safe(view))
