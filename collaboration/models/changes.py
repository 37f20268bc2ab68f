"""What was changed about a discussion while everybody could read it: window, board, moderator, mode, title."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from collaboration.models.posts import REASON_LENGTH
from collaboration.models.threads import Thread


class ThreadChange(models.Model):
    """One change, as a line of the transcript; before and after are codes: a moment, a board's slug, a person's key."""

    class What(models.TextChoices):
        OPENS = "opens_at", _("opening moment")
        CLOSES = "closes_at", _("closing moment")
        BOARD = "board", _("board")
        MODERATOR = "moderator", _("moderator")
        MODERATION = "moderation", _("moderation")
        TITLE = "title", _("title")

    thread = models.ForeignKey(Thread, models.PROTECT, related_name="changes", verbose_name=_("topic of discussion"))
    what = models.CharField(_("what"), max_length=20, choices=What.choices)
    before = models.CharField(_("before"), max_length=200, blank=True)
    after = models.CharField(_("after"), max_length=200, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    made_at = models.DateTimeField(_("changed"), default=timezone.now)
    hidden_at = models.DateTimeField(_("earlier title hidden"), null=True, blank=True)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("hidden by")
    )
    hidden_reason = models.TextField(_("reason"), max_length=REASON_LENGTH, blank=True)

    class Meta:
        verbose_name = _("change of a topic of discussion")
        verbose_name_plural = _("changes of topics of discussion")
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(hidden_at=None, hidden_by=None, hidden_reason="")
                | (Q(what="title", hidden_at__isnull=False, hidden_by__isnull=False) & ~Q(hidden_reason="")),
                name="collaboration_threadchange_hidden_title_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.thread_id}: {self.what}"

    @property
    def has_earlier_title(self) -> bool:
        """Whether it tells a title that is the discussion's no more, and that can be hidden."""
        return self.what == self.What.TITLE

    @property
    def moments(self) -> tuple[datetime | None, datetime | None]:
        """Return the moments before and after, of a change of the window."""
        before, after = (datetime.fromisoformat(code) if code else None for code in (self.before, self.after))
        return before, after

    @property
    def act(self) -> str:
        """Return what was changed, or of the closing moment what was done: set, removed, moved, closed, reopened."""
        if self.what != self.What.CLOSES:
            return self.what
        before, after = self.moments
        if after and after <= self.made_at:
            return "closed"
        if before and before <= self.made_at:
            return "reopened"
        return "moved" if before and after else "set" if after else "removed"
