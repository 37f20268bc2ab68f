"""How a process learns that another one has changed a vocabulary."""

from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class VocabularyVersion(models.Model):
    """The number of changes of one vocabulary, raised with each of them, and the digest of its file as last loaded."""

    vocabulary = models.CharField(_("vocabulary"), max_length=40, primary_key=True)
    number = models.PositiveBigIntegerField(_("changes"), default=0)
    changed_at = models.DateTimeField(_("last change"), null=True, blank=True)
    digest = models.CharField(_("digest of the file last loaded"), max_length=64, blank=True, default="")

    class Meta:
        verbose_name = _("version of a vocabulary")
        verbose_name_plural = _("versions of vocabularies")

    def __str__(self) -> str:
        return f"{self.vocabulary} {self.number}"

    @classmethod
    def advance(cls, vocabulary: str) -> None:
        """Raise the number, in the transaction of the change itself."""
        now = timezone.now()
        if not cls.objects.filter(pk=vocabulary).update(number=F("number") + 1, changed_at=now):
            cls.objects.get_or_create(pk=vocabulary, defaults={"number": 1, "changed_at": now})
