"""Following: beginning, changing and ending it; the only code that writes subscriptions."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chm_portal.accounts.models import MailFrequency, User
from chm_portal.common.clean_text import clean_text
from chm_portal.common.topics import Topic, look_up, look_up_own
from chm_portal.notifications.models import Notice, Subscription


@dataclass(frozen=True)
class Followed:
    """A subscription with what it follows; no topic where that is not there (any more)."""

    subscription: Subscription
    topic: Topic | None


def topic_for(user, name: str) -> Topic | None:
    """Return what a name means to this person: something public, or something of their own; None if nothing."""
    return look_up([name]).get(name) or look_up_own([name], user).get(name)


def topics_for(user, names: list[str]) -> dict[str, Topic]:
    """Return {name: topic} of those that mean something to this person; one question for each prefix."""
    return look_up(names) | look_up_own(names, user)


@transaction.atomic
def follow(user, topic: str, frequency: str = "") -> Subscription:
    """Let a person follow a topic; who follows it already changes how often they are written to.

    The caller has checked that the topic is there. Raises ValidationError where it is one too many.
    """
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    subscription = user.subscriptions.filter(topic=topic).first()
    if subscription:
        set_frequency(subscription, frequency)
        return subscription
    if user.subscriptions.count() >= Subscription.MOST:
        message = _(
            "You follow %(number)d things, which is as many as one person can. Stop following one of them first."
        )
        raise ValidationError(message, code="too_many", params={"number": Subscription.MOST})
    return Subscription.objects.create(user=user, topic=topic, frequency=frequency)


@transaction.atomic
def stop(user, topic: str) -> bool:
    """Let a person follow a topic no more, nor be written to about what it has brought; return if it was followed."""
    subscription = user.subscriptions.filter(topic=clean_text(topic)).first()
    if subscription is None:
        return False
    _of_waiting(subscription).update(frequency=MailFrequency.NEVER)
    subscription.delete()
    return True


@transaction.atomic
def lead_on(gone: str, stays: str) -> None:
    """Let who follows a topic follow the one that it became one with; who follows both goes on with that one."""
    following_both = Subscription.objects.filter(topic=stays).values("user")
    Subscription.objects.filter(topic=gone).exclude(user__in=following_both).update(topic=stays)
    Subscription.objects.filter(topic=gone).delete()


@transaction.atomic
def set_frequency(subscription: Subscription, frequency: str) -> None:
    """Change how often a person is written to about a topic, also about what waits to be written about."""
    if subscription.frequency != frequency:
        subscription.frequency = frequency
        subscription.save(update_fields=["frequency"])
        _move(_of_waiting(subscription), frequency or subscription.user.mail_frequency)


@transaction.atomic
def set_letters(user, wanted: bool) -> None:
    """End all letters about what a person follows, whatever was chosen for each, or let them come again."""
    user.takes_digests = wanted
    user.save(update_fields=["takes_digests"])
    if not wanted:
        Notice.objects.filter(user=user, mailed_at=None).update(frequency=MailFrequency.NEVER)


def _of_waiting(subscription: Subscription):
    return Notice.objects.filter(subscription=subscription, mailed_at=None)


def _move(waiting, frequency: str) -> None:
    """Let notices that wait be written about so often; what has waited for a digest stays in the next one."""
    if frequency != MailFrequency.AT_ONCE:
        waiting.exclude(frequency=MailFrequency.NEVER).update(frequency=frequency)
