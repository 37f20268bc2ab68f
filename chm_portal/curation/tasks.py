"""Work of the editors' desk that beat asks for."""

from celery import shared_task

from chm_portal.curation import duplicates, letters

COMPARING_SECONDS = 45


@shared_task
def compare_records() -> int:
    """Compare what was published lately with everything else; return how many records."""
    return duplicates.compare_due(COMPARING_SECONDS)


@shared_task
def write_link_letters() -> int:
    """Write to owners whose links do not answer, once a month; return to how many."""
    return letters.write_due()
