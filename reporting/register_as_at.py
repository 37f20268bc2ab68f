"""The register as it stood when a day ended: who had submitted which report by then (R44).

Two things count as submitted by then: what was public here on that day, told as the register told it then; and what
was entered here later, but was handed in by that day for certain, by the date that is published with it. What was
entered later without a date may have been submitted by then or not: it is neither counted nor called missing.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from chm_portal.common.as_at import end_of, last_day_of
from chm_portal.records.as_at import Standing, standing
from chm_portal.records.models import Record
from chm_portal.vocabularies.memory import RememberedTerm, vocabulary
from reporting.models import NationalReport, Strategy
from reporting.register import Entered, Report, Reports

REPORT, STRATEGY = "national-report", "strategy"
COLUMNS = ("party_id", "cycle_id", "identifier", "owner_kind", "submitted", "languages")


def entered_as_at(day: date, countries: Iterable[RememberedTerm] | None = None) -> Entered:
    """Return what was entered of these Parties, or of all of them, when a day ended; four queries."""
    national = Record.objects.filter(kind__in=[REPORT, STRATEGY]).offered()
    reports, strategies = NationalReport.objects.published(), Strategy.objects.published()
    if countries is not None:
        keys = [country.pk for country in countries]
        national, reports, strategies = (of.filter(party__in=keys) for of in (national, reports, strategies))
    stood = standing(national, day, "submitted")
    later = list(reports.filter(published_at__gte=end_of(day)).only(*COLUMNS))
    of_strategies = Counter(one.record.party_id for one in stood if one.record.kind == STRATEGY)
    return Entered(
        day,
        _by_then(later, day) | _entered_then(one for one in stood if one.record.kind == REPORT),
        of_strategies + _strategies_entered_later(strategies, day),
        frozenset((one.party_id, one.cycle_id) for one in later if not one.submitted),
    )


def _entered_then(stood: Iterable[Standing]) -> Reports:
    cycles = vocabulary("cycle")
    found = {}
    for one in stood:
        cycle = cycles.get(one.record.subject.partition(":")[2])
        if cycle:
            found[one.record.party_id, cycle.pk] = _report(one)
    return found


def _report(one: Standing) -> Report:
    """Return a report as the register showed it then; of what nobody can read any more, not what it said."""
    record, revision = one.record, one.revision
    is_old = one.is_readable and revision.pk != record.current_id
    return Report(
        record.identifier,
        one.is_by_party,
        (revision.said_submitted or "") if one.is_readable else "",
        tuple(revision.languages or ()) if one.is_readable else (),
        number=revision.number if is_old else None,
        is_withdrawn_since=one.is_withdrawn_since,
    )


def _by_then(later: list[NationalReport], day: date) -> Reports:
    """Return the reports that were entered here after the day, and handed in by then."""
    return {
        (one.party_id, one.cycle_id): Report(
            one.identifier, False, one.submitted, tuple(one.languages), is_entered_later=True
        )
        for one in later
        if one.submitted and last_day_of(one.submitted) <= day
    }


def _strategies_entered_later(strategies, day: date) -> Counter:
    later = strategies.filter(published_at__gte=end_of(day)).exclude(adopted="")
    return Counter(party for party, adopted in later.values_list("party_id", "adopted") if last_day_of(adopted) <= day)
