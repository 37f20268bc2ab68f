"""Pages that are the same for every visitor are made once, kept in the process, and named by an ETag (R4).

Stands before all other middleware, so that what is kept is the whole answer with every header, and giving it again
costs next to nothing. Nothing of a person can be in it: whoever sends a cookie of ours or a key is let through; what
sets a cookie or calls itself private is not kept.
"""

import hashlib
import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_vary_headers

from chm_portal.common import page_life
from chm_portal.common.middleware import language_of_browser
from chm_portal.page_cache.changes import known
from chm_portal.page_cache.pages import Page, pages
from chm_portal.usage import counting

LIFE = 60.0  # seconds at most, for what turns with the clock: days, deadlines
KEPT_TYPES = {"text/html", "application/atom+xml", "application/xml"}
IN_THE_KEY = {"cookie", "accept-language"}  # what an answer may vary by: no cookie is sent, the language is in the key
OF_SOMEBODY = {"private", "no-store"}


class PageCacheMiddleware:
    """Gives visitors the page that was made for another one, and answers 304 to who has it already."""

    def __init__(self, get_response: Callable):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_of_a_visitor(request):
            return self.get_response(request)
        # Asked before the page is made: what is committed meanwhile makes it newer than it says, never older.
        changes = known.number() if settings.PAGE_CACHE_BYTES else None
        key = None if changes is None else key_of(request)
        if key and (page := pages.get(key, changes)):
            if page.counted:
                counting.count(request, *page.counted)
            return _unless_known(request, page.answer())
        with page_life.measured(LIFE) as life:
            response = self.get_response(request)
        if not is_for_everybody(request, response):
            return response
        name(response)
        if key and request.method == "GET" and life.seconds > 0:
            counted, ends_at = getattr(request, "counted", None), time.monotonic() + life.seconds
            pages.put(key, Page(response.content, dict(response.headers), counted, changes, ends_at))
        return _unless_known(request, response)


def _unless_known(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    return get_conditional_response(request, etag=response["ETag"], response=response)


def is_of_a_visitor(request: HttpRequest) -> bool:
    """Whether a request reads, and says nothing of who sends it."""
    if request.method not in ("GET", "HEAD") or "HTTP_AUTHORIZATION" in request.META:
        return False
    ours = {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, CookieStorage.cookie_name}
    return "HTTP_COOKIE" not in request.META or ours.isdisjoint(request.COOKIES)


def key_of(request: HttpRequest) -> bytes | None:
    """Return what tells the page from all others: host, scheme, path, query and language; None for a host not ours."""
    try:
        host = request.get_host()
    except DisallowedHost:
        return None
    language = translation.get_language_from_path(request.path_info) or language_of_browser(request)
    parts = (request.scheme, host, language, request.path, request.META.get("QUERY_STRING", ""))
    return hashlib.sha256(ascii(parts).encode()).digest()


def is_for_everybody(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether an answer is a page that every visitor is given alike."""
    if response.status_code != 200 or response.streaming or response.cookies:
        return False
    if response.get("Content-Type", "").partition(";")[0] not in KEPT_TYPES or response.has_header("Content-Encoding"):
        return False
    said = {word.strip().partition("=")[0].lower() for word in response.get("Cache-Control", "").split(",")}
    varies = {word.strip().lower() for word in response.get("Vary", "").split(",") if word.strip()}
    user = getattr(request, "user", None)  # whatever lets people in without a cookie
    return said.isdisjoint(OF_SOMEBODY) and varies <= IN_THE_KEY and not (user and user.is_authenticated)


def name(response: HttpResponse) -> None:
    """Give a page an ETag by its text, and tell caches to ask each time whether it still stands."""
    if not response.has_header("ETag"):
        response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    if not response.has_header("Cache-Control"):
        response["Cache-Control"] = "no-cache"
    patch_vary_headers(response, ["Cookie"])
