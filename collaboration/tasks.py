"""Work on discussions that beat asks for."""

from celery import shared_task

from chm_portal.directory.models import today
from collaboration import digest


@shared_task
def tell_moderators() -> int:
    """Tell moderators what waits for them; run again and again, it writes to each once a day."""
    return digest.tell_moderators(today())
