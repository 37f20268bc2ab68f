"""How often records are read, by day and by nothing else (R54)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DailyUse(models.Model):
    """How often the page of a record was read on a day (UTC), and its files taken; by whom is known to nobody.

    It knows the record by its key only: the app stands to the left of records, which count here.
    """

    record = models.PositiveBigIntegerField(_("record"))
    day = models.DateField(_("day"))
    views = models.PositiveIntegerField(_("page views"), default=0)
    downloads = models.PositiveIntegerField(_("downloads of files"), default=0)

    class Meta:
        verbose_name = _("use of a record on a day")
        verbose_name_plural = _("use of records by day")
        constraints = [models.UniqueConstraint(fields=["record", "day"], name="usage_dailyuse_once")]
        indexes = [models.Index(fields=["day"], name="usage_dailyuse_day")]

    def __str__(self) -> str:
        return f"{self.record} {self.day}"
