"""Work on imports that beat asks for."""

from celery import shared_task

from chm_portal.imports import keeping


@shared_task
def sweep() -> int:
    """Remove the rows and files of imports that are a month old."""
    return keeping.sweep()
