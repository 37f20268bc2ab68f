"""The register of national reports, as a page and as a file."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from chm_portal.common.list_files import file_of, limited
from reporting import register
from reporting.register_as_at import entered_as_at
from reporting.register_filter import RegisterFilter


def _among(request: HttpRequest) -> tuple[RegisterFilter, list[register.Row]]:
    """Return the filter, and the rows of the Parties it names whatever their state: what totals count."""
    register_filter = RegisterFilter(request.GET or None)
    countries, day = register_filter.among(register.parties()), register_filter.day
    entered = entered_as_at(day, countries) if day else register.entered_today(countries)
    return register_filter, register.rows(countries, entered)


@login_not_required
@require_safe
def report_matrix(request: HttpRequest) -> HttpResponse:
    """Show who has reported in which cycle, today or as at a day, counted by region."""
    register_filter, rows = _among(request)
    context = {
        "filter": register_filter,
        "day": register_filter.day,
        "rows": register_filter.keep(rows),
        "cycles": register.cycles(),
        "totals": register.totals(rows),
        "states": register.states_of(register_filter.day),
    }
    return render(request, "reporting/report_matrix.html", context)


@login_not_required
@require_safe
@limited
def report_matrix_file(request: HttpRequest, extension: str) -> HttpResponseBase:
    """Send the same rows as a file for spreadsheets; a day that cannot be shown leads to the page that says why."""
    register_filter, rows = _among(request)
    if register_filter.refused_day:
        return redirect(f"{reverse('reporting:report_matrix')}?{request.GET.urlencode()}")
    day = register_filter.day
    name = f"national-reports-as-at-{day.isoformat()}" if day else "national-reports"
    return file_of(register.as_table(register_filter.keep(rows), day), name, extension)
