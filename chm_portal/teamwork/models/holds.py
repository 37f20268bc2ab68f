"""Somebody is writing here: a note that lapses and never locks anybody out (R40)."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LASTS = timedelta(minutes=15)


class SectionHold(models.Model):
    """Who has a section of a draft open, until when, and who has asked to have it next."""

    revision = models.ForeignKey("records.Revision", models.CASCADE, related_name="holds", verbose_name=_("draft"))
    section = models.SlugField(_("section"), max_length=60)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("who writes"))
    until = models.DateTimeField(_("until"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("who asks to be next")
    )

    class Meta:
        verbose_name = _("section that somebody is writing")
        verbose_name_plural = _("sections that somebody is writing")
        constraints = [models.UniqueConstraint(fields=["revision", "section"], name="teamwork_sectionhold_one")]

    def __str__(self) -> str:
        return f"{self.revision_id} {self.section}"

    @property
    def is_live(self) -> bool:
        """Whether it still stands."""
        return self.until > timezone.now()
