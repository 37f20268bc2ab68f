"""Work on countries that beat asks for."""

from celery import shared_task

from chm_portal.common import address_checks
from country_profiles import confirmation, feed_reading, silence
from country_profiles.exports import keeping
from country_profiles.models import NationalSite


@shared_task
def check_sites() -> int:
    """Look at national clearing-houses that were not looked at for a day."""
    return address_checks.check(NationalSite.objects.all())


@shared_task
def ask_for_confirmation() -> int:
    """Ask focal points whether their country's profile is still right, twice a year."""
    return confirmation.ask_for_confirmation()


@shared_task
def read_feeds() -> int:
    """Read the feeds of national clearing-houses that were not read for six hours."""
    return feed_reading.read_due()


@shared_task
def sweep_exports() -> int:
    """Delete archives of countries that nobody has asked for in a week."""
    return keeping.sweep()


@shared_task
def notice_silence() -> int:
    """Note from which Parties nothing is heard, and write to their focal points once."""
    return silence.notice()
