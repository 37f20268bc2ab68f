"""Threads: discussions of one question in a window of time, and the summaries that close them."""

import zoneinfo
from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from chm_portal.common import topics
from chm_portal.common.dates import zone_called
from chm_portal.common.languages import LANGUAGE_NAMES
from chm_portal.common.markdown import CleanHtml
from chm_portal.common.windows import window_state
from chm_portal.directory import access
from collaboration.marks import mark_of
from collaboration.models.boards import Board, Moderation
from collaboration.texts import shown

QUESTION_LENGTH, SUMMARY_LENGTH = 5_000, 20_000
#: What a moderator may change of a thread once it is public.
CHANGEABLE = ("board", "title", "language", "topics", "opens_at", "closes_at", "zone")
CHANGEABLE += ("moderation", "moderator", "is_pinned")


def is_known_zone(name: str) -> None:
    """Check that this machine knows a time zone; raises ValidationError."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("This time zone is not known."), code="zone")


class ThreadQuerySet(models.QuerySet):
    """Sets of threads: lists start from `public`, one address from `visible_to`, the queue from `moderated_by`."""

    def public(self) -> "ThreadQuerySet":
        """Keep those everybody may read."""
        return self.filter(state=Thread.State.ACCEPTED)

    def moderated_by(self, user) -> "ThreadQuerySet":
        """Keep those this person moderates: a curator all, a moderator those given to them or to their boards."""
        if access.is_curator(user):
            return self.all()
        if not access.is_moderator(user):
            return self.none()
        return self.filter(Q(moderator=user) | Q(board__in=Board.objects.filter(moderators=user)))

    def visible_to(self, user) -> "ThreadQuerySet":
        """Keep what this person may open: public ones, one's own proposals, and those the person moderates."""
        if not user.is_authenticated:
            return self.public()
        moderated = Thread.objects.moderated_by(user).values("pk")
        return self.filter(Q(state=Thread.State.ACCEPTED) | Q(started_by=user) | Q(pk__in=moderated))

    def open_now(self) -> "ThreadQuerySet":
        """Keep those in which people may post at this moment."""
        now = timezone.now()
        return self.public().filter(Q(closes_at=None) | Q(closes_at__gt=now), opens_at__lte=now, board__is_open=True)

    def for_list(self) -> "ThreadQuerySet":
        """Bring what a row shows; pinned ones first, then the latest activity."""
        return self.select_related("board", "moderator").order_by("-is_pinned", "-active_at", "-pk")


class Thread(models.Model):
    """A moderated discussion of one question, open for a set time; readers see it as a topic of its board (R79).

    Nothing writes here but `opening`, `conduct`, `posting` and `moderation`. Somebody who does not moderate the board
    proposes; a moderator accepts or declines.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")

    board = models.ForeignKey(Board, models.PROTECT, related_name="threads", verbose_name=_("board"))
    key = models.UUIDField(unique=True, editable=False)  # of the form that made it: sent twice, it is one thread
    title = models.CharField(_("title"), max_length=200)
    language = models.CharField(_("language"), max_length=10, choices=list(LANGUAGE_NAMES.items()))
    topics = ArrayField(
        models.CharField(max_length=topics.LONGEST, validators=[topics.has_topic_shape]),
        verbose_name=_("about"),
        default=list,
        blank=True,
    )
    opens_at = models.DateTimeField(_("opens"), default=timezone.now)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[is_known_zone])
    moderation = models.CharField(_("moderation"), max_length=10, choices=Moderation.choices)
    moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="moderated_threads",
        verbose_name=_("moderator"),
    )
    is_pinned = models.BooleanField(_("pinned"), default=False)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="threads", verbose_name=_("started by")
    )
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PROPOSED)
    reason = models.TextField(_("reason"), max_length=1000, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    post_count = models.PositiveIntegerField(_("number of posts"), default=0)  # also the last number given
    active_at = models.DateTimeField(_("last activity"), default=timezone.now)
    changed_at = models.DateTimeField(_("last change"), default=timezone.now)  # of anything that search finds it by

    objects = ThreadQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic of discussion")
        verbose_name_plural = _("topics of discussion")
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                name="collaboration_thread_closes_after_it_opens",
                violation_error_code="closes_at",
                violation_error_message=_("The closing is before the opening."),
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(moderator__isnull=False),
                name="collaboration_thread_has_a_moderator",
                violation_error_message=_("A discussion has a moderator who is named."),
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(reason=""), name="collaboration_thread_declined_with_a_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["board", "-is_pinned", "-active_at"], name="collaboration_thread_of_board"),
            models.Index(fields=["closes_at"], name="collaboration_thread_closes"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("collaboration:thread_detail", args=[self.pk])

    @property
    def topic(self) -> str:
        """The thread's own name in audit and subscriptions."""
        return f"thread:{self.pk}"

    @cached_property
    def question(self) -> models.Model:
        """Return the post that everything else answers: no. 0."""
        return self.posts.select_related("author", "edited_by", "decided_by").get(number=0)

    @property
    def mark(self) -> str:
        """The mark of what its moderator may change, by which a change is refused when somebody else made one."""
        keys = {"board": self.board_id, "moderator": self.moderator_id}
        return mark_of(*(keys[name] if name in keys else getattr(self, name) for name in CHANGEABLE))

    @property
    def is_public(self) -> bool:
        """Whether everybody may read it."""
        return self.state == self.State.ACCEPTED

    @property
    def state_shown(self) -> str:
        """Return the state by the name under which pages know its look: of the proposal, or of the window."""
        proposal = {"proposed": "waiting", "declined": "refused"}.get(self.state)
        return proposal or window_state(self.opens_at, self.closes_at)

    @property
    def is_open(self) -> bool:
        """Whether its window is open now, and its board is."""
        return self.is_public and self.state_shown in ("open", "closing") and self.board.is_open

    @property
    def is_closed(self) -> bool:
        """Whether its window has passed."""
        return self.is_public and self.state_shown == "closed"

    def in_its_zone(self, moment: datetime) -> datetime:
        """Return a moment in the time zone in which the window was meant."""
        return moment.astimezone(zone_called(self.zone))


class Summary(models.Model):
    """One version of what a discussion came to; the latest stands on top, the earlier ones stay readable."""

    thread = models.ForeignKey(Thread, models.PROTECT, related_name="summaries", verbose_name=_("topic of discussion"))
    number = models.PositiveIntegerField(_("version"))
    text = models.TextField(_("text"), max_length=SUMMARY_LENGTH)
    html = models.TextField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    written_at = models.DateTimeField(_("written"), default=timezone.now)

    class Meta:
        verbose_name = _("closing summary")
        verbose_name_plural = _("closing summaries")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["thread", "number"], name="collaboration_summary_number_once_a_thread"),
        ]

    def __str__(self) -> str:
        return f"{self.thread_id}: {self.number}"

    @property
    def shown(self) -> CleanHtml:
        """The text as it stands on pages; it was cleaned when it was saved."""
        return shown(self.html)
