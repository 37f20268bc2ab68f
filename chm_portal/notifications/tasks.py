"""Work on notices that beat asks for."""

from celery import shared_task

from chm_portal.notifications import letters, notices


@shared_task
def ask_for_digests() -> int:
    """Ask for the letters that are due: of today's round, or of one that was missed."""
    return letters.ask_for_digests()


@shared_task
def forget_old() -> int:
    """Delete what happened half a year ago, with everybody's notices of it."""
    return notices.forget_old()
