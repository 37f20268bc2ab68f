"""What the editors' desk remembers: records compared, what looks alike, letters written, terms changed in bulk."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chm_portal.records.models import Record
from chm_portal.vocabularies.memory import vocabulary

#: The vocabularies of which the secretariat gives terms to many records at once, by the field of the forms.
VOCABULARIES = {"themes": "theme", "articles": "article", "decisions": "decision", "targets": "target"}


class Comparison(models.Model):
    """When a published record was last compared with all others; one that was published since is due again."""

    record = models.OneToOneField(Record, models.CASCADE, related_name="+", primary_key=True, verbose_name=_("record"))
    compared_at = models.DateTimeField(_("compared"), default=timezone.now)

    class Meta:
        verbose_name = _("comparison")
        verbose_name_plural = _("comparisons")

    def __str__(self) -> str:
        return f"{self.record_id}"


class PairQuerySet(models.QuerySet):
    """Sets of pairs that look alike."""

    def open(self) -> "PairQuerySet":
        """Keep those of which both are published and nobody has said that they are two things; newest first."""
        records = Record.objects.published().values("pk")
        return self.filter(dismissed_at=None, first__in=records, second__in=records).order_by("-pk")


class DuplicatePair(models.Model):
    """Two published records that may be one, and what speaks for it."""

    first = models.ForeignKey(Record, models.CASCADE, related_name="+", verbose_name=_("record"))
    second = models.ForeignKey(Record, models.CASCADE, related_name="+", verbose_name=_("other record"))
    has_title = models.BooleanField(_("nearly the same title"), default=False)
    has_address = models.BooleanField(_("the same address"), default=False)
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("told apart by")
    )
    dismissed_at = models.DateTimeField(_("told apart"), null=True)

    objects = PairQuerySet.as_manager()

    class Meta:
        verbose_name = _("probable duplicate")
        verbose_name_plural = _("probable duplicates")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="curation_pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="curation_pair_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} {self.second_id}"


class LinkLetter(models.Model):
    """One letter about links that do not answer, to those who speak for an owner; at most one a month."""

    country = models.ForeignKey(
        "vocabularies.Country", models.PROTECT, null=True, related_name="+", verbose_name=_("Party")
    )
    organisation = models.ForeignKey(
        "directory.Organisation", models.PROTECT, null=True, related_name="+", verbose_name=_("organization")
    )
    month = models.CharField(_("month"), max_length=7)
    links = models.PositiveIntegerField(_("links"))
    sent_at = models.DateTimeField(_("sent"), auto_now_add=True)

    class Meta:
        verbose_name = _("letter about links")
        verbose_name_plural = _("letters about links")
        constraints = [
            models.UniqueConstraint(
                fields=["country", "organisation", "month"], nulls_distinct=False, name="curation_linkletter_once"
            ),
        ]

    def __str__(self) -> str:
        return self.month


class TermChange(models.Model):
    """One term given to many records, or taken from them, by a curator at once; `records` are those that it changed."""

    class Action(models.TextChoices):
        ADD = "add", _("give")
        REMOVE = "remove", _("take away")

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    action = models.CharField(_("what was done"), max_length=10, choices=Action.choices)
    field = models.CharField(_("kind of term"), max_length=40)  # the name of the form field: themes, targets
    code = models.CharField(_("code"), max_length=100)
    records = models.ManyToManyField(Record, related_name="+", verbose_name=_("records"))
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("undone by")
    )
    undone_at = models.DateTimeField(_("undone"), null=True)

    class Meta:
        verbose_name = _("change of a term")
        verbose_name_plural = _("changes of terms")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.action} {self.field}:{self.code}"

    @property
    def term_label(self) -> str:
        """The term in the reader's language; its code where it is not there any more."""
        term = vocabulary(VOCABULARIES[self.field]).get(self.code)
        return term.label if term else self.code
