"""Parties from which nothing is heard: since when, why, when they were written to and heard from again (R38)."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SilenceReason(models.TextChoices):
    """Why nothing is heard from a Party."""

    NOBODY = "nobody", _("no focal point")
    AWAY = "away", _("no focal point has signed in")


class PartySilenceQuerySet(models.QuerySet):
    def lasting(self) -> "PartySilenceQuerySet":
        """Those that go on."""
        return self.filter(ended_at=None)


class PartySilence(models.Model):
    """One time of silence of a Party; for the secretariat and nobody else. One letter at most is written about it."""

    country = models.ForeignKey("vocabularies.Country", models.PROTECT, related_name="+", verbose_name=_("Party"))
    reason = models.CharField(_("reason"), max_length=10, choices=SilenceReason.choices)
    since = models.DateTimeField(
        _("last sign-in"),
        null=True,
        help_text=_("Of any of its focal points; or when the last was named, where none has ever signed in."),
    )
    noticed_at = models.DateTimeField(_("noticed"), default=timezone.now)
    written_at = models.DateTimeField(_("letter to the focal points"), null=True)
    ended_at = models.DateTimeField(_("heard from again"), null=True)

    objects = PartySilenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("silence of a Party")
        verbose_name_plural = _("Parties nothing is heard from")
        constraints = [
            models.UniqueConstraint(
                fields=["country"], condition=Q(ended_at=None), name="country_profiles_silence_lasts_once"
            ),
            models.CheckConstraint(
                condition=Q(reason="nobody") | Q(since__isnull=False), name="country_profiles_silence_away_since"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country_id} {self.reason} {self.noticed_at:%Y-%m-%d}"
