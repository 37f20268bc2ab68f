"""What is being discussed about what, so that any page can list it without knowing who discusses."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chm_portal.common import topics
from chm_portal.common.languages import current
from chm_portal.common.windows import window_state


class TopicEntryQuerySet(models.QuerySet):
    """Sets of entries."""

    def public_of(self, topic: str, others: models.QuerySet | None = None) -> "TopicEntryQuerySet":
        """Keep what everybody may see about one thing, the latest activity first.

        `others` are the names of topics that became one with it; what is said about several is there once.
        """
        public = self.filter(is_public=True)
        if others is not None:
            named = public.filter(Q(topic=topic) | Q(topic__in=others))
            public = public.filter(pk__in=named.order_by("source", "pk").distinct("source").values("pk"))
        else:
            public = public.filter(topic=topic)
        return public.order_by("-active_at", "-pk")


class TopicEntry(models.Model):
    """Something said about a topic (a discussion, later a blog entry or wiki page), as its own app describes it.

    Written only by `topic_entries`, in the transaction of what it tells of.
    """

    topic = models.CharField(_("topic"), max_length=topics.LONGEST, validators=[topics.has_topic_shape])
    source = models.CharField(_("source"), max_length=100)  # itself a topic: thread:88
    title = models.CharField(_("title"), max_length=300)
    language = models.CharField(_("language"), max_length=10)
    path = models.CharField(_("address"), max_length=300)  # without the language it begins with
    number = models.PositiveIntegerField(_("number of posts"), default=0)
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"), null=True)
    active_at = models.DateTimeField(_("last activity"))
    is_public = models.BooleanField(_("public"), default=True)

    objects = TopicEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry about a topic")
        verbose_name_plural = _("entries about topics")
        constraints = [
            models.UniqueConstraint(fields=["topic", "source"], name="notifications_topicentry_once_a_topic"),
        ]
        indexes = [models.Index(fields=["topic", "-active_at"], name="notifications_entry_of_topic")]

    def __str__(self) -> str:
        return f"{self.topic}: {self.source}"

    @property
    def url(self) -> str:
        """Return the address in the reader's language."""
        return f"/{current()}/{self.path}"

    @property
    def state(self) -> str:
        """Return announced, open, closing or closed."""
        return window_state(self.opens_at, self.closes_at)
