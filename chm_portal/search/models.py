"""What search has indexed, so that a sweep can compare it with what is published."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class IndexBuild(models.Model):
    """One search index: begun, filled batch by batch beside the live one, swapped in when it is complete."""

    name = models.CharField(_("name"), max_length=40, unique=True)
    reason = models.CharField(_("reason"), max_length=300)
    fingerprint = models.CharField(
        _("fingerprint"), max_length=64, help_text=_("Of the analysis and of the labels of terms.")
    )
    total = models.PositiveIntegerField(_("records to index"), default=0)
    done = models.PositiveIntegerField(_("records indexed"), default=0)
    last_pk = models.BigIntegerField(_("last record"), default=0)
    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("search index")
        verbose_name_plural = _("search indexes")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                models.Value(1), condition=Q(finished_at=None), name="search_indexbuild_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SearchState(models.Model):
    """A record that an index holds, and which version of it; no foreign key, for the index may outlive the record."""

    build = models.ForeignKey(IndexBuild, models.CASCADE, related_name="states", verbose_name=_("search index"))
    record_id = models.BigIntegerField(_("record"))
    version = models.DateTimeField(_("version"), help_text=_("When the version that is indexed was published."))

    class Meta:
        verbose_name = _("indexed record")
        verbose_name_plural = _("indexed records")
        constraints = [
            models.UniqueConstraint(fields=["build", "record_id"], name="search_searchstate_once"),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} in {self.build_id}"
