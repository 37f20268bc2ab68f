"""What happened, and who was told of it."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chm_portal.accounts.models import MailFrequency
from chm_portal.common import topics
from chm_portal.notifications.models.subscriptions import Subscription


class Verb(models.TextChoices):
    """What can happen; the label stands before the title of the thing in notices and letters."""

    PUBLISHED = "published", _("Newly published")
    REVISED = "revised", _("New revision")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    DISCUSSED = "discussed", _("New discussion")
    POSTED = "posted", _("New post")
    SUMMARIZED = "summarized", _("Summary of a discussion")
    # of the steps of a revision, told to those whose work it is
    WAITS = "waits", _("Waits for your decision")
    REVIEWED = "reviewed", _("Is being reviewed")
    ENDORSED = "endorsed", _("Endorsed")
    RETURNED = "returned", _("Came back to you")
    CANCELLED = "cancelled", _("Given up by your team")
    REMINDED = "reminded", _("Still waits for your decision")


class Event(models.Model):
    """Something that happened to a subject ("record:12"), written once, in the transaction of the act itself.

    `topics` are what followers of it follow. The subject's title is not kept: it is asked for whenever somebody is
    told, by what this person may see then.
    """

    verb = models.CharField(_("what happened"), max_length=20, choices=Verb.choices)
    subject = models.CharField(_("to what"), max_length=topics.LONGEST, validators=[topics.has_topic_shape])
    topics = ArrayField(models.CharField(max_length=topics.LONGEST), verbose_name=_("about"), default=list, blank=True)
    key = models.CharField(_("once for each"), max_length=150, unique=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    created_at = models.DateTimeField(_("happened"), default=timezone.now, db_index=True)

    class Meta:
        verbose_name = pgettext_lazy("of which people are told", "event")
        verbose_name_plural = pgettext_lazy("of which people are told", "events")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.key


class NoticeQuerySet(models.QuerySet):
    """Sets of notices."""

    def unread(self) -> "NoticeQuerySet":
        """Keep those that the person has not marked as read."""
        return self.filter(read_at=None)

    def to_mail(self, frequency: str) -> "NoticeQuerySet":
        """Keep those that wait to be written about, so often."""
        return self.filter(mailed_at=None, frequency=frequency)


class Notice(models.Model):
    """One person is told of one event, once, however many of their subscriptions it matches.

    `frequency` is how the person is written to about it: that of the most eager subscription, or never where the act
    itself wrote a letter. Personal data: it goes with the person.
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="notices", verbose_name=_("event"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", verbose_name=_("person"))
    subscription = models.ForeignKey(
        Subscription, models.SET_NULL, null=True, blank=True, related_name="notices", verbose_name=_("because of")
    )
    frequency = models.CharField(_("letter"), max_length=10, choices=MailFrequency.choices, default=MailFrequency.NEVER)
    created_at = models.DateTimeField(_("told"), default=timezone.now)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    mailed_at = models.DateTimeField(_("written about"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["event", "user"], name="notifications_notice_once")]
        indexes = [
            models.Index(fields=["user", "-id"], name="notifications_notice_of_user"),
            models.Index(
                fields=["frequency", "user"],
                condition=Q(mailed_at=None) & ~Q(frequency="never"),
                name="notifications_notice_to_mail",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.event_id}"
