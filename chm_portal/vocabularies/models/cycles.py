"""Reporting cycles: which national report was, is or will be due, and when."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from chm_portal.vocabularies.models.decisions import Decision
from chm_portal.vocabularies.models.terms import Term


class Cycle(Term):
    """A cycle of national reports (Article 26), from the first on (R81)."""

    number = models.PositiveSmallIntegerField(_("number"), unique=True)
    due = models.DateField(
        _("due on"),
        null=True,
        blank=True,
        help_text=_("The day by which Parties were asked to report; empty if unsure."),
    )
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="cycles", verbose_name=_("asked for by")
    )

    class Meta(Term.Meta):
        verbose_name = _("reporting cycle")
        verbose_name_plural = _("reporting cycles")
