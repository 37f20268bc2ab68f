"""Middleware about the person of a request: age of the session, language and time zone, sign-in, second factor."""

import time
from collections.abc import Callable

from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.utils.http import urlencode

from chm_portal.accounts import carried, second_factor

IDLE_SECONDS = 60 * 60
WHOLE_SECONDS = 12 * 60 * 60
NOTED_EVERY_SECONDS = 60  # how often a visit is written into the session
_OPENED, _SEEN = "opened_at", "seen_at"


def session_ran_out(request: HttpRequest, now: float) -> bool:
    """Whether the session of somebody who can publish is too old or was idle too long; if not, notes the visit (C9)."""
    session = request.session
    opened, seen = session.setdefault(_OPENED, now), session.setdefault(_SEEN, now)
    if now - opened > WHOLE_SECONDS or now - seen > IDLE_SECONDS:
        return True
    if now - seen > NOTED_EVERY_SECONDS:
        session[_SEEN] = now
    return False


class PersonMiddleware:
    """Ends sessions that ran out, and gives the rest of the request the person's language and time zone.

    Where the address names a language, that one stays: a link means what it says.
    """

    def __init__(self, get_response: Callable):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if not user.is_authenticated:
            return self.get_response(request)
        if user.needs_second_factor and session_ran_out(request, time.time()):
            logout(request)
            return self.get_response(request)
        if not translation.get_language_from_path(request.path_info):
            translation.activate(user.interface_language)
            request.LANGUAGE_CODE = translation.get_language()
        with timezone.override(user.zone):
            response = self.get_response(request)
        if not response.has_header("Cache-Control"):  # what one person sees is for no shared cache
            patch_cache_control(response, private=True)
        return response


class SignInMiddleware(LoginRequiredMiddleware):
    """Asks everybody to sign in whose view is not marked public, and keeps what was typed (accounts.carried)."""

    def handle_no_permission(self, request: HttpRequest, view_func: Callable) -> HttpResponseBase:
        """Send to the sign-in page, or show it at once with the fields of a form whose session has ended."""
        carries = request.method == "POST" and getattr(view_func, "carries_fields", False)
        page = carried.sign_in_page(request) if carries else None
        return page or super().handle_no_permission(request, view_func)


class SecondFactorMiddleware:
    """Lets somebody who needs a second factor and has not given it set it up, sign out, and read what visitors read.

    allauth asks for the code at sign-in where there is an authenticator. This stands behind it for everybody else: who
    got a publishing role without one, and sessions that are older than the authenticator.
    """

    SET_UP = frozenset(
        {
            "account_logout",
            "account_reauthenticate",
            "mfa_activate_totp",
            "mfa_reauthenticate",
            "accounts:totp_image",
        }
    )

    def __init__(self, get_response: Callable):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view_func: Callable, args, kwargs) -> HttpResponseBase | None:
        """Let the view run, send to the second step, or make the person a visitor for this page."""
        user = request.user
        if not user.is_authenticated or not second_factor.is_obligatory_for(user) or second_factor.was_given(request):
            return None
        if request.resolver_match.view_name in self.SET_UP:
            return None
        if not getattr(view_func, "login_required", True):
            request.awaits_second_factor = user
            request.user = AnonymousUser()
            return None
        carried.keep_posted(request)
        return _to_second_step(request, user)


def _to_second_step(request: HttpRequest, user) -> HttpResponse:
    name = "mfa_reauthenticate" if second_factor.has_authenticator(user) else "mfa_activate_totp"
    page = request.get_full_path() if request.method == "GET" else request.path
    return redirect(f"{reverse(name)}?{urlencode({'next': page})}")
