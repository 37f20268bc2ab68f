"""What every term of a vocabulary has."""

from collections.abc import Iterable
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chm_portal.common.languages import LANGUAGE_CODES, LANGUAGE_NAMES, in_language, pick, texts_of
from chm_portal.vocabularies import memory
from chm_portal.vocabularies.models.versions import VocabularyVersion

CODE = r"^[a-z0-9]+([.-][a-z0-9]+)*$"
OFFICIAL, OURS = "official", "ours"


class Term(models.Model):
    """A term with a code for ever and a label in six languages; it is retired, never deleted or given another code.

    Records, addresses and files of other people name terms by their codes, so a trigger of the database guards them
    (migration 0002). Code that reads terms asks `memory.vocabulary`, not the database.
    """

    code = models.CharField(
        _("code"),
        max_length=60,
        unique=True,
        validators=[RegexValidator(CODE, _("Use small letters (a to z), digits, and hyphens or dots between them."))],
        help_text=_("Small letters, digits and hyphens. It stands in addresses and can never be changed."),
    )
    label = models.CharField(_("label"), max_length=300)
    sort_order = models.PositiveIntegerField(
        _("place in the list"),
        default=0,
        help_text=_("Lower numbers come first."),
    )
    retired = models.BooleanField(
        _("retired"),
        default=False,
        help_text=_("No longer offered for new records. Records that have the term keep it."),
    )
    ours_in = ArrayField(
        models.CharField(max_length=10, choices=list(LANGUAGE_NAMES.items())),
        verbose_name=_("our own wording in"),
        default=list,
        blank=True,
        help_text=_("The languages in which the label is this project's wording and not an official text."),
    )
    loaded = models.JSONField(_("as loaded from the file"), default=dict, blank=True, editable=False)

    class Meta:
        abstract = True
        ordering = ["sort_order", "code"]
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=CODE), name="%(app_label)s_%(class)s_code_is_a_slug"),
            models.CheckConstraint(
                condition=Q(label_en__isnull=False) & Q(label_en__gt=""), name="%(app_label)s_%(class)s_has_a_label"
            ),
            models.CheckConstraint(
                condition=Q(ours_in__contained_by=list(LANGUAGE_CODES)),
                name="%(app_label)s_%(class)s_ours_in_known_languages",
            ),
        ]

    def __str__(self) -> str:
        return self.label_in()[0]

    def save(self, *args: Any, **kwargs: Any) -> None:
        # Overridden because every process keeps the vocabularies in memory and has to learn of the change.
        with transaction.atomic():
            super().save(*args, **kwargs)
            self.announce_change()

    @classmethod
    def announce_change(cls) -> None:
        """Let all processes read this vocabulary again once the present transaction is committed."""
        VocabularyVersion.advance(cls.vocabulary_name())
        transaction.on_commit(memory.forget)

    @classmethod
    def vocabulary_name(cls) -> str:
        """Return the name under which `memory.vocabulary` knows this model."""
        return memory.NAMES[cls.__name__]

    @classmethod
    def in_order(cls, rows: Iterable[Self]) -> list[Self]:
        """Return all terms as they are listed: by their places, unless a vocabulary has an order of its own."""
        return sorted(rows, key=lambda row: (row.sort_order, row.code))

    @classmethod
    def completed(cls, columns: dict[str, Any]) -> dict[str, Any]:
        """Return the columns of a row of the data file with those added that follow from others."""
        return columns

    @property
    def wording(self) -> str:
        """Return "ours" if the label is the project's own wording in any language, else "official"."""
        return OURS if self.ours_in else OFFICIAL

    @property
    def labels(self) -> dict[str, str]:
        """Return {language: label}, each as it is shown wherever the term stands alone."""
        return {code: self.cited(title, code) for code, title in texts_of(self, "label").items()}

    def cited(self, title: str, language: str) -> str:
        """Return a label as shown in a language; articles and targets put their number before it."""
        return title

    def label_in(self, language: str | None = None) -> tuple[str, str]:
        """Return (label, language) for a reader of a language, in another language if there is none in that one."""
        return pick(self.labels, language)


class NestedTerm(Term):
    """A term that can stand under another one.

    Parent and place in the list are enough for a tree of some sixty rows that is held in memory: a path or nested
    intervals in the database would buy queries that nobody makes.
    """

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("stands under")
    )

    class Meta(Term.Meta):
        abstract = True

    def clean(self) -> None:
        """Refuse a parent that stands under this term itself."""
        super().clean()
        above, seen = self.parent, set()
        while above is not None and above.pk not in seen:
            if above.pk == self.pk:
                raise ValidationError({"parent": _("A term cannot stand under itself or under a term below it.")})
            seen.add(above.pk)
            above = above.parent


class NumberedTerm(NestedTerm):
    """A term that is cited by its number, which the languages write differently: 8(j), 8 j), 8(ي)."""

    number = models.CharField(_("number"), max_length=20, help_text=_("As it is cited: 8, 8(j), 20, or A for a goal."))

    class Meta(NestedTerm.Meta):
        abstract = True

    def number_in(self, language: str) -> str:
        """Return the number as a language writes it, or else as another does."""
        return in_language(self, "number", language)[0]
