"""Files that belong to a record."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import JSONArray, JSONObject
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chm_portal.directory import access
from chm_portal.records.attachments import store_name
from chm_portal.records.models.record import Record
from chm_portal.records.models.revision import Revision


class AttachmentQuerySet(models.QuerySet):
    def visible_to(self, user) -> "AttachmentQuerySet":
        """Files of published records once published; those of drafts to who keeps the record, of a revision in review
        (or decided) that names them to curators."""
        public = Q(published_at__isnull=False, record__state="published")
        if not user.is_authenticated:
            return self.filter(public)
        seen = public | Q(record__in=Record.objects.owned_by(access.owners_of(user)))
        if access.is_curator(user):
            named = Revision.objects.handed_in().filter(
                record=OuterRef("record"), payload__files__contains=JSONArray(JSONObject(file=OuterRef("pk")))
            )
            seen |= Q(Exists(named))
        return self.filter(seen)

    def shown(self) -> "AttachmentQuerySet":
        """Files that the page of a published record shows now: the only ones whose text is read, kept and found."""
        return self.filter(published_at__isnull=False, position__isnull=False, record__state=Record.State.PUBLISHED)


class Attachment(models.Model):
    """A file under a name of ours, with its fingerprint (R60); which revision shows it stands in the payload."""

    record = models.ForeignKey("records.Record", models.CASCADE, related_name="attachments", verbose_name=_("record"))
    file = models.FileField(_("file"), upload_to=store_name, max_length=200)
    original_name = models.CharField(_("name"), max_length=200)
    media_type = models.CharField(_("media type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size"), help_text=_("In bytes."))
    sha256 = models.CharField("SHA-256", max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("uploaded by")
    )
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    published_at = models.DateTimeField(_("first published"), null=True, blank=True)

    # what the live page shows; empty when the published revision does not name the file
    position = models.PositiveSmallIntegerField(_("position"), null=True, blank=True)
    title = models.CharField(_("title"), max_length=300, blank=True, default="")
    language = models.CharField(_("language"), max_length=10, blank=True, default="")

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.original_name

    def get_absolute_url(self) -> str:
        return reverse("permanent:attachment_download", args=[self.pk, self.original_name])

    @property
    def is_public(self) -> bool:
        """Whether everybody may have it: it was published, and its record is."""
        return self.published_at is not None and self.record.state == Record.State.PUBLISHED

    @property
    def extension(self) -> str:
        """The extension in capitals, as a reader knows it: PDF."""
        return self.original_name.rsplit(".", 1)[-1].upper() if "." in self.original_name else ""
