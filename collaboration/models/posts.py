"""Posts: what people write in a thread, the texts a post had before, and edits that wait."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chm_portal.common.markdown import CleanHtml
from collaboration.marks import mark_of
from collaboration.models.threads import Thread
from collaboration.texts import shown

QUESTION = 0  # the number of the post that a discussion begins with: its question
A_MINUTE = timedelta(minutes=1)
POST_LENGTH = 10_000
REASON_LENGTH = 1_000


class PostQuerySet(models.QuerySet):
    """Sets of posts."""

    def numbered(self) -> "PostQuerySet":
        """Keep what answers the question in the transcript, hidden ones by number and reason only; in its order."""
        return self.filter(number__gt=QUESTION).order_by("number")

    def visible(self) -> "PostQuerySet":
        """Keep those whose text everybody may read."""
        return self.filter(state=Post.State.VISIBLE, thread__state=Thread.State.ACCEPTED)

    def waiting(self) -> "PostQuerySet":
        """Keep those that wait for approval, oldest first."""
        return self.filter(state=Post.State.WAITING).order_by("created_at", "pk")


class Post(models.Model):
    """What one person says in a thread; its number is given when it becomes visible and never changes.

    The question is the post with the number 0, so that it is corrected, reported and hidden like every other; that of
    a proposal is read by who may read the proposal. Nothing writes here but `opening`, `posting` and `moderation`,
    under the thread's lock.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for approval")
        VISIBLE = "visible", _("visible")
        REFUSED = "refused", _("refused")
        HIDDEN = "hidden", _("hidden")

    thread = models.ForeignKey(Thread, models.PROTECT, related_name="posts", verbose_name=_("topic of discussion"))
    key = models.UUIDField(unique=True, editable=False)  # of the form that made it: sent twice, it is one post
    number = models.PositiveIntegerField(_("number"), null=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="posts", verbose_name=_("author"))
    on_behalf_of = models.CharField(_("on behalf of"), max_length=200, blank=True)
    text = models.TextField(_("text"), max_length=POST_LENGTH)
    html = models.TextField()
    in_reply_to = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="replies", verbose_name=_("in reply to")
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    reason = models.TextField(_("reason"), max_length=REASON_LENGTH, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    visible_at = models.DateTimeField(_("visible since"), null=True)  # when it got its number
    edited_at = models.DateTimeField(_("edited"), null=True)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("edited by")
    )
    edit_reason = models.TextField(_("reason of the edit"), max_length=REASON_LENGTH, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints = [
            models.UniqueConstraint(fields=["thread", "number"], name="collaboration_post_number_once_a_thread"),
            models.CheckConstraint(
                condition=Q(state__in=["visible", "hidden"], number__isnull=False)
                | Q(state__in=["waiting", "refused"], number=None),
                name="collaboration_post_numbered_when_shown",
            ),
            models.CheckConstraint(
                condition=Q(number=None, visible_at=None) | Q(number__isnull=False, visible_at__isnull=False),
                name="collaboration_post_visible_since_it_has_a_number",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "visible"]) | ~Q(reason=""),
                name="collaboration_post_taken_away_with_a_reason",
                violation_error_message=_("Say why: the author will read it."),
            ),
        ]
        indexes = [
            models.Index(fields=["author", "created_at"], name="collaboration_post_of_author"),
            models.Index(fields=["created_at"], condition=Q(state="waiting"), name="collaboration_post_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.thread_id}: {self.number or self.state}"

    def get_absolute_url(self) -> str:
        return reverse("collaboration:post_permalink", args=[self.thread_id, self.number])

    @property
    def topic(self) -> str:
        """The post's name in audit."""
        return f"post:{self.pk}"

    @property
    def shown(self) -> CleanHtml:
        """The text as it stands on pages; it was cleaned when it was saved."""
        return shown(self.html)

    @property
    def anchor(self) -> str:
        """Return the id of its place on a page: by number in the transcript, by key where it has none."""
        if self.is_question:
            return "question"
        return f"post-{self.number}" if self.number else f"own-{self.pk}"

    @property
    def is_question(self) -> bool:
        """Whether it is what the discussion asks."""
        return self.number == QUESTION

    @property
    def mark(self) -> str:
        """The mark of its text, by which an edit is refused when somebody else has changed it meanwhile."""
        return mark_of(self.text)

    @property
    def has_waited(self) -> bool:
        """Whether it became visible later than it was written: it had to be approved."""
        return bool(self.visible_at) and self.visible_at - self.created_at >= A_MINUTE

    @property
    def is_visible(self) -> bool:
        """Whether its text stands in the transcript."""
        return self.state == self.State.VISIBLE

    @property
    def is_unseen(self) -> bool:
        """Whether only its author and the moderators read it: it waits, or was refused."""
        return self.state in (self.State.WAITING, self.State.REFUSED)

    @property
    def is_hidden(self) -> bool:
        """Whether only its number and the reason stand in the transcript."""
        return self.state == self.State.HIDDEN


class PostVersion(models.Model):
    """A text that a post had before the one it has now; everybody who may read the post may read it."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="versions", verbose_name=_("post"))
    text = models.TextField(_("text"))
    html = models.TextField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    written_at = models.DateTimeField(_("written"))
    reason = models.TextField(_("reason of the edit"), blank=True)

    class Meta:
        verbose_name = _("earlier text of a post")
        verbose_name_plural = _("earlier texts of posts")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.post_id}: {self.pk}"


class PostEditQuerySet(models.QuerySet):
    """Sets of edits."""

    def replaced(self) -> "PostEditQuerySet":
        """Keep what was refused and written anew since, the latest first."""
        return self.filter(state=PostEdit.State.REPLACED).order_by("-decided_at", "-pk")


class PostEdit(models.Model):
    """A text for a post that waits for the moderator, or that was refused.

    Of a visible post, the text that stands stays until the edit is approved. Of a post that was refused and written
    anew, what was refused is kept as replaced, for moderators to compare; no reader ever sees it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for approval")
        APPROVED = "approved", _("approved")
        REFUSED = "refused", _("refused")
        REPLACED = "replaced", _("refused, and written anew")

    post = models.ForeignKey(Post, models.PROTECT, related_name="edits", verbose_name=_("post"))
    text = models.TextField(_("text"), max_length=POST_LENGTH)
    html = models.TextField()
    written_at = models.DateTimeField(_("written"), default=timezone.now)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    reason = models.TextField(_("reason"), max_length=REASON_LENGTH, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True)

    objects = PostEditQuerySet.as_manager()

    class Meta:
        verbose_name = _("edit of a post")
        verbose_name_plural = _("edits of posts")
        constraints = [
            models.UniqueConstraint(
                fields=["post"], condition=Q(state="waiting"), name="collaboration_postedit_waits_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason=""), name="collaboration_postedit_refused_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post_id}: {self.state}"

    @property
    def mark(self) -> str:
        """The mark of the old and the new text, by which a decision is refused when either has changed meanwhile."""
        return mark_of(self.post.text, self.text)

    @property
    def topic(self) -> str:
        """The edit's name in audit is its post's."""
        return self.post.topic

    @property
    def shown(self) -> CleanHtml:
        """The text as it would stand on pages; it was cleaned when it was saved."""
        return shown(self.html)
