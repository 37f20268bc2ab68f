"""People who sign in."""

import unicodedata
import zoneinfo

from django.contrib import auth
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from chm_portal.common.dates import zone_called
from chm_portal.common.languages import LANGUAGE_NAMES


class MailFrequency(models.TextChoices):
    """When somebody is written to about what they follow; notices in the portal come in any case."""

    AT_ONCE = "at-once", _("at once")
    DAILY = "daily", _("once a day")
    WEEKLY = "weekly", _("once a week")
    NEVER = "never", _("never")


class UserManager(BaseUserManager):
    """Makes and finds people by their e-mail address, whatever its case."""

    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        """Create a person; without a password the account cannot sign in until a reset."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_confirmed(self, email: str, password: str | None = None, **fields) -> "User":
        """Create a person whose address counts as confirmed: for fixtures, content files and commands."""
        user = self.create_user(email, password, **fields)
        user.emailaddress_set.create(email=user.email, verified=True, primary=True)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        """Create a person for emergencies, who may do everything in the admin."""
        return self.create_confirmed(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str) -> "User":
        return self.get(email__iexact=email)


class User(AbstractBaseUser):
    """A person with an account; what the person may do follows from designations, never from a flag.

    There are no groups and no permission rows: authentication backends answer from designations alone.
    """

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150)
    interface_language = models.CharField(
        _("language"), max_length=10, choices=list(LANGUAGE_NAMES.items()), default="en"
    )
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Without it the person is signed out at once and cannot sign in again.")
    )
    is_superuser = models.BooleanField(
        _("emergency account"), default=False, help_text=_("May do everything in the admin; not for daily work.")
    )
    date_joined = models.DateTimeField(_("joined"), default=timezone.now, editable=False)
    mail_frequency = models.CharField(
        _("letters about what I follow"), max_length=10, choices=MailFrequency.choices, default=MailFrequency.DAILY
    )
    takes_digests = models.BooleanField(
        _("letters about what they follow"), default=True, help_text=_("The person may end all of them from a letter.")
    )
    # Kept by `notifications.notices`, so that the head of every page knows it without a query.
    unread_notices = models.PositiveIntegerField(_("unread notices"), default=0, editable=False)

    objects = UserManager()
    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [models.UniqueConstraint(Lower("email"), name="accounts_user_email_unique")]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    # The same password comes as other bytes from other keyboards (an é in one sign or in two); all are one password.
    def set_password(self, raw_password: str | None) -> None:
        super().set_password(_one_form(raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        return super().check_password(_one_form(raw_password))

    @cached_property
    def current_designations(self) -> list:
        """The designations in force today, with Party and organisation, in one query."""
        return list(self.designations.current().select_related("country", "organisation"))

    @property
    def is_staff(self) -> bool:
        """Whether the person works in the admin: a curator of the secretariat, or the emergency account."""
        return self.is_superuser or any(designation.is_staff for designation in self.current_designations)

    @property
    def needs_second_factor(self) -> bool:
        """Whether what the person may do is too much for a password alone."""
        return self.is_staff or any(designation.publishes for designation in self.current_designations)

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """Return the person's time zone, UTC when this machine does not know it (any more)."""
        return zone_called(self.time_zone)

    def has_perm(self, perm: str, obj=None) -> bool:
        """Whether a backend grants this permission of the admin; the emergency account has all."""
        if not self.is_active:
            return False
        return self.is_superuser or any(backend.has_perm(self, perm, obj) for backend in _backends("has_perm"))

    def has_perms(self, perm_list, obj=None) -> bool:
        """Whether a backend grants each of these permissions."""
        return all(self.has_perm(perm, obj) for perm in perm_list)

    def has_module_perms(self, app_label: str) -> bool:
        """Whether the person sees anything of this app in the admin."""
        if not self.is_active:
            return False
        return self.is_superuser or any(
            backend.has_module_perms(self, app_label) for backend in _backends("has_module_perms")
        )


def _one_form(password: str | None) -> str | None:
    return password and unicodedata.normalize("NFKC", password)


def _backends(method: str) -> list:
    return [backend for backend in auth.get_backends() if hasattr(backend, method)]
