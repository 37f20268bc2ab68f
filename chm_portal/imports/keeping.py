"""The life of an import: uploaded, checked by a worker, confirmed, brought in, handed in, and its rows removed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from chm_portal.accounts.models import User
from chm_portal.audit import trail
from chm_portal.common.languages import current
from chm_portal.directory import access
from chm_portal.directory.owners import Owner
from chm_portal.imports import bringing_in, checking
from chm_portal.imports.models import KEPT, Import, ImportRow, store_name
from chm_portal.outbox import queue
from chm_portal.records.attachments import safe_name
from chm_portal.records.kinds import Kind
from chm_portal.records.refusals import NotYours, Refusal
from chm_portal.sheets.found import Limits
from chm_portal.sheets.problems import Problem
from chm_portal.sheets.reading import Row, Unreadable, rows_of
from chm_portal.sheets.tables import HEADINGS_WITHIN

AN_HOUR = timedelta(hours=1)
IMPORTS_AN_HOUR = 20  # of one person: mending a file takes some tries, more than that is a program's
WAITING_AT_MOST = 30  # of the whole site, so that imports do not keep workers from mail
STORED_AT_ONCE = 500
HANDING_IN = timedelta(seconds=60)  # of one task; the rest by the next
State = Import.State


@dataclass(frozen=True)
class Upload:
    """What somebody uploads: for whom, which file, in which encoding where it cannot be told, with which key."""

    kind: Kind
    owner: Owner
    file: UploadedFile
    encoding: str
    key: UUID


def web_limits() -> Limits:
    """Return how much a file may hold that is uploaded on a page."""
    rows = settings.IMPORT_MAX_ROWS + HEADINGS_WITHIN  # headings and explanations are rows for the reader
    return Limits(rows, settings.IMPORT_MAX_COLUMNS, rows * settings.IMPORT_MAX_COLUMNS, settings.IMPORT_MAX_BYTES)


def take(upload: Upload, by) -> Import:
    """Store an upload and have a worker check it; the same key by the same person is the same import.

    Raises NotYours, Refusal (too many).
    """
    if not access.keeps(by, upload.owner) or upload.owner.kind not in upload.kind.owner_kinds:
        raise NotYours
    try:
        return _store(upload, by)
    except IntegrityError:
        found = Import.objects.filter(creation_key=upload.key, created_by=by).first()
        if found is None:
            raise NotYours from None
        return found


@transaction.atomic
def _store(upload: Upload, by) -> Import:
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # what one person sends at once is counted one by one
    if found := Import.objects.filter(creation_key=upload.key, created_by=by).first():
        return found
    if Import.objects.filter(created_by=by, created_at__gt=timezone.now() - AN_HOUR).count() >= IMPORTS_AN_HOUR:
        raise Refusal(_("You have uploaded many files within an hour. Try again in an hour."), code="many")
    if Import.objects.filter(state__in=[State.WAITING, State.CONFIRMED]).count() >= WAITING_AT_MOST:
        raise Refusal(_("Many files are being checked at this moment. Try again in some minutes."), code="busy")
    made = Import(
        kind=upload.kind.slug,
        creation_key=upload.key,
        created_by=by,
        language=current(),
        name=safe_name(upload.file.name or ""),
        encoding=upload.encoding,
        **upload.owner.columns,
    )
    made.file = made.file.storage.save(store_name(), upload.file)
    made.save()
    trail.record("import.uploaded", by, made.topic, kind=made.kind, owner=upload.owner.key)
    queue.enqueue("import-check", str(made.pk))
    return made


def _locked(pk: int, state: str) -> Import | None:
    """Return an import in this state, under its lock; None where it is through. Raises DatabaseError where another
    worker has it: the outbox hands work out again long before a large file is checked, and asks once more later."""
    found = Import.objects.select_for_update(nowait=True, no_key=True, of=("self",)).filter(pk=pk, state=state)
    return found.select_related("country", "organisation", "created_by", "confirmed_by").first()


def check(pk: int) -> None:
    """Read a file and store what each row would do; done again, it does nothing. Raises OSError, DatabaseError."""
    with transaction.atomic():
        of = _locked(pk, State.WAITING)  # so that a file is not read while another worker stores what it read
    if of is None:
        return
    with translation.override(of.language):
        try:
            with of.file.open("rb") as file, rows_of(file, of.name, web_limits(), of.encoding) as rows:
                _store_check(pk, rows)
        except FileNotFoundError:
            _refuse(pk, Unreadable("lost"))
        except Unreadable as refusal:
            _refuse(pk, refusal)


@transaction.atomic
def _store_check(pk: int, rows: Iterator[Row]) -> None:
    if of := _locked(pk, State.WAITING):
        store_rows(of, checking.check(of, rows, of.created_by))
        of.state = State.CHECKED
        of.save()
        transaction.on_commit(lambda: _forget_file(of))


@transaction.atomic
def _refuse(pk: int, refusal: Unreadable) -> None:
    if of := _locked(pk, State.WAITING):
        of.state, of.problems = State.UNREADABLE, [Problem(refusal.messages[0]).as_json()]
        of.save()
        transaction.on_commit(lambda: _forget_file(of))


def store_rows(of: Import, rows) -> None:
    """Store checked rows, a batch in memory at a time, and count them by outcome."""
    counts, batch = dict.fromkeys(ImportRow.Outcome.values, 0), []
    for row in rows:
        row.of = of
        counts[row.outcome] += 1
        batch.append(row)
        if len(batch) == STORED_AT_ONCE:
            ImportRow.objects.bulk_create(batch)
            batch = []
    ImportRow.objects.bulk_create(batch)
    for outcome, number in counts.items():
        setattr(of, outcome, number)


def _forget_file(of: Import) -> None:
    if of.file:
        of.file.storage.delete(of.file.name)
        Import.objects.filter(pk=of.pk).update(file="")


def _kept(of: Import, by) -> Import:
    """Return the import again under its lock; raises NotYours where the person does not work for its owner."""
    imports = Import.objects.select_for_update(no_key=True, of=("self",)).select_related("country", "organisation")
    of = imports.get(pk=of.pk)
    if not access.keeps(by, of.owner):
        raise NotYours
    return of


@transaction.atomic
def confirm(of: Import, by, skips_wrong: bool) -> Import:
    """Have a worker bring the rows in; confirmed again, nothing happens. Raises NotYours, Refusal."""
    of = _kept(of, by)
    if of.state in (State.CONFIRMED, State.DONE):
        return of
    if of.state != State.CHECKED or not of.brings_something:
        raise Refusal(_("There is nothing to bring in."), code="nothing")
    if of.refused and not skips_wrong:
        raise Refusal(
            _("There are rows with errors. Mend the file and upload it again, or choose to leave them out."),
            code="wrong_rows",
        )
    of.state, of.skips_wrong = State.CONFIRMED, skips_wrong
    of.confirmed_by, of.confirmed_at = by, timezone.now()
    of.save(update_fields=["state", "skips_wrong", "confirmed_by", "confirmed_at"])
    counts = {"new": of.new, "changed": of.changed, "refused": of.refused}
    trail.record("import.confirmed", by, of.topic, skips_wrong=skips_wrong, **counts)
    queue.enqueue("import-bring-in", str(of.pk))
    return of


def bring_in(pk: int) -> None:
    """Make the drafts of a confirmed import, all of them or, where one cannot be made any more, none (F13)."""
    try:
        with transaction.atomic():
            of = _locked(pk, State.CONFIRMED)
            if of is None:
                return
            with translation.override(of.language):
                _bring_in(of)
    except bringing_in.Trouble as trouble:
        _put_back(pk, trouble)


def _bring_in(of: Import) -> None:
    rows = of.rows.filter(outcome__in=[ImportRow.Outcome.NEW, ImportRow.Outcome.CHANGED]).order_by("place")
    batch = []
    for row in rows.iterator(chunk_size=STORED_AT_ONCE):
        batch.append(row)
        if len(batch) == checking.BATCH:
            bringing_in.bring_in(of, batch, of.confirmed_by)
            batch = []
    bringing_in.bring_in(of, batch, of.confirmed_by)
    of.state, of.done_at = State.DONE, timezone.now()
    of.save(update_fields=["state", "done_at"])
    trail.record("import.brought_in", of.confirmed_by, of.topic, new=of.new, changed=of.changed)


@transaction.atomic
def _put_back(pk: int, trouble: bringing_in.Trouble) -> None:
    """Let the person decide again: the row that could not be brought in is one with errors now, nothing came in."""
    of = Import.objects.select_for_update(no_key=True).get(pk=pk)
    row = trouble.row
    with translation.override(of.language):
        problem = Problem(trouble.reason, _("Upload the file again."), row.sheet, row.number)
    setattr(of, row.outcome, getattr(of, row.outcome) - 1)
    of.refused += 1
    row.outcome, row.problems = ImportRow.Outcome.REFUSED, [problem.as_json()]
    row.save(update_fields=["outcome", "problems"])
    of.state = State.CHECKED
    of.save(update_fields=["state", "new", "changed", "refused"])


@transaction.atomic
def cancel(of: Import, by) -> None:
    """Give up an import that is not confirmed, rows and file included. Raises NotYours, Refusal."""
    of = _kept(of, by)
    if of.state == State.CANCELLED:
        return
    if of.state in (State.CONFIRMED, State.DONE):
        raise Refusal(_("It is brought in already: cancel its drafts one by one."), code="late")
    of.state = State.CANCELLED
    of.save(update_fields=["state"])
    of.rows.all().delete()
    trail.record("import.cancelled", by, of.topic)
    transaction.on_commit(lambda: _forget_file(of))


# --- submitting all of it ---------------------------------------------------------------------------


@transaction.atomic
def ask_to_hand_in(of: Import, by) -> None:
    """Have a worker submit every draft of an import, in this person's name. Raises NotYours, Refusal."""
    of = _kept(of, by)
    if of.state != State.DONE:
        raise Refusal(_("There are no drafts to submit."), code="nothing")
    if of.hand_in_by_id and of.handed_in_at is None:
        return
    of.hand_in_by, of.handed_in_at = by, None
    of.save(update_fields=["hand_in_by", "handed_in_at"])
    trail.record("import.submitted", by, of.topic)
    queue.enqueue("import-hand-in", str(of.pk))


def hand_in(pk: int) -> None:
    """Submit the drafts of an import one by one; after a minute the rest is left to the next task."""
    of = Import.objects.filter(pk=pk, handed_in_at=None).exclude(hand_in_by=None).select_related("hand_in_by").first()
    if of is None:
        return
    until = timezone.now() + HANDING_IN
    for row in drafts_of(of).select_related("record").iterator(chunk_size=STORED_AT_ONCE):
        if timezone.now() > until:
            queue.enqueue("import-hand-in", str(pk))
            return
        try:
            bringing_in.hand_in(row.record, of.hand_in_by)
        except Refusal:
            continue  # it stays a draft, and its own page says why
    Import.objects.filter(pk=pk).update(handed_in_at=timezone.now())


def drafts_of(of: Import):
    """Return the rows of an import whose record is a draft that its team can submit."""
    return of.rows.filter(record__revisions__state__in=["draft", "returned"]).order_by("place")


# --- what does not stay -------------------------------------------------------------------------------


def sweep() -> int:
    """Remove rows and files of imports after a month; return how many. That they were made, and their counts, stay."""
    old = Import.objects.filter(swept_at=None, created_at__lt=timezone.now() - KEPT).exclude(state=State.CONFIRMED)
    number = 0
    for of in old:
        of.rows.all().delete()
        _forget_file(of)
        state = of.state if of.state in (State.DONE, State.CANCELLED) else State.CANCELLED
        number += Import.objects.filter(pk=of.pk).update(swept_at=timezone.now(), state=state, problems=[])
    for of in Import.objects.exclude(Q(file="") | Q(state=State.WAITING)):
        _forget_file(of)  # a worker ended between its commit and this
    return number
