"""Windows of time: what opens at one moment and closes at another, or never."""

from datetime import datetime, timedelta

from django.utils import timezone

CLOSING = timedelta(days=3)  # so long before its end something counts as closing soon


def window_state(opens_at: datetime, closes_at: datetime | None) -> str:
    """Return announced, open, closing or closed (as in common.states) at this moment."""
    now = timezone.now()
    if now < opens_at:
        return "announced"
    if closes_at is None or closes_at - now > CLOSING:
        return "open"
    return "closing" if now < closes_at else "closed"
