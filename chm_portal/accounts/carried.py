"""What was typed survives an expired session (R65: a submission is never lost by it).

Use, in a view with a form that is worth carrying:

    @carries_fields
    def section(request, pk):
        if request.method == "POST":
            ...
        typed = carried.pop(request)
        form = SectionForm(typed) if typed else SectionForm(initial=stored)

1. Decorate the view (`carries_fields(SomeView.as_view())` in urls.py for a class).
2. Put `{% load carried %}{% carried_token %}` inside its <form method="post">. The hidden token names the person and
   the page, signed.
3. When the page is shown (GET), call `carried.pop(request)`: it returns the QueryDict of what was typed before the
   session ended, once, or None. Show the form with these values instead of the stored ones; nothing is saved yet.
   The notice that says so, and that files have to be chosen again, is added as a message.

What happens between: a POST to such a view by nobody, with a token in it, is answered with the sign-in page (401)
that carries the fields in one signed, compressed hidden field, so that the server keeps nothing for strangers. After
the right password they go into the session if the person is the one the token names (anybody else never hears of
them), stay there while the second factor is asked for, and the person is sent back to the page. A POST whose CSRF
token went stale (signed in anew in another tab) is answered with a page that sends it again on a click.
"""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

TOKEN = "carried"  # the name of the token's hidden field  # noqa: S105
SEALED = "carried_fields"  # the name of the sign-in form's hidden field
SESSION = "carried_fields"
_TOKEN_SALT = "chm_portal.accounts.carried.token"  # noqa: S105
_SEAL_SALT = "chm_portal.accounts.carried.fields"
TOKEN_DAYS = 7  # how long a page may stay open and still be carried
SEALED_MINUTES = 60  # how long signing in may take
_LEFT_OUT = {TOKEN, SEALED, "csrfmiddlewaretoken"}
#: What a sealed hidden field may weigh, so that the sign-in form that carries it is not refused for its size.
ROOM = settings.DATA_UPLOAD_MAX_MEMORY_SIZE - 100_000


def carries_fields(view: Callable) -> Callable:
    """Mark a view whose form survives an expired session; see the module for the two other steps."""
    view.carries_fields = True
    return view


def token_for(request: HttpRequest) -> str:
    """Return the signed token for a form on this page, empty for a visitor."""
    if not request.user.is_authenticated:
        return ""
    return signing.dumps({"user": request.user.pk, "path": request.get_full_path()}, salt=_TOKEN_SALT)


def pop(request: HttpRequest) -> QueryDict | None:
    """Return what this person had typed on this page before the session ended, once, and say so in a message."""
    kept = request.session.get(SESSION)
    if not kept or kept["user"] != request.user.pk or kept["path"] != request.get_full_path():
        return None
    del request.session[SESSION]
    fields = QueryDict(mutable=True)
    for name, values in kept["fields"].items():
        fields.setlist(name, values)
    notice = _("You are signed in again. What you had typed is below and is not saved yet.")
    if kept["files"]:
        notice = _(
            "You are signed in again. What you had typed is below and is not saved yet. Choose your files again."
        )
    messages.warning(request, notice)
    return fields


def sign_in_page(request: HttpRequest) -> HttpResponse | None:
    """Return the sign-in page that carries what was posted, or None when nothing here is to be carried."""
    token = _token_in(request)
    if token is None:
        return None
    from_page = _seal(token, request)
    form = import_string(settings.ACCOUNT_FORMS["login"])(request=request, initial={SEALED: from_page})
    context = {"form": form, "carries": bool(from_page), "is_too_large": not from_page}
    response = render(request, "account/login.html", context, status=401)
    response["WWW-Authenticate"] = f'Form realm="{settings.PORTAL_ADDRESS}"'
    return response


def keep_sealed(request: HttpRequest, sealed: str, user) -> str | None:
    """Put the sealed fields into the session of the person they belong to and return the page to go back to.

    For anybody else, and for a seal that is broken or too old, it returns None and keeps nothing; fields that another
    person left in this session go away.
    """
    request.session.pop(SESSION, None)
    try:
        kept = signing.loads(sealed, salt=_SEAL_SALT, max_age=SEALED_MINUTES * 60)
    except signing.BadSignature:
        return None
    if kept["user"] != user.pk:
        return None
    request.session[SESSION] = kept
    return kept["path"]


def keep_posted(request: HttpRequest) -> None:
    """Put what a signed-in person has just posted into the session, before the person is sent elsewhere first."""
    token = _token_in(request)
    if token and token["user"] == request.user.pk:
        request.session[SESSION] = _fields(token, request)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a POST whose CSRF token does not fit: offer to send again what surely came from our page (C10)."""
    token = _token_in(request)
    if token and not request.user.is_authenticated:
        return sign_in_page(request)
    if token and token["user"] == request.user.pk:
        fields = [(name, value) for name, values in _fields(token, request)["fields"].items() for value in values]
        context = {"fields": fields, "has_files": bool(request.FILES), "token": request.POST[TOKEN]}
        return render(request, "accounts/send_again.html", context, status=403)
    return render(request, "accounts/csrf_failure.html", status=403)


def _token_in(request: HttpRequest) -> dict | None:
    try:
        return signing.loads(request.POST.get(TOKEN, ""), salt=_TOKEN_SALT, max_age=TOKEN_DAYS * 24 * 3600)
    except signing.BadSignature:
        return None


def _fields(token: dict, request: HttpRequest) -> dict:
    fields = {name: values for name, values in request.POST.lists() if name not in _LEFT_OUT}
    return {**token, "fields": fields, "files": bool(request.FILES)}


def _seal(token: dict, request: HttpRequest) -> str:
    sealed = signing.dumps(_fields(token, request), salt=_SEAL_SALT, compress=True)
    return sealed if len(sealed) < ROOM else ""
