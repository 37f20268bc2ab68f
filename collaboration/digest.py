"""Telling moderators of their queue: one letter a day to each for whom something waits."""

from datetime import date

from django.db import transaction

from chm_portal.accounts.models import User
from chm_portal.audit import trail
from chm_portal.notifications.mail import tell
from collaboration.models import QueueLetter
from collaboration.people import moderators
from collaboration.queue import counts_by_board


def tell_moderators(on: date) -> int:
    """Write to each moderator for whom something waits, once a day; return how many were written to.

    Who has nothing waiting is not noted: the first thing that enters an empty queue is told of in the next run.
    """
    told = set(QueueLetter.objects.filter(day=on).values_list("moderator", flat=True))
    return sum(_tell(moderator, on) for moderator in moderators() if moderator.pk not in told)


@transaction.atomic
def _tell(moderator: User, on: date) -> bool:
    boards = counts_by_board(moderator)
    if not boards:
        return False
    _letter, is_new = QueueLetter.objects.get_or_create(moderator=moderator, day=on)
    if not is_new:
        return False
    total = sum(number for _board, number in boards)
    tell(moderator, "collaboration/queue_waits", {"boards": boards, "total": total})
    trail.record("queue.told", None, f"user:{moderator.pk}", total=total)
    return True
