"""What a public file says, for search; and how reading it ended."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from chm_portal.records.models.attachment import Attachment


class AttachmentTextQuerySet(models.QuerySet):
    def due(self) -> "AttachmentTextQuerySet":
        """Texts whose reading may be tried now, by the database's clock."""
        return self.filter(outcome=AttachmentText.Outcome.WAITING, next_try__lte=Now())

    def findable(self) -> "AttachmentTextQuerySet":
        """Texts by which records are found: of files that a published record shows now."""
        return self.filter(attachment__in=Attachment.objects.shown()).exclude(text="")


class AttachmentText(models.Model):
    """The text of one attachment, from when a published record shows the file until it does so no more.

    Made and forgotten by `records/file_texts.py` alone; a file in a draft has none.
    """

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("waits to be read")
        READ = "read", _("read to the end")
        CUT = "cut", _("read in part: it is very long, or the rest of it is damaged")
        EMPTY = "empty", _("holds no text: pictures of pages, perhaps")
        PROTECTED = "protected", _("protected by a password")
        DAMAGED = "damaged", _("damaged")
        UNSAFE = "unsafe", _("not read: it holds what no honest program writes")
        HEAVY = "heavy", _("not read: it takes more time or memory than a file is given")
        MISSING = "missing", _("not in the storage")
        FAILED = "failed", _("reading failed again and again")

    attachment = models.OneToOneField(
        Attachment, models.CASCADE, related_name="inner_text", verbose_name=_("attachment")
    )
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, default=Outcome.WAITING)
    text = models.TextField(_("text"), blank=True, default="")
    reader_version = models.PositiveSmallIntegerField(_("version of the reader"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try = models.DateTimeField(_("next try"), db_default=Now())
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    objects = AttachmentTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("text of an attachment")
        verbose_name_plural = _("texts of attachments")
        ordering = ["-pk"]
        indexes = [models.Index("next_try", condition=Q(outcome="waiting"), name="records_attachmenttext_due")]
        constraints = [
            models.CheckConstraint(
                condition=Q(text="") | Q(outcome__in=["read", "cut", "waiting"]),  # waiting: to be read once more
                name="records_attachmenttext_text_only_if_read",
            )
        ]

    def __str__(self) -> str:
        return str(self.attachment)
