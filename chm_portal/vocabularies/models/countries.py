"""Governments and the regional groups they belong to."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chm_portal.common.languages import LANGUAGE_CODES, suffix
from chm_portal.vocabularies.models.terms import Term
from chm_portal.vocabularies.sorting import sort_key


def _columns(field: str) -> list[str]:
    return [f"{field}_{suffix(code)}" for code in LANGUAGE_CODES]


class Region(Term):
    """A regional group of the United Nations, as the Convention's bodies use them."""

    class Meta(Term.Meta):
        verbose_name = _("region")
        verbose_name_plural = _("regions")


class Country(Term):
    """A government: the 196 Parties, of which one is the European Union, and the two that are not (R8).

    Names are those of United Nations terminology and imply no opinion on the status of any country or territory. Codes
    are those of ISO 3166-1 in small letters, and "eu". Lists are ordered by `sort_key`, which compares letter by letter
    in every language, for the embedded database is not built with ICU.
    """

    sort_key = models.CharField(
        _("sort key"),
        max_length=300,
        blank=True,
        default="",
        db_collation="C",
        help_text=_("Made from the label if left empty; Chinese by the sound of each sign: a fu han."),
    )
    region = models.ForeignKey(Region, models.PROTECT, related_name="countries", verbose_name=_("region"))
    is_party = models.BooleanField(_("Party to the Convention"), default=True)
    party_since = models.DateField(
        _("Party since"),
        null=True,
        blank=True,
        help_text=_("The day the Convention entered into force for it."),
    )
    is_ldc = models.BooleanField(_("least developed country"), default=False)
    is_sids = models.BooleanField(_("small island developing State"), default=False)
    is_landlocked = models.BooleanField(_("landlocked developing country"), default=False)
    is_eit = models.BooleanField(_("economy in transition"), default=False)
    is_eu_member = models.BooleanField(_("member of the European Union"), default=False)

    GROUPS = ("is_ldc", "is_sids", "is_landlocked", "is_eit", "is_eu_member")

    class Meta(Term.Meta):
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        ordering = ["sort_key", "code"]
        constraints = [
            *Term.Meta.constraints,
            models.CheckConstraint(
                condition=Q(is_party=True) | Q(party_since__isnull=True),
                name="vocabularies_country_since_when_only_if_party",
                violation_error_code="party_since",
                violation_error_message=_("Only a Party has a day since which it is one."),
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        # Overridden so that a country added in the admin takes its place in every list.
        columns = {name: getattr(self, name) or "" for name in _columns("label") + _columns("sort_key")}
        for name in _columns("sort_key"):
            setattr(self, name, self.completed(columns)[name])
        super().save(*args, **kwargs)

    @classmethod
    def completed(cls, columns: dict[str, Any]) -> dict[str, Any]:
        """Fill the sort keys that are empty from the labels."""
        made = {
            key: sort_key(columns[label], code)
            for code, label, key in zip(LANGUAGE_CODES, _columns("label"), _columns("sort_key"), strict=True)
        }
        return columns | {key: columns[key] or made[key] for key in made}

    @property
    def groups(self) -> list[str | Promise]:
        """Return the names of the groups that it belongs to."""
        return [self._meta.get_field(name).verbose_name for name in self.GROUPS if getattr(self, name)]
