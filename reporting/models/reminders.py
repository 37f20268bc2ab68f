"""Which Party was reminded of which report, so that nobody is reminded twice."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DueReminder(models.Model):
    """One reminder: of a cycle's report, to a Party's focal points, so many days before it was due."""

    cycle = models.ForeignKey("vocabularies.Cycle", models.PROTECT, related_name="+", verbose_name=_("reporting cycle"))
    country = models.ForeignKey("vocabularies.Country", models.PROTECT, related_name="+", verbose_name=_("Party"))
    days_before = models.PositiveSmallIntegerField(_("days before it is due"))
    sent_at = models.DateTimeField(_("sent"), auto_now_add=True)

    class Meta:
        verbose_name = _("reminder of a report")
        verbose_name_plural = _("reminders of reports")
        constraints = [
            models.UniqueConstraint(fields=["cycle", "country", "days_before"], name="reporting_duereminder_once"),
        ]

    def __str__(self) -> str:
        return f"{self.cycle_id} {self.country_id} {self.days_before}"
