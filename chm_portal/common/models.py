"""The one row that says what kind of installation this is."""

from functools import cache

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _


class Installation(models.Model):
    """The single row that marks a demonstration: made when ./run fills an empty embedded database."""

    is_only = models.BooleanField(default=True, unique=True, editable=False)
    demonstration = models.BooleanField(_("demonstration"), default=False)

    class Meta:
        verbose_name = _("installation")
        constraints = [models.CheckConstraint(condition=models.Q(is_only=True), name="common_installation_is_one_row")]

    def __str__(self) -> str:
        return "demonstration" if self.demonstration else "production"

    @classmethod
    def mark_as_demonstration(cls) -> None:
        """Store the flag, and forget what this process remembered of it."""
        with transaction.atomic():
            cls.objects.update_or_create(is_only=True, defaults={"demonstration": True})
        cls.is_demonstration.cache_clear()

    @staticmethod
    @cache
    def is_demonstration() -> bool:
        """Whether this is the marked demonstration; asked once a process, for the flag never goes away."""
        return Installation.objects.filter(demonstration=True).exists()
