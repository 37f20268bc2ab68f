"""The register of national reports, as a page and as a file."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chm_portal.common.csv_export import csv_response
from reporting import register
from reporting.register_filter import RegisterFilter


def _filtered(request: HttpRequest) -> tuple[RegisterFilter, list[register.Row]]:
    register_filter = RegisterFilter(request.GET or None)
    countries = register_filter.among(register.parties())
    return register_filter, register_filter.keep(register.rows(countries, register.published_reports(countries)))


@login_not_required
@require_safe
def report_matrix(request: HttpRequest) -> HttpResponse:
    """Show who has reported in which cycle, counted by region."""
    register_filter, rows = _filtered(request)
    context = {
        "filter": register_filter,
        "rows": rows,
        "cycles": register.cycles(),
        "totals": register.totals(rows),
        "states": register.STATES,
    }
    return render(request, "reporting/report_matrix.html", context)


@login_not_required
@require_safe
def report_matrix_csv(request: HttpRequest) -> HttpResponseBase:
    """Send the same rows as a file for spreadsheets."""
    _filter, rows = _filtered(request)
    return csv_response(register.as_table(rows), "national-reports")
