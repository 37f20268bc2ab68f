"""Windows of time: what opens at one moment and closes at another, or never."""

from datetime import datetime, timedelta

from django.utils import timezone

from chm_portal.common import page_life

CLOSING = timedelta(days=3)  # so long before its end something counts as closing soon


def window_state(opens_at: datetime, closes_at: datetime | None) -> str:
    """Return announced, open, closing or closed (as in common.states) at this moment; the page lives until it turns."""
    now = timezone.now()
    turns = [("announced", opens_at)]
    turns += [("open", closes_at - CLOSING), ("closing", closes_at)] if closes_at else []
    for state, turns_at in turns:
        if now < turns_at:
            page_life.ends_at(turns_at)
            return state
    return "closed" if closes_at else "open"
