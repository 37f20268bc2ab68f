"""Archives of countries that somebody asked for: one for each country and language, made anew when things change."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chm_portal.common.languages import LANGUAGE_NAMES

FRESH = timedelta(days=1)  # after which it is made anew, whatever the digest says
GIVEN_UP = timedelta(minutes=15)  # after which one that was asked for and never made can be asked for again
KEPT = timedelta(days=7)  # after which an archive that nobody asks for again is deleted


class CountryExportQuerySet(models.QuerySet):
    def waiting(self) -> "CountryExportQuerySet":
        """Those that somebody asked for and a worker has not made yet."""
        unmade = Q(made_at=None) | Q(asked_at__gt=F("made_at"))
        return self.filter(unmade, asked_at__gt=timezone.now() - GIVEN_UP)


class CountryExport(models.Model):
    """An archive of a country in one language: asked for when, made when, of what, and where it lies (R38)."""

    country = models.ForeignKey("vocabularies.Country", models.PROTECT, related_name="+", verbose_name=_("country"))
    language = models.CharField(_("language"), max_length=10, choices=list(LANGUAGE_NAMES.items()))
    asked_at = models.DateTimeField(_("asked for"), default=timezone.now)
    claimed_at = models.DateTimeField(_("a worker has begun"), null=True)
    made_at = models.DateTimeField(_("made"), null=True)
    fingerprint = models.CharField(_("digest of what it was made of"), max_length=64, blank=True, default="")
    file = models.FileField(_("file"), max_length=200, blank=True)
    size = models.PositiveBigIntegerField(_("size"), default=0, help_text=_("In bytes."))

    objects = CountryExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("archive of a country")
        verbose_name_plural = _("archives of countries")
        constraints = [models.UniqueConstraint(fields=["country", "language"], name="country_profiles_export_once")]

    def __str__(self) -> str:
        return f"{self.country_id} {self.language}"

    @property
    def is_waiting(self) -> bool:
        """Whether a worker is still to make it."""
        is_unmade = self.made_at is None or self.asked_at > self.made_at
        return is_unmade and self.asked_at > timezone.now() - GIVEN_UP

    def is_of(self, fingerprint: str) -> bool:
        """Whether it holds what this digest says: only then is it given away."""
        is_fresh = self.made_at is not None and self.made_at > timezone.now() - FRESH
        return bool(self.file) and is_fresh and self.fingerprint == fingerprint
