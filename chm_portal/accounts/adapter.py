"""What allauth asks the portal: whom it saves, where links lead, how letters are written, what goes on record."""

from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from chm_portal.accounts.client_address import client_address
from chm_portal.accounts.lockout import forget_wrong_passwords
from chm_portal.accounts.mail import tell, tell_address
from chm_portal.audit import trail
from chm_portal.common.languages import LANGUAGE_CODES, current


class AccountAdapter(DefaultAccountAdapter):
    """The portal's side of allauth."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("E-mail address and password do not go together. Check both and try again."),
        "incorrect_password": _("This is not your password. Check it and try again."),
        "enter_current_password": _("This is not your present password. Check it and try again."),
        "invalid_password_reset": _("This link was used already or is too old. Ask for a new letter."),
        "too_many_login_attempts": _("Too many attempts. Wait five minutes and try again."),
        "rate_limited": _("That was very quick. Wait a few minutes and try again."),
        "duplicate_email": _("This is your address already."),
        "same_as_current": _("Choose another one than the present."),
    }

    def save_user(self, request: HttpRequest, user, form, commit: bool = True):
        """Save a new person with the name and the language of the registration form."""
        user.name = form.cleaned_data["name"]
        user.interface_language = form.cleaned_data["interface_language"]
        user = super().save_user(request, user, form, commit)
        trail.record("user.registered", user, f"user:{user.pk}")
        return user

    def login(self, request: HttpRequest, user) -> None:
        """Open the session and put it on record."""
        super().login(request, user)
        trail.record("user.signed_in", user, f"user:{user.pk}")

    def set_password(self, user, password: str) -> None:
        """Change the password, which ends the person's other sessions."""
        super().set_password(user, password)
        forget_wrong_passwords(user)
        trail.record("user.password_changed", user, f"user:{user.pk}")

    def send_notification_mail(self, template_prefix: str, user, context=None, email=None) -> None:
        """Write about a change of address, password or second factor, and put it on record."""
        trail.record(f"user.{template_prefix.rpartition('/')[2]}", user, f"user:{user.pk}")
        super().send_notification_mail(template_prefix, user, {**(context or {}), "user": user}, email)

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Write one of allauth's letters with our text, in the reader's language, with links on our address."""
        template = template_prefix.replace("/email/", "/")
        user = context.get("user")
        language = user.interface_language if user else current()
        links = {name: _on_portal(value, language) for name, value in context.items() if name.endswith("_url")}
        context = {key: value for key, value in context.items() if key != "request"} | links | {"email": email}
        if user is not None and user.email == email:
            tell(user, template, context)
        else:
            tell_address(email, language, template, context | {"person": user})

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the caller's address, which X-Forwarded-For cannot forge."""
        return client_address(request)

    def is_safe_url(self, url: str) -> bool:
        """Whether a `next` address stays on this host (C17)."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None) or url.startswith(settings.PORTAL_ADDRESS + "/")

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return the workspace, in the person's own language."""
        with translation.override(request.user.interface_language):
            return super().get_login_redirect_url(request)


def _on_portal(address: str, language: str) -> str:
    """Return a link on the portal's public address, whatever host the request named (C19), in the reader's language."""
    parts = urlsplit(str(address))
    first, _slash, rest = parts.path.lstrip("/").partition("/")
    path = f"/{language}/{rest}" if first in LANGUAGE_CODES else parts.path
    return settings.PORTAL_ADDRESS + path + (f"?{parts.query}" if parts.query else "")
