"""Who follows what, and how often each wants to be written to about it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from chm_portal.accounts.models import MailFrequency
from chm_portal.common import topics


class SubscriptionQuerySet(models.QuerySet):
    """Sets of subscriptions."""

    def that_match(self, names: list[str]) -> "SubscriptionQuerySet":
        """Keep those of one of these topics, of people who have an account that is open."""
        return self.filter(topic__in=names, user__is_active=True)


class Subscription(models.Model):
    """One person follows one topic (architecture, section 6); without a frequency of its own the person's holds.

    Written by `following` and by nothing else.
    """

    MOST = 500  # of one person

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="subscriptions", verbose_name=_("person")
    )
    topic = models.CharField(_("topic"), max_length=topics.LONGEST, validators=[topics.has_topic_shape])
    frequency = models.CharField(_("letters"), max_length=10, choices=MailFrequency.choices, blank=True, default="")
    created_at = models.DateTimeField(_("followed since"), auto_now_add=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "topic"], name="notifications_subscription_once"),
        ]
        indexes = [models.Index(fields=["topic"], name="notifications_subscr_topic")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.topic}"
