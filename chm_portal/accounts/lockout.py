"""Guessing passwords and codes: counted in PostgreSQL, by django-axes, so that no cache has to be there for it.

Five wrong passwords for one account from one address, or thirty from one address for any accounts, and that address
waits five minutes. Nobody can lock an account for its owner, who comes from another address. Wrong codes of the
second factor are counted for the account alone: who gets that far knows the password, wherever they come from.
"""

import unicodedata

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

PER_ACCOUNT_AND_ADDRESS = 5  # AXES_FAILURE_LIMIT
PER_ADDRESS = 30
CODE = "code:"  # how the second factor's guesses are told from those of passwords


def account_name(request: HttpRequest, credentials: dict | None) -> str:
    """Return the account somebody tries to enter, the same for every spelling of its address."""
    given = credentials or {}
    name = given.get("email") or given.get("login") or given.get("username") or request.POST.get("login", "")
    return unicodedata.normalize("NFKC", str(name)).replace("\0", "").strip().casefold()[:255]


def what_counts_together(request, credentials: dict | None) -> list:
    """Return what guesses are added up by: for codes the account, for passwords account and address, and address."""
    if account_name(request, credentials).startswith(CODE):
        return ["username"]
    return [["username", "ip_address"], "ip_address"]


class GuessHandler(AxesDatabaseHandler):
    """Axes' counters in the database, with a second, wider limit for the address alone."""

    def get_failures(self, request: HttpRequest, credentials: dict | None = None) -> int:
        """Return the guesses as of one account and address; those of the address alone weigh a sixth."""
        counts = [
            sum(attempts.values_list("failures_since_start", flat=True))
            for attempts in self.get_user_attempts(request, credentials)
        ]
        if len(counts) == 1:
            return counts[0]
        return max(counts[0], counts[1] * PER_ACCOUNT_AND_ADDRESS // PER_ADDRESS)

    def reset_user_attempts(self, request: HttpRequest, credentials: dict | None = None) -> int:
        """Forget the guesses at the account entered, not the address's others: an own account must not help."""
        forgotten, _by_model = self.filter_user_attempts(request, credentials)[0].delete()
        return forgotten


def _code_of(user) -> dict[str, str]:
    return {"email": f"{CODE}{user.email}"}


def refuse_when_guessing_codes(request: HttpRequest, user) -> None:
    """Raise ValidationError after too many wrong codes for this account; the page becomes the lock-out page."""
    if not AxesProxyHandler.is_allowed(request, _code_of(user)):
        request.axes_locked_out = True
        request.axes_credentials = _code_of(user)
        raise ValidationError(_("Too many wrong codes. Wait five minutes and try again."), code="locked_out")


def count_wrong_code(request: HttpRequest, user) -> None:
    """Count one wrong code."""
    user_login_failed.send(sender=__name__, credentials=_code_of(user), request=request)


def forget_wrong_passwords(user) -> None:
    """Begin to count anew after a new password: whoever chose it has proved to be the person."""
    AccessAttempt.objects.filter(username=user.email.casefold()).delete()


def forget_wrong_codes(user) -> None:
    """Begin to count anew after a right code."""
    AccessAttempt.objects.filter(username=_code_of(user)["email"].casefold()).delete()
