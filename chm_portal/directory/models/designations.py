"""Designations: who holds which role for whom, from when to when."""

from datetime import date

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chm_portal.common.languages import listed
from chm_portal.directory.models.organisations import Organisation
from chm_portal.directory.models.roles import (
    FOCAL_POINT_ROLES,
    PUBLISHING_ROLES,
    FocalPointCategory,
    Role,
    role_fits_owner,
    role_in_words,
)
from chm_portal.directory.owners import PARTY, SECRETARIAT, Owner


def today() -> date:
    """Return the day it is in UTC: designations begin and end everywhere at once."""
    return timezone.now().date()


class DesignationQuerySet(models.QuerySet):
    """Sets of designations."""

    def current(self):
        """Keep those in force today."""
        return self.filter(Q(ends=None) | Q(ends__gt=today()), starts__lte=today())

    def of(self, owner: Owner):
        """Keep those held for this Party or organisation, or for neither in the secretariat's case."""
        return self.filter(**owner.columns)

    def that_speak_for(self, owner: Owner):
        """Keep those whose holders speak for this owner: its focal points, its contacts, or the curators."""
        return self.of(owner).filter(role__in=speaking_roles(owner))

    def newest_first(self):
        """Sort by beginning, the latest on top."""
        return self.order_by("-starts", "-pk")


def speaking_roles(owner: Owner) -> tuple[Role, ...]:
    """Return the roles whose holders speak for an owner of this kind."""
    if owner.kind == PARTY:
        return FOCAL_POINT_ROLES
    return (Role.CURATOR,) if owner.kind == SECRETARIAT else (Role.PARTNER_CONTACT,)


class Designation(models.Model):
    """A role held for a Party, an organisation or the secretariat; it ends and is never deleted (R112, R121)."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="designations", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    country = models.ForeignKey(
        "vocabularies.Country",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="designations",
        verbose_name=_("Party"),
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="designations", verbose_name=_("organization")
    )
    category = models.CharField(
        _("category"),
        max_length=30,
        blank=True,
        choices=FocalPointCategory.choices,
        help_text=_("Only for another national focal point: what the person is responsible for."),
    )
    starts = models.DateField(_("from"), default=today)
    ends = models.DateField(
        _("until"),
        null=True,
        blank=True,
        help_text=_("The first day on which the role is no longer held. Empty: no end is known."),
    )
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("named by"),
    )
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("ended by"),
    )
    created_at = models.DateTimeField(_("entered"), default=timezone.now, editable=False)

    objects = DesignationQuerySet.as_manager()

    class Meta:
        verbose_name = _("designation")
        verbose_name_plural = _("designations")
        constraints = [
            role_fits_owner("directory_designation_role_fits_owner"),
            models.CheckConstraint(
                condition=Q(ends=None) | Q(ends__gte=F("starts")),
                name="directory_designation_ends_after_it_starts",
                violation_error_code="ends",
                violation_error_message=_("The end is before the beginning."),
            ),
            ExclusionConstraint(
                name="directory_designation_held_once",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (Coalesce("country", Value(0)), RangeOperators.EQUAL),
                    (Coalesce("organisation", Value(0)), RangeOperators.EQUAL),
                    ("category", RangeOperators.EQUAL),
                    (
                        Func("starts", "ends", function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("This person already holds this role in these days."),
            ),
        ]
        indexes = [
            models.Index(fields=["country", "role"], name="directory_designation_country"),
            models.Index(fields=["organisation", "role"], name="directory_designation_partner"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.title}"

    @property
    def owner(self) -> Owner:
        """Return whom the role is held for."""
        return Owner.of(self)

    @property
    def role_label(self) -> str:
        """Return the role in words, with its category."""
        return role_in_words(self.role, self.category)

    @property
    def title(self) -> str:
        """Return role and owner in words: "CHM national focal point, Belgium"."""
        return listed([self.role_label, self.owner.label])

    @property
    def is_current(self) -> bool:
        """Whether the role is in force today."""
        return self.was_held_on(today())

    def was_held_on(self, day: date) -> bool:
        """Whether the role was in force on a day."""
        return self.starts <= day and (self.ends is None or self.ends > day)

    @property
    def publishes(self) -> bool:
        """Whether the role publishes or moderates, so that a password alone is not enough for it."""
        return self.role in PUBLISHING_ROLES

    @property
    def is_staff(self) -> bool:
        """Whether the role works in the admin."""
        return self.role == Role.CURATOR
