"""Reports: readers who tell the moderator of a post that breaks the rules."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from collaboration.models.posts import REASON_LENGTH, Post


class PostReport(models.Model):
    """One person's word that a post should be looked at; read by moderators only."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        KEPT = "kept", _("the post stays")
        HIDDEN = "hidden", _("the post is hidden")

    post = models.ForeignKey(Post, models.PROTECT, related_name="reports", verbose_name=_("post"))
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("reported by")
    )
    reason = models.TextField(_("reason"), max_length=REASON_LENGTH)
    reported_at = models.DateTimeField(_("reported"), default=timezone.now)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    note = models.TextField(_("note"), max_length=REASON_LENGTH, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True)

    class Meta:
        verbose_name = _("report of a post")
        verbose_name_plural = _("reports of posts")
        constraints = [
            models.UniqueConstraint(
                fields=["post", "reported_by"],
                name="collaboration_postreport_once_a_person",
                violation_error_message=_("You have reported this post already."),
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="collaboration_postreport_has_a_reason"),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at=None) | (~Q(state="waiting") & Q(decided_at__isnull=False)),
                name="collaboration_postreport_decision_is_dated",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post_id}: {self.state}"
