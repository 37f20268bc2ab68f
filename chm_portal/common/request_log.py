"""A number for each request, by which its lines of the log, its answer and its error page are one story."""

import logging
import re
import secrets
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from chm_portal.common import logs

HEADER = "X-Request-ID"
_WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{7,63}")
log = logging.getLogger(__name__)


class RequestLogMiddleware:
    """Numbers a request, and writes one line when it is answered: what was asked for, status and time."""

    def __init__(self, get_response: Callable):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        request.request_id = number_of(request)
        token = logs.asked.set(request)
        try:
            response = self.get_response(request)
            milliseconds = round((time.perf_counter() - began) * 1000)
            answered = {"status_code": response.status_code, "milliseconds": milliseconds}
            log.info(
                "%s %s: %d in %d ms",
                *(request.method, logs.path_of(request), response.status_code, milliseconds),
                extra=answered,
            )
        finally:
            logs.asked.reset(token)
        response[HEADER] = request.request_id
        return response


def number_of(request: HttpRequest) -> str:
    """Return the number that our own proxy gave the request, if there is one and it is well-formed; or else a new one.

    Without a proxy of ours (PORTAL_BEHIND_PROXY) anybody could choose the number, and mix their lines with others'.
    """
    given = request.headers.get(HEADER, "")
    if settings.BEHIND_PROXY and _WELL_FORMED.fullmatch(given):
        return given
    return secrets.token_hex(8)
