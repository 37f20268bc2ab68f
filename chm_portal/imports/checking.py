"""The dry run: what each line of a file would do, and everything that is wrong with it (F13).

A line is validated as the answers it would leave behind: alone where it is new, over the draft or the published
revision of its record where its key is known. Nothing of a record is written here.
"""

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from chm_portal.directory.owners import Owner
from chm_portal.imports.columns import ERRORS, KEY, FormTable
from chm_portal.imports.models import KEY_LENGTH, Import, ImportedKey, ImportRow, scope_of
from chm_portal.records import authority
from chm_portal.records.intake import clean_payload
from chm_portal.records.models import Record, Revision
from chm_portal.records.payload import digest, digests
from chm_portal.sheets.problems import Problem
from chm_portal.sheets.reading import Row
from chm_portal.sheets.tables import Line, Table

BATCH = 200  # lines whose records are looked up at once
Outcome = ImportRow.Outcome


@dataclass(frozen=True)
class Known:
    """A record that a key has made before, as it stands now."""

    key: ImportedKey
    record: Record
    open: Revision | None

    @property
    def answers(self) -> dict[str, Any]:
        """The answers that a change begins from."""
        source = self.open or self.record.current
        return source.upgraded_payload() if source else {}

    @property
    def base(self) -> dict[str, Any] | None:
        """The published answers, whose retired terms stay acceptable."""
        return self.record.current.upgraded_payload() if self.record.current else None


@dataclass
class Checker:
    """Checks the lines of a file for an owner, in the name of a person and in the language that is active."""

    owner: Owner
    by: Any  # a User
    table: FormTable
    lines_by_key: dict[str, Line] = field(default_factory=dict)

    def rows(self, lines: Iterable[Line]) -> Iterator[ImportRow]:
        """Yield for each line what it would do, as rows that are not stored yet."""
        lines, place = iter(lines), 0
        while batch := list(islice(lines, BATCH)):
            known = known_by_key(self.owner, self.table.kind.slug, [key_of(line) for line in batch])
            for line in batch:
                place += 1
                row = self._row(line, known)
                row.place = place
                yield row

    def _row(self, line: Line, known: dict[str, Known]) -> ImportRow:
        key = key_of(line)
        row = ImportRow(
            sheet=line.sheet[:100],
            number=line.number,
            key=key[:KEY_LENGTH],
            cells={name: cell.text for name, cell in line.cells.items()},
        )
        answers, problems = self.table.answers(line)
        problems += self._key_problems(line, key)
        row.digest = digest_of_row(answers)
        found = known.get(key)
        if found and not problems and found.key.digest == row.digest:
            row.outcome, row.record = Outcome.UNCHANGED, found.record
            row.title = title_of(found.answers)
            return row
        problems += self._check(row, line, answers, found, {problem.letter for problem in problems})
        row.problems = [problem.as_json() for problem in problems]
        if problems:
            row.outcome = Outcome.REFUSED
        return row

    def _key_problems(self, line: Line, key: str) -> list[Problem]:
        if KEY not in line.cells:
            return []  # said once, of the headings
        if not key:
            return [self.table.problem(line, KEY, _("The key is missing."), self.table.key.remedy)]
        if len(key) > KEY_LENGTH:
            reason = _("The key has more than %(most)d characters.") % {"most": KEY_LENGTH}
            return [self.table.problem(line, KEY, reason, _("Shorten it."))]
        first = self.lines_by_key.setdefault(key, line)
        if first is not line:
            where = f"{first.sheet} {first.number}".strip()
            reason = _("This key stands in row %(row)s too.") % {"row": where}
            return [
                self.table.problem(line, KEY, reason, _("Give each row a key of its own, or delete one of the two."))
            ]
        return []

    def _check(self, row: ImportRow, line: Line, answers: dict, known: Known | None, unread: set[str]) -> list[Problem]:
        """Validate a line with what its record says already, and fill in what it would do."""
        if known and (trouble := self._standing_in_the_way(known)):
            return [self.table.problem(line, KEY, trouble)]
        answers, refused = clean_payload(answers)
        before = known.answers if known else {}
        form = self.table.kind.form(
            before | answers, record=known.record if known else None, base=known.base if known else None
        )
        columns = {name for name, cell in line.cells.items() if cell.letter in unread}
        problems = [self.table.problem(line, problem.field, problem.message) for problem in refused]
        problems += self.table.problems_of(form, line, columns)
        row.title = title_of(before | answers)
        if problems:
            return problems
        normal = form.normal_payload()
        after = {name: normal.get(name, type(value)()) for name, value in answers.items()}  # "", [] or False: emptied
        row.seen = digests(after, sorted(after))
        if known is None:
            row.outcome, row.answers = Outcome.NEW, normal
            return []
        row.record = known.record
        return self._compare(row, line, after, known)

    def _compare(self, row: ImportRow, line: Line, after: dict, known: Known) -> list[Problem]:
        """Say what changes: what the row says otherwise than last time; what both it and a person changed is told."""
        last, now = known.key.seen, known.answers
        row.answers = {name: value for name, value in after.items() if row.seen[name] != last.get(name, digest(None))}
        row.outcome = Outcome.CHANGED if row.answers else Outcome.UNCHANGED
        problems = []
        for name in row.answers:
            stands = digest(now.get(name))
            if stands not in (last.get(name, digest(None)), row.seen[name]):
                reason = _("Somebody has changed this on the portal since the last import, and differently.")
                remedy = _("Write in the cell what the portal has now, or put it right there.")
                problems.append(self.table.problem(line, self._column_of(line, name), reason, remedy))
        return problems

    @staticmethod
    def _column_of(line: Line, name: str) -> str:
        return next((column for column in line.cells if column == name or column.startswith(f"{name}.")), "")

    def _standing_in_the_way(self, known: Known) -> str:
        """Return why the record of this key cannot be changed now, "" if it can."""
        if not authority.may_draft(self.by, known.record):
            return _("The record that this row made before belongs to somebody else now.")
        if known.record.merged_into_id:
            return _("The record that this row made before was merged into another: take the row out.")
        if known.open and not known.open.is_editable:
            return _("Its record was submitted and waits for review: it can be changed when that is decided.")
        return ""


def key_of(line: Line) -> str:
    """Return the key of a line, in one form whatever program wrote it."""
    cell = line.cells.get(KEY)
    return unicodedata.normalize("NFC", cell.text) if cell else ""


def digest_of_row(answers: dict) -> str:
    """Return a digest of what a row says, before the form has looked at it."""
    filled = {name: value for name, value in answers.items() if value not in (None, "", [], False)}
    return hashlib.sha256(json.dumps([filled, sorted(answers)], sort_keys=True).encode("utf-8", "replace")).hexdigest()


def title_of(answers: dict) -> str:
    """Return the first title among answers, for people to tell rows apart."""
    titles = (value for name, value in answers.items() if name.startswith("title_") and isinstance(value, str))
    return next(filter(None, titles), "")[:500]


def known_by_key(owner: Owner, kind: str, keys: Iterable[str]) -> dict[str, Known]:
    """Return {key: its record as it stands} of those that an earlier import made."""
    found = ImportedKey.objects.filter(scope=scope_of(owner), kind=kind, key__in=list(keys)).select_related(
        "record__current", "record__owner_country", "record__owner_organisation"
    )
    by_key = {one.key: one for one in found}
    drafts = {
        revision.record_id: revision
        for revision in Revision.objects.open().filter(record__in=[one.record_id for one in by_key.values()])
    }
    for one in by_key.values():
        if draft := drafts.get(one.record_id):
            draft.record = one.record
        if one.record.current:
            one.record.current.record = one.record
    return {key: Known(one, one.record, drafts.get(one.record_id)) for key, one in by_key.items()}


def check(of: Import, rows: Iterable[Row], by) -> Iterator[ImportRow]:
    """Yield what each row of a file would do; when it is through, `of` has the problems of the headings."""
    table = FormTable(of.kind_of)
    read = Table(rows, table.named, KEY, frozenset({ERRORS}))
    yield from Checker(of.owner, by, table).rows(read.lines())
    of.problems = [problem.as_json() for problem in read.problems]
