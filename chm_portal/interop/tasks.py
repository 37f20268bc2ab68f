"""What beat asks for so that others have the data."""

from celery import shared_task

from chm_portal.interop import dump

# The one task that may last longer than all others: a hundred thousand records are one file.
MOST_SECONDS = 1800


@shared_task(time_limit=MOST_SECONDS)
def dump_public() -> int:
    """Make the dump of everything public if that of today is not there; return how many records it holds."""
    return dump.make().records if dump.is_due() else 0
