"""Frameworks of global targets: the present one, those before it, those to come."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chm_portal.common.languages import in_language
from chm_portal.vocabularies.models.terms import NumberedTerm, Term


class TargetFramework(Term):
    """A set of global goals and targets: a new one is a row here and rows of targets, nothing else changes."""

    goal_form = models.CharField(
        _("how a goal is cited"), max_length=60, help_text=_("{number} stands for its number: Goal {number}.")
    )
    target_form = models.CharField(
        _("how a target is cited"),
        max_length=60,
        help_text=_("{number} stands for its number: Target {number}."),
    )
    decision = models.CharField(_("adopted by decision"), max_length=20, blank=True, default="")
    starts = models.PositiveSmallIntegerField(_("first year"), null=True, blank=True)
    ends = models.PositiveSmallIntegerField(_("last year"), null=True, blank=True)

    class Meta(Term.Meta):
        verbose_name = _("target framework")
        verbose_name_plural = _("target frameworks")
        constraints = [
            *Term.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(starts__isnull=True) | Q(starts__lte=F("ends")),
                name="vocabularies_targetframework_ends_after_it_starts",
                violation_error_message=_("The last year is before the first."),
            ),
        ]


class Target(NumberedTerm):
    """A goal or a target of a framework; a target can stand under its goal."""

    class Kind(models.TextChoices):
        GOAL = "goal", _("goal")
        TARGET = "target", _("target")

    framework = models.ForeignKey(
        TargetFramework, models.PROTECT, related_name="targets", verbose_name=_("target framework")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.TARGET)

    class Meta(NumberedTerm.Meta):
        verbose_name = _("global target")
        verbose_name_plural = _("global targets")
        constraints = [
            *NumberedTerm.Meta.constraints,
            models.UniqueConstraint(
                fields=["framework", "kind", "number_en"],
                name="vocabularies_target_number_once",
                violation_error_message=_("This framework has that number already."),
            ),
        ]

    def clean(self) -> None:
        """Refuse a goal of another framework."""
        super().clean()
        if self.parent and self.parent.framework_id != self.framework_id:
            raise ValidationError({"parent": _("Choose a goal of the same framework.")})

    def cited(self, title: str, language: str) -> str:
        """Return "Target 20 – Strengthen capacity-building ..." in a language."""
        column = "goal_form" if self.kind == self.Kind.GOAL else "target_form"
        form = in_language(self.framework, column, language)[0]
        between = " " if language == "zh-hans" else " – "
        return form.replace("{number}", self.number_in(language)) + between + title
