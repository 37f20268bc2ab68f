"""The front page: what the portal is, the way in, and what is new; every number on it is counted when it is shown."""

from collections import Counter
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, F, Window
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from chm_portal.common import dates
from chm_portal.common.languages import current, html_lang
from chm_portal.common.offer import Service, is_offered, offered
from chm_portal.directory.models import Designation, Organisation
from chm_portal.directory.models.roles import FOCAL_POINT_ROLES
from chm_portal.records.models import Record
from chm_portal.search.rows import Row, rows_of
from chm_portal.vocabularies.memory import vocabulary
from collaboration.models import Thread

NEWEST, CLOSING = 6, 3


@dataclass(frozen=True)
class Question:
    """An example of what the portal answers, and the search that answers it."""

    text: str | Promise
    query: str

    @property
    def path(self) -> str:
        """Return the address of the search."""
        return f"{reverse('search:search')}?{self.query}"


QUESTIONS = (
    Question(_("How do others deal with invasive alien species?"), "theme=invasive-alien-species"),
    Question(
        _("Where is guidance for a national strategy?"), "theme=national-biodiversity-strategies-and-action-plans"
    ),
    Question(_("What helps to manage protected areas?"), "theme=protected-areas"),
)


@dataclass(frozen=True)
class Door:
    """The way into one service: one line on what it is, one number that is true now."""

    service: Service
    line: str | Promise
    figure: str


def doors(records_of_kind: Counter, discussions: int) -> list[Door]:
    """Return the doors of the services that are offered, with their numbers."""
    countries, resources = len(vocabulary("country").codes()), records_of_kind["resource"]
    reports = records_of_kind["national-report"] + records_of_kind["strategy"]
    said = {
        "knowledge-base": (
            _("Guidelines, strategies, reports, case studies and toolkits, described and classified."),
            ngettext("%(number)d resource to read", "%(number)d resources to read", resources) % {"number": resources},
        ),
        "collaboration": (
            _("Questions put to everybody under a moderator, open for a set time, with a summary at the end."),
            ngettext("%(number)d discussion open now", "%(number)d discussions open now", discussions)
            % {"number": discussions},
        ),
        "reporting": (
            _("The register of national reports and strategies: who has planned and reported what, and when."),
            ngettext("%(number)d report or strategy", "%(number)d reports and strategies", reports)
            % {"number": reports},
        ),
        "countries": (
            _("Who speaks for each country, what it has done, where its own site is."),
            ngettext("%(number)d government", "%(number)d governments", countries) % {"number": countries},
        ),
    }
    return [Door(service, *said[service.slug]) for service in offered()]


def figures(records_of_kind: Counter, organisations: int) -> list[tuple[str | Promise, int, str]]:
    """Return the network in numbers: (what is counted, how many, the address of its list or nothing)."""
    spoken = Record.objects.published().values_list("languages", flat=True).distinct()
    speaking = Designation.objects.current().filter(role__in=FOCAL_POINT_ROLES)
    people = Designation.objects.current().aggregate(people=Count("user", distinct=True))["people"]
    return [
        (_("published records"), records_of_kind.total(), reverse("search:search")),
        (_("languages in which they can be read"), len({code for codes in spoken for code in codes}), ""),
        (_("partner organizations"), organisations, reverse("directory:organisation_list")),
        (_("Parties with a focal point here"), speaking.values("country").distinct().count(), ""),
        (_("people with a role"), people, ""),
    ]


def closing_first():
    """Return the open discussions that close next, each with how many are open altogether; one query."""
    opened = Thread.objects.open_now().select_related("board").annotate(open_together=Window(Count("pk")))
    return opened.order_by(F("closes_at").asc(nulls_last=True), "-active_at", "-pk")[:CLOSING]


def facts_of(row: Row) -> list[str | Promise]:
    """Return what a row says of a record: the facts of its kind, and since when it is here."""
    return [*row.facts, gettext("here since %(day)s") % {"day": dates.day(row.record.published_at)}]


@login_not_required
@require_safe
def home_show(request: HttpRequest) -> HttpResponse:
    """Show the front page; at most twelve queries, however much there is."""
    published = Record.objects.published()
    by_kind = published.order_by().values_list("kind").annotate(number=Count("pk"))
    records_of_kind = Counter(dict(by_kind))
    organisations = Organisation.objects.approved().count()
    threads = list(closing_first()) if is_offered("collaboration") else []
    context = {
        "questions": QUESTIONS,
        "doors": doors(records_of_kind, threads[0].open_together if threads else 0),
        "threads": threads,
        "figures": figures(records_of_kind, organisations),
        "newest": [(row, facts_of(row)) for row in rows_of(published.for_list().values_list("kind", "pk")[:NEWEST])],
        "linked_data": _linked_data(),
    }
    return render(request, "pages/home.html", context)


def _linked_data() -> dict:
    address = settings.PORTAL_ADDRESS
    return {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": str(settings.PORTAL_NAME),
        "url": f"{address}{reverse('pages:home')}",
        "inLanguage": html_lang(current()),
        "potentialAction": {
            "@type": "SearchAction",
            "target": f"{address}{reverse('search:search')}?q={{search_term_string}}",
            "query-input": "required name=search_term_string",
        },
    }
