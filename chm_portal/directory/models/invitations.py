"""Invitations by e-mail: to draft for a Party or organisation, or to take the role over of who invites."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chm_portal.common.languages import LANGUAGE_NAMES, listed
from chm_portal.directory.models.designations import Designation
from chm_portal.directory.models.organisations import Organisation
from chm_portal.directory.models.roles import Role
from chm_portal.directory.owners import Owner

LIFETIME = timedelta(days=14)


def lapse() -> datetime:
    """Return the moment at which an invitation sent now is no longer valid."""
    return timezone.now() + LIFETIME


class InvitationQuerySet(models.QuerySet):
    """Sets of invitations."""

    def open(self):
        """Keep those that can still be accepted."""
        return self.filter(state=Invitation.State.OPEN, expires_at__gt=timezone.now())

    def of(self, owner: Owner):
        """Keep those into the team of this owner."""
        return self.filter(**owner.columns)

    def to_take_over(self, designation: Designation):
        """Keep those by which this role is to be taken over."""
        return self.filter(hands_over=designation.pk)

    def to(self, user):
        """Keep those sent to an address this person has confirmed; to anybody else they do not exist."""
        addresses = user.emailaddress_set.filter(verified=True).values(address=Lower("email"))
        return self.annotate(address=Lower("email")).filter(address__in=addresses)


class Invitation(models.Model):
    """An invitation bound to an address: whoever has confirmed that address can accept, for 14 days.

    It is one to contribute, or to succeed the one who invites in the role that it names (R38).
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        CANCELLED = "cancelled", _("cancelled")

    email = models.EmailField(_("e-mail address"))
    language = models.CharField(
        _("language of the letter"), max_length=10, choices=list(LANGUAGE_NAMES.items()), default="en"
    )
    country = models.ForeignKey(
        "vocabularies.Country", models.PROTECT, null=True, related_name="+", verbose_name=_("Party")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name=_("organization")
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("invited by")
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    created_at = models.DateTimeField(_("sent"), default=timezone.now)
    expires_at = models.DateTimeField(_("valid until"), default=lapse)
    hands_over = models.ForeignKey(
        Designation,
        models.PROTECT,
        null=True,
        related_name="successions",
        verbose_name=_("hands over"),
        help_text=_("The role that ends when the invitation is accepted, and begins for who accepts."),
    )
    designation = models.OneToOneField(
        Designation, models.PROTECT, null=True, related_name="invitation", verbose_name=_("designation")
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.CheckConstraint(
                condition=Q(country__isnull=False, organisation=None) | Q(country=None, organisation__isnull=False),
                name="directory_invitation_is_for_one_owner",
            ),
            models.UniqueConstraint(
                Lower("email"),
                "country",
                "organisation",
                condition=Q(state="open"),
                nulls_distinct=False,
                name="directory_invitation_open_once",
            ),
            models.UniqueConstraint(
                fields=["hands_over"], condition=Q(state="open"), name="directory_invitation_one_successor"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email}: {self.owner.label}"

    @property
    def owner(self) -> Owner:
        """Return whose team the invitation leads into."""
        return Owner.of(self)

    @property
    def title(self) -> str:
        """Return what is offered, in words: "CHM national focal point, Belgium"."""
        role = self.hands_over.role_label if self.hands_over else Role.CONTRIBUTOR.label
        return listed([role, self.owner.label])

    @property
    def is_open(self) -> bool:
        """Whether it can still be accepted."""
        return self.state == self.State.OPEN and self.expires_at > timezone.now()
