"""Letters about what people follow: at once, once a day, once a week; each notice is in one of them.

Which notices a letter holds is decided under their lock, in the transaction that writes the letter and marks them: run
twice, it is written once; a run that was missed is made up for by the next.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from chm_portal.accounts.mail import letter_to, speaking_to
from chm_portal.accounts.models import MailFrequency, User
from chm_portal.common.topics import Topic
from chm_portal.notifications import unsubscribing
from chm_portal.notifications.following import topics_for
from chm_portal.notifications.models import Notice
from chm_portal.notifications.notices import Told, shown
from chm_portal.outbox import queue

OUTBOX = "notice-letter"
HOUR, MONDAY = 6, 0  # when digests are written, in UTC
LARGEST = 50_000  # bytes of a letter as it goes over the wire
MOST_SHOWN = (40, 20, 10, 5, 2)  # of notices in a letter: the first number with which it is not too large
MOST_LOOKED_AT = 200  # of notices, the newest, whose subjects are asked for; the others of a letter are only counted


@dataclass(frozen=True)
class Part:
    """What a letter tells of one thing that its reader follows."""

    topic: Topic | None
    told: list[Told]


def last_round(frequency: str, now: datetime | None = None) -> datetime:
    """Return the latest moment at which letters of this frequency were due; what happened before goes into them."""
    now = now or timezone.now()
    if frequency == MailFrequency.AT_ONCE:
        return now
    day = now.date() if now.hour >= HOUR else now.date() - timedelta(days=1)
    if frequency == MailFrequency.WEEKLY:
        day -= timedelta(days=(day.weekday() - MONDAY) % 7)
    return datetime.combine(day, time(HOUR), tzinfo=now.tzinfo)


def ask_for(frequency: str, user_id: int) -> None:
    """Ask for a person's letter after this transaction."""
    queue.enqueue(OUTBOX, f"{frequency}:{user_id}")


def ask_for_digests() -> int:
    """Ask for the letters of everybody for whom something waits since the last round; return how many."""
    asked = 0
    for frequency in (MailFrequency.AT_ONCE, MailFrequency.DAILY, MailFrequency.WEEKLY):
        waiting = Notice.objects.to_mail(frequency).filter(created_at__lt=last_round(frequency))
        for user_id in waiting.order_by("user").values_list("user", flat=True).distinct():
            ask_for(frequency, user_id)
            asked += 1
    return asked


@transaction.atomic
def write(frequency: str, user_id: int) -> bool:
    """Write a person the letter about what waits for it; return whether there was something to write about."""
    user = User.objects.filter(pk=user_id, is_active=True, takes_digests=True).first()
    waiting = Notice.objects.to_mail(frequency).filter(user=user_id, created_at__lte=last_round(frequency))
    locked = waiting.order_by("-pk").select_for_update(skip_locked=True)
    waiting = list(locked.values_list("pk", flat=True))
    Notice.objects.filter(pk__in=waiting).update(mailed_at=timezone.now())
    if user is None or not waiting:
        return False
    with speaking_to(user):
        told = [one for one in shown(_still_wanted(waiting[:MOST_LOOKED_AT], user), user) if one.subject]
        if told:
            _fitting(user, frequency, told, max(0, len(waiting) - MOST_LOOKED_AT)).send()
    return bool(told)


def _still_wanted(pks: list[int], user) -> Iterable[Notice]:
    """Return notices with what they are about, without those about which the person has since chosen no letters."""
    found = Notice.objects.filter(pk__in=pks)
    if user.mail_frequency == MailFrequency.NEVER:
        found = found.exclude(subscription__frequency="")
    return found.select_related("event", "subscription").order_by("-pk")


def _fitting(user, frequency: str, told: list[Told], further: int) -> EmailMessage:
    """Return the letter with as many notices as fit into it; the others, and those that are further, are counted."""
    names = [one.notice.subscription.topic for one in told if one.notice.subscription]
    topics = topics_for(user, names)
    token = unsubscribing.token_for(user, {one.notice.subscription_id for one in told})
    address = settings.PORTAL_ADDRESS + reverse("notifications:unsubscribe", args=[token])
    headers = {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    for most in MOST_SHOWN:
        context = {
            "parts": _parts(told[:most], topics),
            "first": told[0],
            "total": len(told) + further,
            "left": max(0, len(told) - most) + further,
            "frequency": frequency,
            "unsubscribe": address,
        }
        letter = letter_to(user, "notifications/followed", context, headers=headers)
        if len(letter.message().as_bytes(linesep="\r\n")) <= LARGEST:
            break
    return letter


def _parts(told: list[Told], topics: dict[str, Topic]) -> list[Part]:
    """Put what is told under what its reader follows, in the order of what is newest."""
    parts: dict[str, list[Told]] = {}
    for one in told:
        parts.setdefault(one.notice.subscription.topic if one.notice.subscription else "", []).append(one)
    return [Part(topics.get(name), of_topic) for name, of_topic in parts.items()]
