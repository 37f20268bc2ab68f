"""The register of national reports, as a page and as a file."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chm_portal.common.csv_export import csv_response
from reporting import register
from reporting.register_filter import RegisterFilter


def _among(request: HttpRequest) -> tuple[RegisterFilter, list[register.Row]]:
    """Return the filter, and the rows of the Parties it names whatever their state: what totals count."""
    register_filter = RegisterFilter(request.GET or None)
    countries = register_filter.among(register.parties())
    return register_filter, register.rows(countries, register.published_reports(countries))


@login_not_required
@require_safe
def report_matrix(request: HttpRequest) -> HttpResponse:
    """Show who has reported in which cycle, counted by region."""
    register_filter, rows = _among(request)
    context = {
        "filter": register_filter,
        "rows": register_filter.keep(rows),
        "cycles": register.cycles(),
        "totals": register.totals(rows),
        "states": register.STATES,
    }
    return render(request, "reporting/report_matrix.html", context)


@login_not_required
@require_safe
def report_matrix_csv(request: HttpRequest) -> HttpResponseBase:
    """Send the same rows as a file for spreadsheets."""
    register_filter, rows = _among(request)
    return csv_response(register.as_table(register_filter.keep(rows)), "national-reports")
