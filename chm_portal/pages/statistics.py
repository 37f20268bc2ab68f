"""The portal in numbers, for everybody: what is published, by whom, since when, and how much it is read (R54)."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db.models import Count
from django.db.models.functions import Coalesce, ExtractYear
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from chm_portal.common.csv_export import csv_response
from chm_portal.common.list_files import limited
from chm_portal.common.offer import is_offered
from chm_portal.records import kinds
from chm_portal.records.models import Record
from chm_portal.usage.figures import Month, by_month
from chm_portal.usage.models import DailyUse
from chm_portal.vocabularies.memory import vocabulary
from collaboration.models import Post, Thread

KEPT = 600  # seconds: sums over every day and record are not made anew for each reader
MONTHS = 24  # at most


@dataclass(frozen=True)
class Figures:
    """Everything that is counted, by keys and without words, so that every language shares it."""

    counted_at: datetime
    kinds: dict[str, int]  # by slug
    parties: dict[int, int]  # by key of the country, the most first
    years: dict[int, int]  # of first publication, the latest first
    months: list[Month]
    discussions: int
    answers: int

    @property
    def records(self) -> int:
        """All published records."""
        return sum(self.kinds.values())

    @property
    def views(self) -> int:
        """Page views of the months that are shown."""
        return sum(month.views for month in self.months)

    @property
    def downloads(self) -> int:
        """Downloads of the months that are shown."""
        return sum(month.downloads for month in self.months)


def figures() -> Figures:
    """Return the figures, at most ten minutes old; counting takes six queries."""
    return cache.get_or_set(f"statistics:{','.join(settings.PORTAL_SERVICES)}", _count, KEPT)


def _count() -> Figures:
    published = Record.objects.published().order_by()
    of_party = published.annotate(of=Coalesce("party", "owner_country")).exclude(of=None)
    years = published.annotate(year=ExtractYear("published_at"))
    talks = is_offered("collaboration")
    return Figures(
        timezone.now(),
        dict(published.values_list("kind").annotate(number=Count("pk"))),
        dict(Counter(dict(of_party.values_list("of").annotate(number=Count("pk")))).most_common()),
        dict(years.values_list("year").annotate(number=Count("pk")).order_by("-year")),
        by_month(DailyUse.objects.all(), MONTHS),
        Thread.objects.public().count() if talks else 0,
        Post.objects.visible().exclude(number=0).count() if talks else 0,
    )


def _kinds(counted: Figures) -> list[tuple[kinds.Kind, int]]:
    return sorted(((kind, counted.kinds.get(kind.slug, 0)) for kind in kinds.every()), key=lambda row: -row[1])


def _parties(counted: Figures) -> list[tuple]:
    countries = vocabulary("country")
    return [(countries.by_pk(pk), number) for pk, number in counted.parties.items()]


@login_not_required
@require_safe
def statistics_show(request: HttpRequest) -> HttpResponse:
    """Show the portal in numbers."""
    counted = figures()
    context = {
        "figures": counted,
        "kinds": _kinds(counted),
        "parties": _parties(counted),
        "years": [(str(year), number) for year, number in counted.years.items()],
        "best_year": max(counted.years.values(), default=0),
        "best_month": max([month.views for month in counted.months] + [1]),
        "governments": len(vocabulary("country").codes()),
    }
    return render(request, "pages/statistics.html", context)


@login_not_required
@require_safe
@limited
def statistics_csv(request: HttpRequest) -> HttpResponseBase:
    """Send the same numbers as a table for spreadsheets."""
    return csv_response(_rows(figures()), "statistics")


def _rows(counted: Figures) -> Iterator[list]:
    yield [_("Figure"), _("Code"), _("Name"), _("Number")]
    for kind, number in _kinds(counted):
        yield [_("Published records by kind"), kind.slug, capfirst(kind.label_plural), number]
    for country, number in _parties(counted):
        yield [_("Published records by Party"), country.code, country.label, number]
    for year, number in counted.years.items():
        yield [_("Published records by year of first publication"), year, year, number]
    for month in counted.months:
        yield [_("Page views of records by month"), month.code, month.code, month.views]
        yield [_("Downloads of files by month"), month.code, month.code, month.downloads]
    if is_offered("collaboration"):
        yield [_("Discussions"), "", "", counted.discussions]
        yield [_("Answers in discussions"), "", "", counted.answers]
