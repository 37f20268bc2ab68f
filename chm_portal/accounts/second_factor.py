"""The second factor: who needs one, codes that count once, secrets that are not in the database in the clear."""

import base64
import hashlib
from io import BytesIO

import qrcode
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal import auth as totp
from cryptography.fernet import Fernet, MultiFernet
from django import forms
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathFillImage

from chm_portal.accounts.lockout import count_wrong_code, forget_wrong_codes, refuse_when_guessing_codes
from chm_portal.common.models import Installation


def is_obligatory_for(user) -> bool:
    """Whether the person must have a second factor: staff and publishing roles, except in the marked demonstration."""
    return user.needs_second_factor and not Installation.is_demonstration()


def was_given(request: HttpRequest) -> bool:
    """Whether a code was given in this session, or the authenticator set up in it."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


def has_authenticator(user) -> bool:
    """Whether the person has set up an authenticator app."""
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


class PortalMFAAdapter(DefaultMFAAdapter):
    """Encrypts what authenticators share with the portal, and says in our words what went wrong."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is not right, or was used already. Wait for the next one and type it again."),
        "unverified_email": _("Confirm your e-mail address first; then you can set up the second step."),
        "cannot_generate_recovery_codes": _("Set up an authenticator app first; recovery codes come with it."),
    }

    def encrypt(self, text: str) -> str:
        """Return the secret as it is stored."""
        return _keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret; raises InvalidToken when the key it was stored with is no longer among ours."""
        return _keys().decrypt(encrypted_text.encode()).decode()

    def build_totp_svg(self, url: str) -> str:
        """Return the picture for the camera, on a white ground so that it can be read in the dark scheme too."""
        picture = BytesIO()
        qrcode.make(url, image_factory=SvgPathFillImage).save(picture)
        return picture.getvalue().decode()

    def _get_site_name(self) -> str:
        return str(settings.MFA_TOTP_ISSUER)


def _keys() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.blake2b(secret.encode(), digest_size=32, person=b"second-factor").digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def _plain(field: forms.Field) -> None:
    """Label the field as people know it, open the keys for figures, and take away the placeholder."""
    field.label = _("Code from the app")
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs |= {"inputmode": "numeric", "size": 12}


class CodeOnce:
    """Checks a code: guesses are counted in the database, a right code is worth one sign-in (RFC 6238, section 5.2)."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _plain(self.fields["code"])

    def clean_code(self) -> str:
        """Return the code and note its authenticator; raises ValidationError for a wrong, used or much guessed one."""
        refuse_when_guessing_codes(context.request, self.user)
        code = self.cleaned_data["code"]
        authenticator = spend_code(self.user, code)
        if authenticator is None:
            count_wrong_code(context.request, self.user)
            raise PortalMFAAdapter().validation_error("incorrect_code")
        forget_wrong_codes(self.user)
        self.authenticator = authenticator
        return code


class CodeForm(CodeOnce, AuthenticateForm):
    """The code asked for at sign-in."""


class CodeAgainForm(CodeOnce, ReauthenticateForm):
    """The code asked for before something delicate."""


class FirstCodeForm(ActivateTOTPForm):
    """The code that proves that the telephone holds the secret; guessing is counted like at sign-in."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _plain(self.fields["code"])

    def clean_code(self) -> str:
        """Return the code; raises ValidationError for a wrong one."""
        refuse_when_guessing_codes(context.request, self.user)
        try:
            return super().clean_code()
        except forms.ValidationError:
            count_wrong_code(context.request, self.user)
            raise


@transaction.atomic
def spend_code(user, code: str) -> Authenticator | None:
    """Return the authenticator the code belongs to and mark the code as used; None when it belongs to none."""
    mine = Authenticator.objects.select_for_update().filter(user=user).order_by("pk")
    for authenticator in mine:
        if authenticator.type == Authenticator.Type.TOTP:
            counter = _counter_of(authenticator, code)
            if counter is not None and counter > authenticator.data.get("last_counter", 0):
                authenticator.data["last_counter"] = counter
                authenticator.save(update_fields=["data"])
                return authenticator
        elif authenticator.wrap().validate_code(code):
            authenticator.refresh_from_db()
            return authenticator
    return None


def _counter_of(authenticator: Authenticator, code: str) -> int | None:
    secret = totp.decrypt(authenticator.data["secret"])
    for counter in totp.yield_hotp_counters_from_time():
        expected = totp.format_hotp_value(totp.hotp_value(secret, counter))
        if compare_user_code(actual=code, expected=expected):
            return counter
    return None
