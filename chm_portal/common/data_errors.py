"""Errors told to programs: whoever asks for data is answered in JSON, not with a page for people."""

from django.http import HttpRequest, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

FORMATS = frozenset({"json", "atom"})  # what people open in a spreadsheet has pages for its errors
_FILES = (".json", ".gz", ".atom", ".ttl", ".bib", ".ris")


def asks_for_data(request: HttpRequest) -> bool:
    """Whether an address is asked by a program: it names a format, or is that of a feed or of a file of data."""
    return request.GET.get("format", "") in FORMATS or request.path.endswith(_FILES)


def error_response(status: int, message: str) -> JsonResponse:
    """Return an error as JSON: {"error": sentence in the language of the address, "status": number}."""
    response = JsonResponse(
        {"error": message, "status": status}, status=status, json_dumps_params={"ensure_ascii": False}
    )
    response["Access-Control-Allow-Origin"] = "*"
    return response


def reason_of(exception: Exception) -> str:
    """Return what a view said when it found nothing; a plain sentence where it, or the framework, said nothing."""
    said = exception.args[0] if exception.args else ""
    return str(said) if said and isinstance(said, str | Promise) else _("There is nothing at this address.")
