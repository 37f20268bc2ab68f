"""The citation of a record as a file, at an address that names no language: `/records/CHM-RES-BE-1.bib`."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from chm_portal.common.languages import LANGUAGE_CODES, current
from chm_portal.records.exports.citations import as_bibtex, as_ris
from chm_portal.records.models import Record
from chm_portal.records.views.public import of_published


@of_published
def record_bibtex(request: HttpRequest, record: Record) -> HttpResponse:
    """Send the entry of a BibTeX file."""
    return _file(request, record, as_bibtex, "application/x-bibtex", "bib")


@of_published
def record_ris(request: HttpRequest, record: Record) -> HttpResponse:
    """Send the reference in RIS."""
    return _file(request, record, as_ris, "application/x-research-info-systems", "ris")


def _file(
    request: HttpRequest, record: Record, write: Callable[[Record], str], media_type: str, extension: str
) -> HttpResponse:
    """Return the file in the language that the address asks for, or else in the reader's."""
    asked = request.GET.get("language", "")
    with translation.override(asked if asked in LANGUAGE_CODES else current()):
        response = HttpResponse(write(record), content_type=f"{media_type}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{record.identifier}.{extension}"'
    response["Access-Control-Allow-Origin"] = "*"
    response["Vary"] = "Accept-Language"
    return response
