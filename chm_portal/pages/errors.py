"""Pages for what went wrong, for programs as JSON; the last one needs neither database nor session."""

import logging
import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token

from chm_portal.common.context import Portal
from chm_portal.common.data_errors import asks_for_data, error_response, reason_of
from chm_portal.common.logs import path_of

logger = logging.getLogger(__name__)


class PlainPortal(Portal):
    """What a page may know of the portal while everything else may be broken: nothing that asks the database."""

    is_demonstration = False


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400: the request cannot be understood, or asks for a host that is not this one."""
    if asks_for_data(request):
        return error_response(400, _("The request could not be understood."))
    return _without_database(request, "400.html", 400)


@requires_csrf_token
def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403 with the reason, where the view gave one."""
    return render(request, "403.html", {"reason": str(exception)}, status=403)


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404 with ways on."""
    if asks_for_data(request):
        return error_response(404, reason_of(exception))
    return render(request, "404.html", status=404)


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 with the request's number, which stands in the log too, and with nothing of what went wrong."""
    incident = getattr(request, "request_id", "") or secrets.token_hex(8)
    logger.error("Incident %s at %s", incident, path_of(request))
    if asks_for_data(request):
        return error_response(500, _("Something went wrong on our side. Incident %(number)s.") % {"number": incident})
    return _without_database(request, "500.html", 500, incident=incident)


def _without_database(request: HttpRequest, template: str, status: int, **context) -> HttpResponse:
    # Rendered without the request: its context processors would ask who is signed in.
    return HttpResponse(render_to_string(template, {"portal": PlainPortal(request), **context}), status=status)
