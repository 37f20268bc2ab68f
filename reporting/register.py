"""The register of national reports: one row for each Party, one cell for each cycle, counted by region (R81)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chm_portal.directory.models import today
from chm_portal.records.models import Record
from chm_portal.vocabularies.memory import RememberedTerm, vocabulary
from reporting.models import NationalReport, Strategy

SUBMITTED, REGISTERED, MISSING = "submitted", "registered", "missing"
ENTERED_LATER, DATE_UNKNOWN = "entered-later", "date-unknown"
NOT_DUE, NOT_ASKED = "not-due", "not-asked"
STATES: dict[str, str | Promise] = {
    SUBMITTED: _("Submitted by the Party"),
    REGISTERED: _("Registered by the secretariat from public sources"),
    ENTERED_LATER: _("Submitted by then, entered in this register later"),
    DATE_UNKNOWN: _("Entered in this register later; its date is not known"),
    MISSING: _("Not submitted here"),
    NOT_DUE: _("Not due yet"),
    NOT_ASKED: _("Not a Party when it was due"),
}


def states_of(day: date | None) -> dict[str, str | Promise]:
    """Return the states that the register can tell, today (None) or as at a day."""
    return {code: label for code, label in STATES.items() if day or code not in (ENTERED_LATER, DATE_UNKNOWN)}


@dataclass(frozen=True)
class Report:
    """What the register shows of one published report, as it is or as it was on a day."""

    identifier: str
    is_by_party: bool
    date: str  # on which it was submitted; empty where that is not known
    languages: tuple[str, ...]
    number: int | None = None  # of the revision that was read then, where it is not today's
    is_entered_later: bool = False  # than on the day of which the register speaks
    is_withdrawn_since: bool = False

    @property
    def url(self) -> str:
        """Where it is read: as it was then, if it can be read so."""
        if self.number:
            return reverse("records:revision_detail", args=[self.identifier, self.number])
        return reverse("records:record_detail", args=[self.identifier])

    @property
    def state(self) -> str:
        """What the register says of it."""
        if self.is_entered_later:
            return ENTERED_LATER
        return SUBMITTED if self.is_by_party else REGISTERED

    @property
    def languages_in_words(self) -> str:
        """The names of the languages in which it can be read."""
        return vocabulary("language").listed(self.languages)


Reports = dict[tuple[int, int], Report]  # by (key of the Party, key of the cycle)


@dataclass(frozen=True)
class Cell:
    """One Party in one cycle."""

    cycle: RememberedTerm
    state: str
    report: Report | None = None

    @property
    def state_label(self) -> str | Promise:
        """The state in words."""
        if self.state == SUBMITTED and not self.report.date:
            return _("Submitted by the Party, date not given")
        return STATES[self.state]


@dataclass(frozen=True)
class Row:
    """One Party with its cells, in the order of the cycles."""

    country: RememberedTerm
    cells: list[Cell]
    strategies: int = 0

    @property
    def reported(self) -> int:
        """How many cycles have a report."""
        return sum(cell.report is not None for cell in self.cells)


@dataclass(frozen=True)
class Total:
    """How many of a region's Parties have a report in each cycle: (cycle, reports, Parties asked)."""

    label: str | Promise
    counts: list[tuple[RememberedTerm, int, int]]


def cycles() -> list[RememberedTerm]:
    """Return the reporting cycles in use, the first one first."""
    return sorted(vocabulary("cycle").in_use(), key=lambda cycle: cycle.number)


def is_reported_now(cycle: RememberedTerm) -> bool:
    """Whether its reports are those that Parties hand in now: none of a later cycle is due yet."""
    return not any(later.number > cycle.number and later.due and later.due <= today() for later in cycles())


def parties() -> list[RememberedTerm]:
    """Return the Parties in the order of the reader's language."""
    return [country for country in vocabulary("country").in_use() if country.is_party]


def state_without_report(country: RememberedTerm, cycle: RememberedTerm, on: date) -> str:
    """Return why there is none: no Party when it was due, its day has not come, or it is missing.

    Whose day of joining is not known was a Party from the first cycle on.
    """
    due = cycle.due or _next_due(cycle)
    if due and country.party_since and country.party_since > due:
        return NOT_ASKED
    return MISSING if due and due <= on else NOT_DUE


def _next_due(cycle: RememberedTerm) -> date | None:
    """Return the day of the cycle after one whose own day is not known: who joined later was not asked."""
    return next((later.due for later in cycles() if later.number > cycle.number and later.due), None)


def published_reports(countries: Iterable[RememberedTerm] | None = None) -> Reports:
    """Return {(key of the Party, key of the cycle): report} in one query."""
    reports = NationalReport.objects.published()
    if countries is not None:
        reports = reports.filter(party__in=[country.pk for country in countries])
    columns = ("party_id", "cycle_id", "identifier", "owner_kind", "submitted", "languages")
    found = reports.select_related("current").only(*columns, "taken_over_at", "current__decided_at")
    return {
        (one.party_id, one.cycle_id): Report(one.identifier, one.is_by_party, one.submitted, tuple(one.languages))
        for one in found
    }


def strategies_by_party() -> Counter:
    """Return {key of the Party: number of its published strategies of any kind}; one query."""
    return Counter(Strategy.objects.published().values_list("party_id", flat=True))


@dataclass(frozen=True)
class Entered:
    """What is entered in the register, today or as at a day: its cells are made of it."""

    on: date
    reports: Reports
    strategies: Counter = field(default_factory=Counter)
    undated: frozenset[tuple[int, int]] = frozenset()  # (Party, cycle) of what was entered later, nobody knows how late


def entered_today(countries: Iterable[RememberedTerm] | None = None) -> Entered:
    """Return what is entered of these Parties, or of all of them; two queries."""
    return Entered(today(), published_reports(countries), strategies_by_party())


def cell_of(country: RememberedTerm, cycle: RememberedTerm, entered: Entered) -> Cell:
    """Return what the register says of one Party in one cycle."""
    place = (country.pk, cycle.pk)
    report = entered.reports.get(place)
    if report:
        return Cell(cycle, report.state, report)
    state = state_without_report(country, cycle, entered.on)
    return Cell(cycle, DATE_UNKNOWN if state == MISSING and place in entered.undated else state)


def rows(countries: list[RememberedTerm], entered: Entered) -> list[Row]:
    """Return a row for each of these Parties."""
    columns, strategies = cycles(), entered.strategies
    return [
        Row(country, [cell_of(country, cycle, entered) for cycle in columns], strategies[country.pk])
        for country in countries
    ]


def totals(of: list[Row]) -> list[Total]:
    """Return the counts of these rows by region, and of all of them last: rows that no state has thinned out."""
    found = [
        _total(region.label, [row for row in of if row.country.region == region])
        for region in vocabulary("region").in_use()
    ]
    found = [total for total in found if total]
    return [*found, _total(_("All regions"), of)] if len(found) > 1 else found


def _total(label: str | Promise, of: list[Row]) -> Total | None:
    if not of:
        return None
    columns = zip(*(row.cells for row in of), strict=True)
    counts = [
        (cells[0].cycle, sum(cell.report is not None for cell in cells), sum(cell.state != NOT_ASKED for cell in cells))
        for cells in columns
    ]
    return Total(label, counts)


def as_table(shown: list[Row], as_at: date | None = None) -> Iterable[list[object]]:
    """Yield the lines of the register's CSV: one for each Party, four columns for each cycle, with the day."""
    head = ["code", "party", "region", *(["as at"] if as_at else [])]
    for cycle in cycles():
        head += [f"{cycle.code} {column}" for column in ("state", "date", "languages", "identifier")]
    yield [*head, "strategies"]
    for row in shown:
        line = [row.country.code, row.country.label, row.country.region.label, *([as_at] if as_at else [])]
        for cell in row.cells:
            report = cell.report
            line += [cell.state_label]
            line += [report.date, " ".join(report.languages), report.identifier] if report else ["", "", ""]
        yield [*line, row.strategies]


def newest(limit: int, kinds: Sequence[str] = ("national-report", "strategy")) -> list[tuple[str, int]]:
    """Return (kind, key) of the records of these kinds published last."""
    published = Record.objects.published().filter(kind__in=kinds).order_by("-published_at", "-pk")
    return list(published.values_list("kind", "pk")[:limit])
