"""Lists as files for spreadsheets: CSV and XLSX of the same rows, bounded for one place."""

from collections.abc import Callable, Iterable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django_ratelimit.core import get_usage

from chm_portal.common.csv_export import csv_response
from chm_portal.common.xlsx_export import xlsx_response

HOUR = 3600  # seconds; what Retry-After says
RESPONSES: dict[str, Callable[[Iterable[Iterable[object]], str], StreamingHttpResponse]] = {
    "csv": csv_response,
    "xlsx": xlsx_response,
}


def file_of(rows: Iterable[Iterable[object]], name: str, extension: str) -> StreamingHttpResponse:
    """Return rows, the first of which is the head, as a file to download, row by row; `extension`: csv or xlsx."""
    return RESPONSES[extension](rows, name)


def refused(request: HttpRequest) -> HttpResponse | None:
    """Count a file that this place asks for; return the page that says so, with 429, where it is one too many."""
    rate = f"{settings.LIST_FILES_AN_HOUR}/h"
    usage = get_usage(request, group="list-file", key="ip", rate=rate, increment=request.method == "GET")
    if not (usage and usage["should_limit"]):
        return None
    said = {"lead": _("From your network more files were taken in this hour than the portal gives. Try in an hour.")}
    response = render(request, "429.html", said, status=429)
    response["Retry-After"] = str(HOUR)
    return response


def limited(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Give files of lists only so often an hour to one place."""

    @wraps(view)
    def bounded(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        return refused(request) or view(request, *args, **kwargs)

    return bounded
