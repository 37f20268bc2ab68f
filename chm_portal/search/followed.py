"""Saved searches that somebody follows, asked again when something new was published.

A search is asked once for all that is new, however much that is; one that nothing new has come for is not asked at all.
"""

import time
from datetime import datetime, timedelta

from django.db.models import Max
from django.http import QueryDict
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils import timezone

from chm_portal.notifications import fan_out
from chm_portal.notifications.models import Event, Subscription, Verb
from chm_portal.search import results
from chm_portal.search.address import Asked
from chm_portal.search.models import SavedSearch

PREFIX = "search:"
INDEXED_AFTER = timedelta(minutes=10)  # what was published since then may not have been in the index when it was asked
NEWEST = 200  # events looked at for one search


def match(seconds: float) -> int:
    """Tell people what is new in searches that they follow, for so long at most; return how many notices were meant.

    Those that were not reached are the first of the next run. Raises IndexUnusable.
    """
    ends_at = time.monotonic() + seconds
    newest = _events().aggregate(at=Max("created_at"))["at"]
    if newest is None:
        return 0
    followed = {one.topic: one for one in Subscription.objects.filter(topic__startswith=PREFIX, user__is_active=True)}
    searches = SavedSearch.objects.filter(pk__in=[int(topic.removeprefix(PREFIX)) for topic in followed])
    told = 0
    for search in searches.select_related("user").order_by("matched_at", "pk"):
        subscription = followed[search.topic]
        since = max(subscription.created_at, (search.matched_at or subscription.created_at) - INDEXED_AFTER)
        if newest >= since:
            told += _tell(search, subscription, since)
        if time.monotonic() > ends_at:
            break
    return told


def _events():
    return Event.objects.filter(verb__in=[Verb.PUBLISHED, Verb.DISCUSSED])


def _tell(search: SavedSearch, subscription: Subscription, since: datetime) -> int:
    now = timezone.now()
    events = {event.subject: event for event in _events().filter(created_at__gte=since).order_by("-pk")[:NEWEST]}
    asked = asked_by(search)
    found = results.newest(asked, len(events)) if asked and events else []
    told = 0
    for name in found:
        if name in events:
            told += fan_out.tell(events[name], Subscription.objects.filter(pk=subscription.pk, user=search.user_id))
    SavedSearch.objects.filter(pk=search.pk).update(matched_at=now)
    return told


def asked_by(search: SavedSearch) -> Asked | None:
    """Return what a saved search asks, in its person's language; None where it cannot bring anything new."""
    try:
        kind = getattr(resolve(reverse(search.address_name)).func, "search_kind", None)
    except (NoReverseMatch, Resolver404):
        return None
    asked = Asked.read(QueryDict(search.query), search.user.interface_language, {"kind": (kind,)} if kind else {})
    is_a_search = kind is not None and not asked.like
    return asked if is_a_search else None
