"""Requests for a role: a member asks with a sentence of why, the right person answers."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chm_portal.directory.models.designations import Designation
from chm_portal.directory.models.organisations import Organisation
from chm_portal.directory.models.roles import (
    FOCAL_POINT_ROLES,
    SECRETARIAT_ROLES,
    FocalPointCategory,
    Role,
    role_fits_owner,
    role_in_words,
)
from chm_portal.directory.owners import Owner


class RoleRequestQuerySet(models.QuerySet):
    """Sets of requests for a role."""

    def waiting(self):
        """Keep those nobody has answered yet, oldest first."""
        return self.filter(state=RoleRequest.State.WAITING).order_by("pk")

    def for_list(self):
        """Bring along what a list shows."""
        return self.select_related("user", "country", "organisation", "answered_by")

    def answered_by_secretariat(self):
        """Keep those the secretariat answers: roles that speak for somebody, and drafters where nobody speaks yet."""
        voices = Designation.objects.current()
        of_party = voices.filter(country=OuterRef("country"), role__in=FOCAL_POINT_ROLES)
        of_organisation = voices.filter(organisation=OuterRef("organisation"), role=Role.PARTNER_CONTACT)
        return self.filter(~Q(role=Role.CONTRIBUTOR) | ~(Exists(of_party) | Exists(of_organisation)))

    def answered_by_voice_of(self, owners: list[Owner]):
        """Keep those that the voices of these Parties and organisations answer: who drafts for them."""
        theirs = Q(pk__in=[])
        for owner in owners:
            theirs |= Q(**owner.columns)
        return self.filter(theirs, role=Role.CONTRIBUTOR)


class RoleRequest(models.Model):
    """A member's request to be designated; answered once."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("taken back")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="role_requests", verbose_name=_("person")
    )
    role = models.CharField(
        _("role"), max_length=20, choices=[choice for choice in Role.choices if choice[0] not in SECRETARIAT_ROLES]
    )
    country = models.ForeignKey(
        "vocabularies.Country", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Party")
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="role_requests",
        verbose_name=_("organization"),
    )
    category = models.CharField(_("category"), max_length=30, blank=True, choices=FocalPointCategory.choices)
    reason = models.TextField(_("why"), max_length=1000)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    answer = models.TextField(_("answer"), max_length=1000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered"), null=True)
    designation = models.OneToOneField(
        Designation, models.PROTECT, null=True, related_name="role_request", verbose_name=_("designation")
    )
    created_at = models.DateTimeField(_("asked"), default=timezone.now)

    objects = RoleRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for a role")
        verbose_name_plural = _("requests for roles")
        constraints = [
            role_fits_owner("directory_rolerequest_role_fits_owner"),
            models.CheckConstraint(
                condition=~Q(role__in=SECRETARIAT_ROLES), name="directory_rolerequest_not_for_the_secretariat"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", answered_at=None) | (~Q(state="waiting") & Q(answered_at__isnull=False)),
                name="directory_rolerequest_answer_is_dated",
            ),
            models.CheckConstraint(
                condition=Q(state="accepted", designation__isnull=False) | (~Q(state="accepted") & Q(designation=None)),
                name="directory_rolerequest_accepted_has_designation",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "country", "organisation", "category"],
                condition=Q(state="waiting"),
                nulls_distinct=False,
                name="directory_rolerequest_waits_once",
                violation_error_message=_("You have asked for this role already; your request waits for an answer."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.title}"

    @property
    def owner(self) -> Owner:
        """Return whom the role is asked for."""
        return Owner.of(self)

    @property
    def title(self) -> str:
        """Return role and owner in words."""
        return f"{role_in_words(self.role, self.category)}, {self.owner.label}"

    @property
    def state_shown(self) -> str:
        """Return the state by the name under which pages know its look (common.states)."""
        return {"accepted": "granted", "withdrawn": "ended"}.get(self.state, self.state)

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has answered yet."""
        return self.state == self.State.WAITING

    @property
    def proposes_organisation(self) -> bool:
        """Whether accepting also approves a new organisation."""
        return bool(self.organisation_id and self.organisation.state == Organisation.State.PROPOSED)

    def close(self, state: str, by, answer: str = "", designation: Designation | None = None) -> None:
        """Write the one answer; the caller holds the row's lock and writes the audit event."""
        self.state, self.answered_by, self.answered_at = state, by, timezone.now()
        self.answer, self.designation = answer, designation
        self.save(update_fields=["state", "answered_by", "answered_at", "answer", "designation"])
