"""Ending letters from a letter: a signed token says whose and which, so that nobody has to sign in (RFC 8058)."""

from dataclasses import dataclass

from django.core import signing

from chm_portal.accounts.models import MailFrequency, User
from chm_portal.notifications import following
from chm_portal.notifications.models import Subscription

SALT = "notifications.unsubscribe"
ALL = 0  # in the place of a subscription


@dataclass(frozen=True)
class Unsubscription:
    """Whose letters end: those about one subscription, or all about what the person follows."""

    user: User
    subscription: Subscription | None

    @property
    def is_ended(self) -> bool:
        """Whether these letters have been ended, and not begun again."""
        if self.subscription and self.user.takes_digests:
            return self.subscription.frequency == MailFrequency.NEVER
        return not self.user.takes_digests

    def end(self) -> None:
        """End these letters; notices in the portal still come. Done again, it changes nothing."""
        if self.subscription:
            following.set_frequency(self.subscription, MailFrequency.NEVER)
        else:
            following.set_letters(self.user, False)

    def undo(self, frequency: str = "") -> None:
        """Let these letters come again, a single subscription's so often, or as often as the person's default says."""
        if self.subscription:
            following.set_frequency(self.subscription, frequency)
        following.set_letters(self.user, True)


def token_for(user, subscriptions: set[int | None]) -> str:
    """Return the token of a letter that these subscriptions brought: one alone is ended alone, several as a whole."""
    only = subscriptions.pop() if len(subscriptions) == 1 else None
    return signing.dumps([user.pk, only or ALL], salt=SALT, compress=True)


def read(token: str) -> Unsubscription | None:
    """Return what a token ends; None for one that we did not write, or whose person or subscription is gone."""
    try:
        user_pk, subscription_pk = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    user = User.objects.filter(pk=user_pk).first()
    if user is None or subscription_pk == ALL:
        return user and Unsubscription(user, None)
    subscription = Subscription.objects.filter(pk=subscription_pk, user=user).first()
    return subscription and Unsubscription(user, subscription)
