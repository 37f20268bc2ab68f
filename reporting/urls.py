"""Addresses of planning and reporting; its records have theirs in records."""

from django.urls import path

from chm_portal.search.views import SearchView
from reporting.views import cycles, home, register

CSV, XLSX = {"extension": "csv"}, {"extension": "xlsx"}
app_name = "reporting"
urlpatterns = [
    path("reporting/", home.home, name="home"),
    path("reporting/reports/", register.report_matrix, name="report_matrix"),
    path("reporting/reports/register.csv", register.report_matrix_file, CSV, name="report_matrix_csv"),
    path("reporting/reports/register.xlsx", register.report_matrix_file, XLSX, name="report_matrix_xlsx"),
    path(
        "reporting/reports/search/",
        SearchView.as_view(kind="national-report", template_name="reporting/report_list.html"),
        name="report_list",
    ),
    path(
        "reporting/strategies/",
        SearchView.as_view(kind="strategy", template_name="reporting/strategy_list.html"),
        name="strategy_list",
    ),
    path(
        "reporting/initiatives/",
        SearchView.as_view(kind="initiative", template_name="reporting/initiative_list.html"),
        name="initiative_list",
    ),
    path("reporting/cycles/", cycles.cycle_list, name="cycle_list"),
    path("reporting/cycles/<slug:code>/", cycles.cycle_detail, name="cycle_detail"),
]
