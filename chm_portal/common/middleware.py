"""Middleware that every request passes: the demonstration's hosts, clean text, the reader's language, the services."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseForbidden, QueryDict
from django.http.request import split_domain_port
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

from chm_portal.common.clean_text import clean_text
from chm_portal.common.models import Installation
from chm_portal.common.offer import is_offered

LOOPBACK = {"localhost", "127.0.0.1", "[::1]", "testserver"}


class DemonstrationHostMiddleware:
    """Refuses every host but loopback in the demonstration, whose passwords anybody can read."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        host, _port = split_domain_port(request.get_host())
        if host not in LOOPBACK and Installation.is_demonstration():
            return HttpResponseForbidden("The demonstration answers on this machine only.", content_type="text/plain")
        return self.get_response(request)


class CleanQueryMiddleware:
    """Takes NUL, lone surrogates and other control characters out of the query string; no path with them is found.

    PostgreSQL cannot store them and a page should not answer 500 for them. What is posted is cleaned by the forms.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if clean_text(request.path_info) != request.path_info:
            raise Http404
        if request.META.get("QUERY_STRING"):
            query = request.GET
            cleaned = QueryDict(mutable=True)
            for name, values in query.lists():
                cleaned.setlist(clean_text(name), [clean_text(value) for value in values])
            cleaned._mutable = False
            request.GET = cleaned
        return self.get_response(request)


class LanguageMiddleware(LocaleMiddleware):
    """Django's language choice, without the language cookie: the address, or else what the browser asks for."""

    def process_request(self, request: HttpRequest) -> None:
        language = translation.get_language_from_path(request.path_info)
        if not language:
            language = language_of_browser(request)
        translation.activate(language)
        request.LANGUAGE_CODE = translation.get_language()


def language_of_browser(request: HttpRequest) -> str:
    """Return the first of the six languages that the browser asks for, English if none."""
    return translation.get_language_from_request(_without_cookie(request)) or settings.LANGUAGE_CODE


def _without_cookie(request: HttpRequest):
    class Asked:
        path_info = request.path_info
        META = request.META
        COOKIES: dict = {}

    return Asked()


class ServiceMiddleware:
    """Knows no address of a service that is switched off: 404 for everybody, before anybody is asked to sign in."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view, _args, _kwargs) -> None:
        """Raise Http404 where the address stands in the name of a service that is not offered."""
        if not is_offered(request.resolver_match.view_name or ""):
            raise Http404
