"""Translations of published records, in a lane of their own beside the owner's revisions."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chm_portal.common.languages import LANGUAGE_NAMES, suffix
from chm_portal.records.models.record import Record
from chm_portal.records.models.revision import Revision


class TranslationQuerySet(models.QuerySet):
    """Sets of translations."""

    def outdated(self) -> "TranslationQuerySet":
        """Those that were made from an earlier revision than the one that is published."""
        return self.filter(record__state=Record.State.PUBLISHED).exclude(revision=F("record__current"))


class Translation(models.Model):
    """Texts of a published record in one language, which its owner has not written in that language.

    What readers see stands in the record's own columns; this row says which of them are a translation, whose, and of
    which revision, so that the next publication keeps them.
    """

    record = models.ForeignKey(Record, models.CASCADE, related_name="translations", verbose_name=_("record"))
    language = models.CharField(_("language"), max_length=10, choices=list(LANGUAGE_NAMES.items()))
    texts = models.JSONField(_("texts"), default=dict)  # {translated field: text}
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+", verbose_name=_("translated from"))
    is_secretariats = models.BooleanField(_("by the secretariat"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("translated by"))
    at = models.DateTimeField(_("saved"), default=timezone.now)

    objects = TranslationQuerySet.as_manager()

    class Meta:
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        constraints = [
            models.UniqueConstraint(fields=["record", "language"], name="records_translation_once"),
            models.CheckConstraint(condition=~Q(texts={}), name="records_translation_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.language}"

    @property
    def columns(self) -> dict[str, str]:
        """Return {language column: text}."""
        return {f"{name}_{suffix(self.language)}": text for name, text in self.texts.items()}
