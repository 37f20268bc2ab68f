"""From an event to the notices of those who follow it: on the worker side, after the commit."""

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser

from chm_portal.accounts.models import MailFrequency
from chm_portal.notifications import letters, notices
from chm_portal.notifications.models import Event, Notice, Subscription
from chm_portal.notifications.subjects import seen_by

EAGERNESS = {frequency: place for place, frequency in enumerate(MailFrequency.values)}  # the first is the most eager


def tell_followers(event: Event) -> int:
    """Give everybody who follows a topic of this event a notice; return how many were meant.

    Only what everybody may see is told to followers, and to who followed then. Done again, it changes nothing.
    """
    if not seen_by(AnonymousUser(), [event.subject]):
        return 0
    return tell(event, Subscription.objects.that_match(event.topics).filter(created_at__lte=event.created_at))


def tell(event: Event, subscriptions: Iterable[Subscription]) -> int:
    """Give the people of these subscriptions a notice of the event, but for who did it; return how many were meant."""
    chosen: dict[int, Notice] = {}
    for subscription in subscriptions.exclude(user=event.actor_id).select_related("user").iterator(notices.BATCH):
        frequency = frequency_of(subscription)
        before = chosen.get(subscription.user_id)
        if before is None or EAGERNESS[frequency] < EAGERNESS[before.frequency]:
            chosen[subscription.user_id] = Notice(
                event=event,
                user_id=subscription.user_id,
                subscription=subscription,
                frequency=frequency,
                created_at=event.created_at,
            )
    notices.give(list(chosen.values()))
    for notice in chosen.values():
        if notice.frequency == MailFrequency.AT_ONCE:
            letters.ask_for(MailFrequency.AT_ONCE, notice.user_id)
    return len(chosen)


def frequency_of(subscription: Subscription) -> str:
    """Return how often its person is written to about this subscription."""
    if not subscription.user.takes_digests:
        return MailFrequency.NEVER
    return subscription.frequency or subscription.user.mail_frequency
