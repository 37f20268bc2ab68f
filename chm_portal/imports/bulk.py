"""A whole library at once, from the command line: the same reader, form and steps, in batches that can be resumed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from chm_portal.audit import trail
from chm_portal.common.languages import current
from chm_portal.directory import access
from chm_portal.directory.models import Designation
from chm_portal.directory.owners import SECRETARIAT, Owner
from chm_portal.imports import bringing_in, checking, keeping
from chm_portal.imports.models import Import, ImportRow
from chm_portal.records.kinds import Kind
from chm_portal.records.models import Record
from chm_portal.records.refusals import Refusal
from chm_portal.sheets.found import Limits
from chm_portal.sheets.problems import Problem
from chm_portal.sheets.reading import rows_of

#: Of a file that an administrator has at hand; beyond it the process that reads would need more memory than it gets.
LIMITS = Limits(rows=20_000, columns=200, cells=2_000_000, file_bytes=100 * 1024 * 1024)
BATCH = 50  # rows of one transaction: short enough that nobody who publishes waits long for a number
Outcome = ImportRow.Outcome


@dataclass(frozen=True)
class Library:
    """What is brought in: the file, whose it is, in whose name, and who approves where it is published."""

    path: Path
    kind: Kind
    owner: Owner
    by: Any  # a User
    publisher: Any = None  # a curator; None: drafts are made
    encoding: str = ""
    skips_wrong: bool = False


@dataclass
class Tally:
    """What came of a library."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    published: int = 0
    problems: list[Problem] = field(default_factory=list)  # of rows that could not be brought in after all

    @property
    def is_complete(self) -> bool:
        """Whether every row is in."""
        return not (self.refused or self.problems)


def voice_of(owner: Owner):
    """Return who has spoken for an owner for the longest time, in whose name a library is moved; None: nobody does."""
    spoken = Designation.objects.current().that_speak_for(owner).filter(user__is_active=True)
    first = spoken.select_related("user").order_by("starts", "pk").first()
    return first.user if first else None


def publisher_for(owner: Owner, by):
    """Return a curator who may approve what `by` submits: somebody else, unless it is the secretariat's own."""
    if owner.kind == SECRETARIAT:
        return by
    curators = Designation.objects.current().that_speak_for(Owner.secretariat()).filter(user__is_active=True)
    found = curators.exclude(user=by).select_related("user").order_by("starts", "pk").first()
    return found.user if found else None


def check(library: Library, say: Callable[[str], None]) -> Import:
    """Read and check a file; return its import with rows and counts. Raises Unreadable."""
    of = Import(
        kind=library.kind.slug,
        created_by=library.by,
        language=current(),
        name=library.path.name[:200],
        state=Import.State.CHECKED,
        **library.owner.columns,
    )
    with (
        library.path.open("rb") as file,
        rows_of(file, of.name, LIMITS, library.encoding) as rows,
        transaction.atomic(),
    ):
        of.save()
        keeping.store_rows(of, _told(checking.check(of, rows, library.by), say, "checked"))
        of.save()
    return of


def problems_of(of: Import) -> Iterator[Problem]:
    """Yield everything that is wrong with a checked file, in its order."""
    yield from of.told_problems
    for row in of.rows.filter(outcome=Outcome.REFUSED).order_by("place").iterator():
        yield from row.told_problems


def forget(of: Import) -> None:
    """Remove a checked import of which nothing is brought in: nothing stays stored."""
    of.delete()


def bring_in(library: Library, of: Import, say: Callable[[str], None]) -> Tally:
    """Bring the right rows in, and publish them where a publisher is named; return what came of it.

    A batch is one transaction: a run that was ended is run again and goes on where it stopped.
    """
    tally = Tally(unchanged=of.unchanged, refused=of.refused)
    trail.record("import.confirmed", library.by, of.topic, new=of.new, changed=of.changed, refused=of.refused)
    wanted = of.rows.exclude(outcome=Outcome.REFUSED).select_related("record")
    if not library.publisher:
        wanted = wanted.exclude(outcome=Outcome.UNCHANGED)
    batch: list[ImportRow] = []
    for row in _told(wanted.order_by("place").iterator(chunk_size=BATCH), say, "brought in"):
        batch.append(row)
        if len(batch) == BATCH:
            _bring_batch(library, of, batch, tally)
            batch = []
    _bring_batch(library, of, batch, tally)
    Import.objects.filter(pk=of.pk).update(
        state=Import.State.DONE,
        confirmed_by=library.by,
        confirmed_at=timezone.now(),
        done_at=timezone.now(),
        skips_wrong=library.skips_wrong,
    )
    return tally


def _bring_batch(library: Library, of: Import, rows: list[ImportRow], tally: Tally) -> None:
    """Bring a batch in; where one row of it cannot be, the others one by one, and that one is told."""
    try:
        with transaction.atomic():
            bringing_in.bring_in(of, [row for row in rows if row.outcome != Outcome.UNCHANGED], library.by)
            published = sum(_publish(library, row) for row in rows) if library.publisher else 0
    except bringing_in.Trouble as trouble:
        if len(rows) == 1:
            row = rows[0]
            tally.problems.append(Problem(trouble.reason, sheet=row.sheet, row=row.number))
            return
        for row in rows:
            _bring_batch(library, of, [row], tally)
        return
    tally.new += sum(row.outcome == Outcome.NEW for row in rows)
    tally.changed += sum(row.outcome == Outcome.CHANGED for row in rows)
    tally.published += published


def _publish(library: Library, row: ImportRow) -> bool:
    """Publish what a row has made; return whether there was something to publish. Raises Trouble."""
    if row.outcome == Outcome.UNCHANGED and row.record.state != Record.State.UNPUBLISHED:
        return False  # as it was; a draft that somebody has begun over it is that person's
    try:
        return bringing_in.publish(row.record, library.by, library.publisher)
    except Refusal as refusal:
        raise bringing_in.Trouble(row, refusal.messages[0]) from refusal


def _told(rows: Iterator[ImportRow], say: Callable[[str], None], done: str) -> Iterator[ImportRow]:
    """Yield rows, and say how far it is after each five hundred."""
    number = 0
    for number, row in enumerate(rows, start=1):
        yield row
        if number % 500 == 0:
            say(f"{number} rows {done}")
    if number % 500:
        say(f"{number} rows {done}")


def may_bring(library: Library) -> bool:
    """Whether the person in whose name it is done drafts for the owner."""
    return access.keeps(library.by, library.owner) and library.owner.kind in library.kind.owner_kinds
