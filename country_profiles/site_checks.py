"""The addresses of national clearing-houses, looked at once a day (R90, C16, F19)."""

from datetime import timedelta

from django.db.models import F, Q
from django.utils import timezone

from chm_portal.common import guarded_http
from country_profiles.models import NationalSite

BATCH = 10  # at most ten seconds each: a task has two minutes
HOW_OFTEN = timedelta(hours=24)
ENOUGH_TO_DOUBT_US = 3  # so many sites in a round, none of which answers: it is our own line that is down


def check_sites() -> int:
    """Look at the sites that were not looked at for a day, the longest first; return how many answered.

    A round in which nobody answers says nothing about them, and is not written down.
    """
    due = Q(checked_at=None) | Q(checked_at__lt=timezone.now() - HOW_OFTEN)
    sites = list(NationalSite.objects.filter(due).order_by(F("checked_at").asc(nulls_first=True), "pk")[:BATCH])
    reasons = [_look_at(site.address) for site in sites]
    answered = reasons.count("")
    if not answered and len(sites) >= ENOUGH_TO_DOUBT_US:
        return 0
    for site, reason in zip(sites, reasons, strict=True):
        _note(site, reason)
    return answered


def _look_at(address: str) -> str:
    """Return "" if somebody answers there, or else why not."""
    try:
        fetched = guarded_http.fetch(address, max_bytes=0)
    except guarded_http.FetchError as error:
        return error.reason
    return "" if fetched.status < 400 else f"status {fetched.status}"


def _note(site: NationalSite, reason: str) -> None:
    """Write down what was found, unless the address was changed meanwhile."""
    now = timezone.now()
    if reason:
        found = {
            "failures": site.failures + 1,
            "failing_since": site.failing_since or now,
            "reason": reason,
        }
    else:
        found = {"failures": 0, "failing_since": None, "reason": "", "seen_at": now}
    NationalSite.objects.filter(pk=site.pk, address=site.address).update(checked_at=now, **found)
