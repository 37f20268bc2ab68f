"""The dump of everything public: made when, where it lies, how much it is."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PublicDumpQuerySet(models.QuerySet):
    def made(self) -> "PublicDumpQuerySet":
        """Those that are complete, the latest first."""
        return self.filter(made_at__isnull=False).order_by("-begun_at", "-pk")


class PublicDump(models.Model):
    """One dump of every published record as JSON lines; the latest complete one is given away (R35)."""

    begun_at = models.DateTimeField(_("begun"), default=timezone.now)
    made_at = models.DateTimeField(_("made"), null=True)
    file = models.FileField(_("file"), max_length=200, blank=True)
    size = models.PositiveBigIntegerField(_("size"), default=0, help_text=_("In bytes."))
    records = models.PositiveIntegerField(_("records"), default=0)
    sha256 = models.CharField(_("checksum (SHA-256)"), max_length=64, blank=True, default="")

    objects = PublicDumpQuerySet.as_manager()

    class Meta:
        verbose_name = _("dump of everything public")
        verbose_name_plural = _("dumps of everything public")

    def __str__(self) -> str:
        return f"{self.begun_at:%Y-%m-%d %H:%M}"
