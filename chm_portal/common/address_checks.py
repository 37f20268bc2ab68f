"""Looking whether addresses of the web still answer: a few at a time, the longest unseen first (R90, C16, F19)."""

from datetime import timedelta

from django.db.models import F, Func, Q, QuerySet, Value, Window
from django.db.models.functions import Lower, Random, RowNumber
from django.utils import timezone

from chm_portal.common import guarded_http
from chm_portal.common.checked_address import CheckedAddress

BATCH = 8  # at most ten seconds each, and the two that prove our line: a task has two minutes
OF_A_HOST = 2  # at most so many of one host in a round
DAILY = timedelta(hours=24)  # how often what failed is looked at again
ENOUGH_TO_DOUBT_US = 3  # so many addresses in a round, none of which answers: it may be our own line that is down
WITNESSES = 2
TURNED_AWAY = {401, 403, 429}  # a server that lets no program in has answered; people may well get in
HOST = Func(Lower("address"), Value("^[a-z]+://([^/?#]+)"), function="SUBSTRING")


def check(kept: QuerySet[CheckedAddress], every: timedelta = DAILY) -> int:
    """Look at some addresses that were not looked at for so long; return how many answered.

    A round in which nobody answers, not even who answered last, says nothing about them and is not written down.
    """
    looked_at = list(due(kept, every))
    reasons = [look_at(one.address) for one in looked_at]
    answered = reasons.count("")
    if not answered and len(looked_at) >= ENOUGH_TO_DOUBT_US and not _has_witness(kept, looked_at):
        return 0
    for one, reason in zip(looked_at, reasons, strict=True):
        _note(one, reason)
    return answered


def due(kept: QuerySet[CheckedAddress], every: timedelta) -> QuerySet[CheckedAddress]:
    """Return the addresses of the next round, the longest unchecked first, few of one host.

    Among equals chance decides: a round that was not written down is not followed by the very same one.
    """
    now = timezone.now()
    is_due = Q(checked_at=None) | Q(checked_at__lt=now - every) | Q(failures__gt=0, checked_at__lt=now - DAILY)
    order = [F("checked_at").asc(nulls_first=True), Random()]
    turn = Window(RowNumber(), partition_by=[HOST], order_by=order)
    return kept.filter(is_due).annotate(turn=turn).filter(turn__lte=OF_A_HOST).order_by(*order)[:BATCH]


def look_at(address: str) -> str:
    """Return "" if somebody answers there, or else why not."""
    try:
        fetched = guarded_http.fetch(address, max_bytes=0)
    except guarded_http.FetchError as error:
        return error.reason
    return "" if fetched.status < 400 or fetched.status in TURNED_AWAY else f"status {fetched.status}"


def _has_witness(kept: QuerySet[CheckedAddress], looked_at: list[CheckedAddress]) -> bool:
    """Whether somebody else who answered of late answers now: then our line is up, and the others are really away."""
    others = kept.exclude(pk__in=[one.pk for one in looked_at]).filter(failures=0, seen_at__isnull=False)
    return any(not look_at(one.address) for one in others.order_by("-seen_at")[:WITNESSES])


def _note(one: CheckedAddress, reason: str) -> None:
    """Write down what was found, unless the address was changed meanwhile."""
    now = timezone.now()
    if reason:
        found = {
            "failures": one.failures + 1,
            "failing_since": one.failing_since or now,
            "reason": reason,
        }
    else:
        found = {"failures": 0, "failing_since": None, "reason": "", "seen_at": now}
    type(one).objects.filter(pk=one.pk, address=one.address).update(checked_at=now, **found)
