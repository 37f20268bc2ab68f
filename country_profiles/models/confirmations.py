"""Whether what a country says of itself is still true: confirmed when, asked when (R30 of users, R97)."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from country_profiles.models.profiles import Section

HALF_A_YEAR = timedelta(days=182)
GRACE = timedelta(days=91)  # after which a section that nobody has confirmed is marked as such


class SectionConfirmation(models.Model):
    """The last time a country's focal point said that a section of its profile is right."""

    country = models.ForeignKey("vocabularies.Country", models.PROTECT, related_name="+", verbose_name=_("country"))
    section = models.CharField(_("section"), max_length=20, choices=Section.choices)
    confirmed_at = models.DateTimeField(_("confirmed"), default=timezone.now)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("confirmed by")
    )

    class Meta:
        verbose_name = _("confirmation of a section")
        verbose_name_plural = _("confirmations of sections")
        constraints = [
            models.UniqueConstraint(fields=["country", "section"], name="country_profiles_sectionconfirmation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.country_id} {self.section}"

    @property
    def is_due(self) -> bool:
        """Whether it is half a year old: time to look at the section again."""
        return self.confirmed_at < timezone.now() - HALF_A_YEAR

    @property
    def has_lapsed(self) -> bool:
        """Whether it was asked for and not given for so long that readers should know."""
        return self.confirmed_at < timezone.now() - HALF_A_YEAR - GRACE


class ConfirmationRequest(models.Model):
    """One half-yearly letter that asked a country's focal points to look at its profile."""

    country = models.ForeignKey("vocabularies.Country", models.PROTECT, related_name="+", verbose_name=_("country"))
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)

    class Meta:
        verbose_name = _("request to confirm")
        verbose_name_plural = _("requests to confirm")
        indexes = [models.Index(fields=["country", "-sent_at"], name="country_profiles_request_last")]

    def __str__(self) -> str:
        return f"{self.country_id} {self.sent_at:%Y-%m-%d}"
