"""Links by which people without an account read a draft for a while."""

from uuid import uuid4

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chm_portal.directory.models import today
from chm_portal.records.models.revision import OPEN_STATES, Revision

_SALT = "draft link"


class DraftLinkQuerySet(models.QuerySet):
    """Sets of links to drafts."""

    def live(self) -> "DraftLinkQuerySet":
        """Those that lead to a draft today: not revoked, not ended, and nobody has decided on the draft."""
        return self.filter(revoked_at=None, ends_on__gte=today(), revision__state__in=OPEN_STATES)

    def of_token(self, token: str) -> "DraftLinkQuerySet":
        """The one of this signed key, if it is genuine."""
        try:
            key = signing.Signer(salt=_SALT).unsign_object(token)
        except (signing.BadSignature, ValueError):
            return self.none()
        return self.filter(key=key)


class DraftLink(models.Model):
    """A signed address that shows one draft, to be read, until a day; its team makes and revokes it."""

    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="links", verbose_name=_("draft"))
    note = models.CharField(_("for whom"), max_length=200)
    ends_on = models.DateField(_("last day"))
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by")
    )
    revoked_at = models.DateTimeField(_("revoked"), null=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("revoked by")
    )

    objects = DraftLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link to a draft")
        verbose_name_plural = _("links to drafts")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None) | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="records_draftlink_is_revoked_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.note

    def get_absolute_url(self) -> str:
        """Return the address that it is: whoever has it reads the draft."""
        return reverse("records:draft_shared", args=[signing.Signer(salt=_SALT).sign_object(self.key.hex)])

    @property
    def is_over(self) -> bool:
        """Whether its day has passed."""
        return self.ends_on < today()

    @property
    def is_live(self) -> bool:
        """Whether it still leads to its draft."""
        return self.revoked_at is None and not self.is_over and self.revision.is_open
