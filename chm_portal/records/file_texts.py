"""The texts of public files: which are to be read, reading them, forgetting them.

A file is read when a published record begins to show it, and again when its readers have become better (VERSION). How
a reading ended is kept, so that a hostile file costs its seconds once; only what is no fault of the file is tried
again. What a record no longer shows is forgotten.
"""

import logging
import time
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from chm_portal.outbox import queue
from chm_portal.records.extraction import sandbox
from chm_portal.records.extraction.formats import READERS
from chm_portal.records.models import Attachment, AttachmentText, Record

VERSION = 1  # of the readers: counted up, every file is read again
MOST_ATTEMPTS = 4
PAUSE = timedelta(minutes=5)  # for which a row is whose reading has begun; doubled with each attempt
NEW_AT_ONCE = 2000
BETTER_READERS_AT_ONCE = 200  # files read again in one round, so that new ones do not wait behind all
log = logging.getLogger(__name__)


@transaction.atomic
def take_in(records: Iterable[int] | None = None) -> None:
    """Enter the files that are shown and have no text yet, forget texts of those that are not; of these records or all.

    Files of which an older version of the readers has the text wait for being read again; the text stays meanwhile.
    """
    texts, files = AttachmentText.objects.all(), Attachment.objects.shown().filter(media_type__in=READERS)
    if records is not None:
        texts, files = texts.filter(attachment__record__in=records), files.filter(record__in=records)
    texts.exclude(attachment__in=Attachment.objects.shown()).delete()
    new = files.filter(inner_text=None).order_by("pk").values_list("pk", flat=True)[:NEW_AT_ONCE]
    rows = [AttachmentText(attachment_id=pk, reader_version=VERSION) for pk in new]
    AttachmentText.objects.bulk_create(rows, ignore_conflicts=True)
    older = texts.filter(reader_version__lt=VERSION).order_by("pk").values("pk")[:BETTER_READERS_AT_ONCE]
    AttachmentText.objects.filter(pk__in=older).update(
        outcome=AttachmentText.Outcome.WAITING, reader_version=VERSION, attempts=0, next_try=timezone.now()
    )


def read_due(seconds: float) -> int:
    """Read files whose turn it is, one after another, until so many seconds are over; return how many."""
    until = time.monotonic() + seconds
    number = 0
    while time.monotonic() < until and (text := _begun()):
        _read(text)
        number += 1
    return number


@transaction.atomic
def _begun() -> AttachmentText | None:
    """Take the next text for this process; one that never ends it is tried again after a pause, not for ever."""
    due = AttachmentText.objects.due().select_for_update(skip_locked=True, of=("self",)).select_related("attachment")
    text = due.order_by("next_try", "pk").first()
    if text:
        text.next_try = timezone.now() + PAUSE * 2**text.attempts
        text.attempts += 1
        text.save(update_fields=["attempts", "next_try"])
    return text


def _read(text: AttachmentText) -> None:
    attachment = text.attachment
    if text.attempts > MOST_ATTEMPTS:  # every one of them took the worker with it
        _end(text, AttachmentText.Outcome.FAILED)
        return
    try:
        with attachment.file.open("rb") as file:
            reading = sandbox.read(file, attachment.media_type)
    except Exception as error:  # the storage is away, no process can be started: whatever it is, it is not the file
        log.warning("The file of attachment %s was not read: %r", attachment.pk, error)
        if text.attempts == MOST_ATTEMPTS:
            outcome = AttachmentText.Outcome
            _end(text, outcome.MISSING if isinstance(error, FileNotFoundError) else outcome.FAILED)
        return
    _end(text, reading.outcome, reading.text)


@transaction.atomic
def _end(text: AttachmentText, outcome: str, read: str = "") -> None:
    """Write down how it ended, and ask for the index; of a file that is no longer shown nothing is kept."""
    record = Record.objects.filter(pk=text.attachment.record_id).select_for_update(no_key=True).first()
    mine = AttachmentText.objects.filter(pk=text.pk, attempts=text.attempts)
    if record is None or not mine.filter(attachment__in=Attachment.objects.shown()).exists():
        return
    mine.update(outcome=outcome, text=read, read_at=timezone.now())
    queue.enqueue("index", record.topic)


def forget(record: Record) -> None:
    """Forget the texts of a record that is withdrawn, in its transaction."""
    AttachmentText.objects.filter(attachment__record=record).delete()
