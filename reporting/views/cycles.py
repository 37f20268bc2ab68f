"""One reporting cycle: when it was due, who has reported, who has not."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chm_portal.common.as_at import AsksForDay
from chm_portal.directory.models import today
from chm_portal.notifications.models import TopicEntry
from chm_portal.vocabularies.memory import RememberedTerm, vocabulary
from reporting import register
from reporting.register_as_at import entered_as_at


@login_not_required
@require_safe
def cycle_list(request: HttpRequest) -> HttpResponse:
    """List the cycles, the latest first, with how many Parties have reported in each."""
    rows = register.rows(register.parties(), register.entered_today())
    counts = register.totals(rows)[-1].counts
    return render(request, "reporting/cycle_list.html", {"cycles": list(reversed(counts))})


def asked(cells: list[tuple[RememberedTerm, register.Cell]]) -> int:
    """Return how many of these Parties have reported or are to report."""
    return sum(cell.state != register.NOT_ASKED for _country, cell in cells)


@login_not_required
@require_safe
def cycle_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Show one cycle, today or as at a day."""
    cycle = vocabulary("cycle").get(code)
    if cycle is None:
        raise Http404
    topic = f"cycle:{cycle.code}"
    asked_day = AsksForDay(request.GET or None)
    day = asked_day.day
    entered = entered_as_at(day) if day else register.Entered(today(), register.published_reports())
    cells = [(country, register.cell_of(country, cycle, entered)) for country in register.parties()]
    regions = []
    for region in vocabulary("region").in_use():
        of_region = [(country, cell) for country, cell in cells if country.region == region]
        there = [(country, cell) for country, cell in of_region if cell.report]
        missing, undated = (
            [country for country, cell in of_region if cell.state == state]
            for state in (register.MISSING, register.DATE_UNKNOWN)
        )
        regions.append(
            {
                "label": region.label,
                "reports": there,
                "missing": missing,
                "undated": undated,
                "total": asked(of_region),
            }
        )
    context = {
        "cycle": cycle,
        "asked_day": asked_day,
        "day": day,
        "days_left": (cycle.due - entered.on).days if cycle.due else None,
        "regions": regions,
        "reported": sum(cell.report is not None for _country, cell in cells),
        "total": asked(cells),
        "topic": topic,
        "discussions": TopicEntry.objects.public_of(topic),
    }
    return render(request, "reporting/cycle_detail.html", context)
