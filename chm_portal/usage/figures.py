"""What was counted, as pages show it: by month, of one record or of all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from chm_portal.directory.models import today
from chm_portal.usage.models import DailyUse

MONTHS = 12


@dataclass(frozen=True)
class Month:
    """Views and downloads of a month, known by its first day."""

    first: date
    views: int = 0
    downloads: int = 0

    @property
    def code(self) -> str:
        """The month as 2026-11."""
        return f"{self.first:%Y-%m}"


@dataclass(frozen=True)
class Use:
    """How much one record was used: in the last 30 and 365 days, and month by month, the latest first."""

    views_30: int
    downloads_30: int
    views_365: int
    downloads_365: int
    months: Sequence[Month]

    @property
    def most(self) -> int:
        """The views of its best month: the whole of which bars show a part."""
        return max([month.views for month in self.months] + [1])


def of_record(record_id: int) -> Use:
    """Return the use of a record; two queries, whatever its age."""
    rows = DailyUse.objects.filter(record=record_id)
    last_30, last_365 = (Q(day__gt=today() - timedelta(days=days)) for days in (30, 365))
    sums = rows.filter(last_365).aggregate(
        views_30=Sum("views", filter=last_30, default=0),
        downloads_30=Sum("downloads", filter=last_30, default=0),
        views_365=Sum("views", default=0),
        downloads_365=Sum("downloads", default=0),
    )
    return Use(**sums, months=by_month(rows))


def by_month(rows: QuerySet[DailyUse], number: int = MONTHS) -> list[Month]:
    """Return at most so many months, the present one first, back to the first with a count; one query."""
    firsts = last_months(number)
    found = rows.filter(day__gte=firsts[-1]).annotate(month=TruncMonth("day")).values("month")
    sums = {
        row["month"]: Month(row["month"], row["all_views"], row["all_downloads"])
        for row in found.annotate(all_views=Sum("views"), all_downloads=Sum("downloads")).order_by("month")
    }
    return [sums.get(first, Month(first)) for first in firsts if sums and first >= min(sums)]


def last_months(number: int) -> list[date]:
    """Return the first days of so many months, the present one first."""
    first, firsts = today().replace(day=1), []
    for _month in range(number):
        firsts.append(first)
        first = (first - timedelta(days=1)).replace(day=1)
    return firsts
