"""Which moderator was told of the queue on which day, so that nobody is told twice."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class QueueLetter(models.Model):
    """One letter to a moderator about what waits: at most one a day."""

    moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("moderator")
    )
    day = models.DateField(_("day"))
    sent_at = models.DateTimeField(_("sent"), auto_now_add=True)

    class Meta:
        verbose_name = _("letter about the moderation queue")
        verbose_name_plural = _("letters about the moderation queue")
        constraints = [
            models.UniqueConstraint(fields=["moderator", "day"], name="collaboration_queueletter_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.moderator_id} {self.day}"
