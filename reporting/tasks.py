"""Work on reporting cycles that beat asks for."""

from celery import shared_task

from chm_portal.directory.models import today
from reporting import reminders


@shared_task
def remind_of_reports() -> int:
    """Send the reminders that are due today; run again and again, it sends each once."""
    return reminders.remind(today())
