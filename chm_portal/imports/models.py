"""An import, its rows, and the keys by which a row finds the record it made before."""

import secrets
import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chm_portal.common.languages import LANGUAGE_NAMES
from chm_portal.directory import access
from chm_portal.directory.owners import ORGANISATION, PARTY, Owner
from chm_portal.records import kinds
from chm_portal.sheets.problems import Problem

KEPT = timedelta(days=30)  # after which the rows of an import go; that it was made, and its counts, stay
KEY_LENGTH = 100


def owned_by(owners: list[Owner]) -> Q:
    """Return the condition that an import is of one of these owners; none matches nothing."""
    condition = Q(pk__in=[])
    for owner in owners:
        condition |= Q(**owner.columns)
    return condition


class ImportQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ImportQuerySet":
        """Imports of the owners this person works for; curators see of all others that they are, and their counts."""
        offered = self.filter(kind__in=[kind.slug for kind in kinds.every()])
        if not user.is_authenticated:
            return self.none()
        return offered if access.is_curator(user) else offered.filter(owned_by(access.owners_of(user)))

    def for_list(self) -> "ImportQuerySet":
        """What a row of the list shows, newest first."""
        return self.select_related("country", "organisation", "created_by").order_by("-pk")


class Import(models.Model):
    """A spreadsheet of records that somebody brings for an owner: read, checked, confirmed, brought in."""

    class State(models.TextChoices):
        WAITING = "waiting", _("being checked")
        UNREADABLE = "unreadable", _("cannot be read")
        CHECKED = "checked", _("waits for your confirmation")
        CONFIRMED = "confirmed", _("being brought in")
        DONE = "done", _("brought in")
        CANCELLED = "cancelled", _("cancelled")

    kind = models.CharField(_("kind"), max_length=40)
    country = models.ForeignKey(
        "vocabularies.Country", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Party")
    )
    organisation = models.ForeignKey(
        "directory.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organization"),
    )
    creation_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # a second press makes no second
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    created_at = models.DateTimeField(_("uploaded"), default=timezone.now)
    language = models.CharField(_("language"), max_length=10, choices=list(LANGUAGE_NAMES.items()))
    name = models.CharField(_("name of the file"), max_length=200)
    encoding = models.CharField(_("encoding"), max_length=20, blank=True, default="")
    file = models.FileField(_("file"), max_length=200, blank=True)  # gone as soon as it is read

    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.WAITING)
    problems = models.JSONField(_("problems of the file"), default=list, blank=True)
    new = models.PositiveIntegerField(_("new"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    refused = models.PositiveIntegerField(_("with errors"), default=0)
    skips_wrong = models.BooleanField(_("without the rows with errors"), default=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("confirmed by"),
    )
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    done_at = models.DateTimeField(_("brought in"), null=True, blank=True)
    hand_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("submitted by"),
    )
    handed_in_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    swept_at = models.DateTimeField(_("rows removed"), null=True, blank=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints = [
            models.CheckConstraint(
                condition=Q(country=None) | Q(organisation=None), name="imports_import_has_one_owner"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("imports:import_detail", args=[self.pk])

    @property
    def kind_of(self) -> kinds.Kind:
        """Which kind of record its rows are."""
        return kinds.get(self.kind)

    @property
    def owner(self) -> Owner:
        """For whom it is."""
        return Owner.of(self)

    @property
    def topic(self) -> str:
        """What the audit trail calls it."""
        return f"import:{self.pk}"

    @property
    def told_problems(self) -> list[Problem]:
        """What is wrong with the file as a whole."""
        return [Problem(**problem) for problem in self.problems]

    @property
    def total(self) -> int:
        """How many rows it has."""
        return self.new + self.changed + self.unchanged + self.refused

    @property
    def is_worked_on(self) -> bool:
        """Whether a worker has something to do, and the page is worth looking at again soon."""
        return self.state in (self.State.WAITING, self.State.CONFIRMED) or bool(
            self.hand_in_by_id and self.handed_in_at is None
        )

    @property
    def brought(self) -> int:
        """How many rows make or change a record."""
        return self.new + self.changed

    @property
    def brings_something(self) -> bool:
        """Whether there is a row to bring in, and no heading that must be put right first."""
        return bool(self.brought) and not self.problems


class ImportRow(models.Model):
    """One row of an import: its cells as they were, what it would do, and what is wrong with it."""

    class Outcome(models.TextChoices):
        NEW = "new", _("new")
        CHANGED = "changed", _("changed")
        UNCHANGED = "unchanged", _("unchanged")
        REFUSED = "refused", _("with errors")

    of = models.ForeignKey(Import, models.CASCADE, related_name="rows", verbose_name=_("import"))
    place = models.PositiveIntegerField(
        pgettext_lazy("of a row in a sheet", "place")
    )  # in the file, whatever the sheet
    sheet = models.CharField(_("sheet"), max_length=100, blank=True, default="")
    number = models.PositiveIntegerField(_("row"))
    key = models.CharField(_("key"), max_length=KEY_LENGTH, blank=True, default="")
    title = models.CharField(_("title"), max_length=500, blank=True, default="")
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices)
    cells = models.JSONField(_("cells"), default=dict)  # {column: text as it stood there}
    answers = models.JSONField(_("answers"), default=dict)  # {field: value} to be stored
    seen = models.JSONField(_("digests"), default=dict)  # {field: digest} of all its answers
    digest = models.CharField(_("digest of the row"), max_length=64, blank=True, default="")
    problems = models.JSONField(_("problems"), default=list, blank=True)
    record = models.ForeignKey(
        "records.Record", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("record")
    )

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        constraints = [models.UniqueConstraint(fields=["of", "place"], name="imports_row_place_once")]

    def __str__(self) -> str:
        return f"{self.sheet} {self.number}".strip()

    @property
    def told_problems(self) -> list[Problem]:
        """What is wrong with it, cell by cell."""
        return [Problem(**problem) for problem in self.problems]


class ImportedKey(models.Model):
    """Which record the row with this key made for an owner, and what the row said when it was last brought in.

    By it the same file changes nothing a second time, and a changed row changes its own record.
    """

    scope = models.CharField(_("owner"), max_length=60)  # by primary key: an organisation's code may change
    kind = models.CharField(_("kind"), max_length=40)
    key = models.CharField(_("key"), max_length=KEY_LENGTH)
    record = models.ForeignKey("records.Record", models.CASCADE, related_name="+", verbose_name=_("record"))
    digest = models.CharField(_("digest of the row"), max_length=64)
    seen = models.JSONField(_("digests of its answers"), default=dict)
    updated_at = models.DateTimeField(_("last brought in"), default=timezone.now)

    class Meta:
        verbose_name = _("key of an imported record")
        verbose_name_plural = _("keys of imported records")
        constraints = [models.UniqueConstraint(fields=["scope", "kind", "key"], name="imports_key_once")]

    def __str__(self) -> str:
        return self.key


def scope_of(owner: Owner) -> str:
    """Return what keys of an owner are kept under, which stays when the owner's code changes."""
    if owner.kind == PARTY:
        return f"party:{owner.country_id}"
    return f"organisation:{owner.organisation_id}" if owner.kind == ORGANISATION else owner.kind


def store_name() -> str:
    """Return a new name in the storage: nothing of what the person called the file is in it."""
    return f"imports/{secrets.token_hex(16)}"
