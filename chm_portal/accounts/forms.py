"""Forms of registration, sign-in and preferences, in words of the portal."""

import zoneinfo
from contextlib import suppress
from functools import cache
from pathlib import Path

from allauth.account.forms import (
    AddEmailForm,
    ChangePasswordForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
)
from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import ReauthenticateForm as AllauthReauthenticateForm
from allauth.account.forms import SignupForm as AllauthSignupForm
from django import forms
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import get_default_password_validators
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from chm_portal.accounts import carried
from chm_portal.accounts.models import User
from chm_portal.accounts.passwords import LONGEST
from chm_portal.common.clean_text import clean_text
from chm_portal.common.languages import LANGUAGE_NAMES, current

PASSWORD_ADVICE = _("At least 12 characters. A sentence of four or five words is easy to remember and hard to guess.")
EMAIL_LABEL = _("E-mail address")


class NameField(forms.CharField):
    """A person's name: one line of clean text, written as its bearer writes it."""

    def __init__(self, **kwargs):
        widget = forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"})
        super().__init__(label=_("Name"), max_length=150, widget=widget, **kwargs)

    def to_python(self, value) -> str:
        return " ".join(clean_text(super().to_python(value)).split())


def plain(field: forms.Field, **changes) -> None:
    """Give one of allauth's fields our label and advice, and take away its placeholder, which vanishes on typing."""
    field.widget.attrs.pop("placeholder", None)
    for name, value in changes.items():
        setattr(field, name, value)


class LoginForm(AllauthLoginForm):
    """Sign-in by e-mail address and password; carries what was typed in a session that has ended (accounts.carried)."""

    carried_fields = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        plain(self.fields["login"], label=EMAIL_LABEL)
        plain(self.fields["password"], help_text="")
        self.fields["password"].widget.attrs["maxlength"] = LONGEST

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        """Let the person in, or ask for the second factor first; then back to the page the session ended on."""
        path = carried.keep_sealed(request, self.cleaned_data[carried.SEALED], self.user)
        return super().login(request, redirect_url=path or redirect_url)


class SignupForm(AllauthSignupForm):
    """Registration: who, where to write to, a password, the language, and that what one enters here is public (R33)."""

    name = NameField()
    interface_language = forms.ChoiceField(
        label=_("Language of pages and letters"), choices=list(LANGUAGE_NAMES.items())
    )
    accepts_publicity = forms.BooleanField(
        label=_("I understand that the information submitted to the portal is public, with the name of its owner.")
    )
    field_order = ["name", "email", "password1", "interface_language", "accepts_publicity"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["interface_language"].initial = current()
        plain(self.fields["email"], label=EMAIL_LABEL, help_text=_("It is never shown on the portal."))
        plain(self.fields["password1"], help_text=PASSWORD_ADVICE)

    def try_save(self, request: HttpRequest):
        """Save the person; an address with an account takes as long, so that nobody can tell by the clock (C7)."""
        if not self.account_already_exists:
            try:
                with transaction.atomic():
                    return super().try_save(request)
            except IntegrityError:  # the same address, sent twice at once
                self.account_already_exists = True
        make_password(self.cleaned_data["password1"])
        return super().try_save(request)


class ForgottenPasswordForm(ResetPasswordForm):
    """Asks where to send the letter with the link."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        plain(self.fields["email"], label=EMAIL_LABEL)


class NewPasswordForm(ResetPasswordKeyForm):
    """The new password, typed once: whoever mistypes it asks for another letter."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        plain(self.fields["password1"], label=_("New password"), help_text=PASSWORD_ADVICE)


class OtherPasswordForm(ChangePasswordForm):
    """The present password and the new one."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        plain(self.fields["oldpassword"], label=_("Present password"), help_text="")
        plain(self.fields["password1"], label=_("New password"), help_text=PASSWORD_ADVICE)


class PasswordAgainForm(AllauthReauthenticateForm):
    """The password, asked for again before something delicate."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        plain(self.fields["password"], label=_("Password"), help_text="")


class OtherAddressForm(AddEmailForm):
    """A new e-mail address, which counts once it is confirmed."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        plain(self.fields["email"], label=_("New e-mail address"))


def _current_zones() -> set[str]:
    """Return the names in use: old ones (Asia/Calcutta) are still understood, but offered to nobody.

    The list is the time zone database's own, zone.tab; a machine without that file offers all names that it knows.
    """
    known = zoneinfo.available_timezones()
    for folder in zoneinfo.TZPATH:
        with suppress(OSError):
            lines = Path(folder, "zone.tab").read_text(encoding="utf-8").splitlines()
            return known & {line.split("\t")[2] for line in lines if line and line[0] != "#"}
    return known


@cache
def time_zones() -> list[tuple[str, list[tuple[str, str]] | str]]:
    """Return the time zones by part of the world, UTC first."""
    parts: dict[str, list[tuple[str, str]]] = {}
    for zone in sorted(_current_zones()):
        part, _slash, place = zone.partition("/")
        if place and part not in {"Etc", "SystemV", "posix", "right"}:
            parts.setdefault(part, []).append((zone, place.replace("_", " ").replace("/", ", ")))
    return [("UTC", "UTC"), *parts.items()]


def time_zones_and(name: str) -> list[tuple[str, list[tuple[str, str]] | str]]:
    """Return the time zones with one that was chosen when it was still offered, so that no form loses it."""
    offered = time_zones()
    names = {zone for part, zones in offered for zone in ([part] if isinstance(zones, str) else dict(zones))}
    return offered if not name or name in names else [*offered, (name, name)]


class ProfileForm(forms.ModelForm):
    """Name, language and time zone of a person, and how often to write about what they follow."""

    name = NameField()
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=time_zones, help_text=_("Times on pages and in letters are given in it.")
    )

    class Meta:
        model = User
        fields = ["name", "interface_language", "time_zone", "mail_frequency"]
        labels = {"interface_language": _("Language of pages and letters")}
        help_texts = {"mail_frequency": _("Unless you choose otherwise for one of the things that you follow.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = time_zones_and(self.instance.time_zone)


def password_rules() -> list[str]:
    """Return what a password has to keep to, as sentences."""
    return [text for validator in get_default_password_validators() if (text := validator.get_help_text())]
