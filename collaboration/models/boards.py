"""Boards: where discussions of one field stand, kept by the secretariat."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Count, Max, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chm_portal.common import topics
from chm_portal.common.languages import in_language

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"


class Moderation(models.TextChoices):
    """When the moderator reads what people write."""

    BEFORE = "before", _("before publication")
    AFTER = "after", _("after publication")


class Circle(models.TextChoices):
    """Who may do something on a board."""

    EVERYBODY = "everybody", _("everybody who is signed in")
    ROLE = "role", _("everybody with a role")
    MODERATORS = "moderators", _("moderators only")


class BoardQuerySet(models.QuerySet):
    """Sets of boards; all of them are public."""

    def in_order(self) -> "BoardQuerySet":
        """Sort as the secretariat has placed them."""
        return self.order_by("place", "pk")

    def with_numbers(self) -> "BoardQuerySet":
        """Add how many public threads and posts each has, and its last activity."""
        public = Q(threads__state="accepted")
        return self.annotate(
            thread_count=Count("threads", filter=public),
            post_count=Sum("threads__post_count", filter=public, default=0),
            active_at=Max("threads__active_at", filter=public),
        )


class Board(models.Model):
    """A place for discussions of one field, with its moderators and its habits (R19, R79)."""

    slug = models.CharField(
        _("code"),
        max_length=60,
        unique=True,
        validators=[RegexValidator(SLUG, _("Use small letters (a to z), digits, and hyphens between them."))],
        help_text=_("Part of its address; it never changes."),
    )
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), max_length=2000, blank=True)
    place = models.PositiveSmallIntegerField(
        _("place in the list"), default=0, help_text=_("Lower numbers come first.")
    )
    moderation = models.CharField(
        _("moderation"),
        max_length=10,
        choices=Moderation.choices,
        default=Moderation.AFTER,
        help_text=_("For new discussions; each can have its own."),
    )
    starters = models.CharField(
        _("who may start discussions"), max_length=20, choices=Circle.choices, default=Circle.ROLE
    )
    writers = models.CharField(
        _("who may post"),
        max_length=20,
        choices=Circle.choices,
        default=Circle.EVERYBODY,
        help_text=_("What people without a role write is always read before publication."),
    )
    is_open = models.BooleanField(
        _("open for posts"), default=True, help_text=_("Without it nobody posts here; everything stays readable.")
    )
    is_standing = models.BooleanField(
        _("discussions here stay open"),
        default=False,
        help_text=_("For help and the like: they may be started without a closing moment."),
    )
    topics = ArrayField(
        models.CharField(max_length=topics.LONGEST, validators=[topics.has_topic_shape]),
        verbose_name=_("about"),
        default=list,
        blank=True,
        help_text=_(
            "Topics that all its discussions are about, with commas between: theme:forest-biodiversity,article:6"
        ),
    )
    moderators = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="moderated_boards", blank=True, verbose_name=_("moderators")
    )

    objects = BoardQuerySet.as_manager()

    class Meta:
        verbose_name = _("board")
        verbose_name_plural = _("boards")
        constraints = [
            models.CheckConstraint(
                condition=Q(slug__regex=SLUG),
                name="collaboration_board_slug_is_usable",
                violation_error_code="slug",
                violation_error_message=_("Use small letters (a to z), digits, and hyphens between them."),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("collaboration:board_detail", args=[self.slug])

    @property
    def topic(self) -> str:
        """The board's own name in subscriptions."""
        return f"forum:{self.slug}"

    @property
    def label(self) -> str:
        """Return the title in the reader's language, or in the first language there is."""
        return in_language(self, "title")[0] or self.slug
