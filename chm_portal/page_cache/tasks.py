"""What beat has the worker do."""

from celery import shared_task

from chm_portal.page_cache import changes


@shared_task
def add_up_changes() -> int:
    """Keep the table short from which every web process reads once a second."""
    return changes.add_up()
