"""Reminders of reports that will be due: 90, 30 and 7 days before, once each (R40, R81)."""

from datetime import date

from django.db import transaction

from chm_portal.audit import trail
from chm_portal.directory import access
from chm_portal.directory.owners import Owner
from chm_portal.notifications.mail import tell
from chm_portal.vocabularies.memory import RememberedTerm
from reporting import register
from reporting.models import DueReminder

DAYS_BEFORE = (90, 30, 7)


def stage_of(cycle: RememberedTerm, on: date) -> int | None:
    """Return which reminder is the one for this day: 90, 30 or 7; None before the first and after the day itself."""
    if cycle.due is None or on > cycle.due:
        return None
    left = (cycle.due - on).days
    return min((days for days in DAYS_BEFORE if left <= days), default=None)


def remind(on: date) -> int:
    """Write to the focal points of each Party that has not reported in a cycle about to be due; return how many.

    A stage that was missed, because nothing ran on its day, is made up for until the next one begins.
    """
    reminded = 0
    for cycle in register.cycles():
        stage = stage_of(cycle, on)
        if stage is None:
            continue
        reports = register.published_reports()
        for country in register.parties():
            if (country.pk, cycle.pk) not in reports:
                reminded += _remind(cycle, country, stage)
    return reminded


@transaction.atomic
def _remind(cycle: RememberedTerm, country: RememberedTerm, stage: int) -> bool:
    """Write the letters of one stage, unless they were written; where nobody speaks for the Party nothing is noted."""
    people = access.voices_of(Owner.party(country))
    if not people:
        return False
    keys = {"cycle_id": cycle.pk, "country_id": country.pk, "days_before": stage}
    _reminder, is_new = DueReminder.objects.get_or_create(**keys)
    if not is_new:
        return False
    for person in people:
        tell(person, "reporting/report_due", {"cycle": cycle, "country": country})
    trail.record("report.reminded", None, f"cycle:{cycle.code}", country=country.code, days_before=stage)
    return True
