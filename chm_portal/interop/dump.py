"""The daily dump: every published record as one line of JSON, compressed, made whole before it is given away (R35)."""

import gzip
import json
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from tempfile import TemporaryFile
from typing import IO, Any, NamedTuple

from django.conf import settings
from django.core.files import File
from django.urls import reverse
from django.utils import timezone, translation

from chm_portal.common.summed import SummedFile
from chm_portal.interop.models import PublicDump
from chm_portal.records.exports.description import description, facts_in_six_languages, parts_of_all
from chm_portal.records.models import Record

FORMAT, VERSION = "chm-records", 1  # the version is raised when the shape of a line changes
FRESH = timedelta(hours=23)  # after which it is made anew
WORKED_ON_AT_MOST = timedelta(hours=1)  # after which one that was begun and never made is taken for lost
_SQUEEZE = 6


class Written(NamedTuple):
    """What was written: number of lines, bytes, checksum of the compressed file."""

    records: int
    size: int
    sha256: str


def lines() -> Iterator[dict[str, Any]]:
    """Yield every published record, in the order of first publication; its own words in six languages."""
    with translation.override("en"):
        for parts in parts_of_all(Record.objects.published().order_by("published_at", "pk")):
            yield description(parts) | {"facts": facts_in_six_languages(parts.record)}


def write(out: IO[bytes], made_at: datetime) -> Written:
    """Write all lines into a file open for writing, compressed, a batch of records in memory at a time."""
    summed, count = SummedFile(out), 0
    with gzip.GzipFile("records.jsonl", "wb", _SQUEEZE, summed, mtime=made_at.timestamp()) as packed:
        for line in lines():
            packed.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
            count += 1
    return Written(count, summed.size, summed.sum.hexdigest())


def latest() -> PublicDump | None:
    """Return the dump that is given away, if there is one."""
    return PublicDump.objects.made().first()


def is_due() -> bool:
    """Whether there is none of today, or one that holds what was withdrawn since; and nobody is making one."""
    now, last = timezone.now(), latest()
    if PublicDump.objects.filter(made_at=None, begun_at__gt=now - WORKED_ON_AT_MOST).exists():
        return False
    if last is None or last.begun_at < now - FRESH:
        return True
    return Record.objects.filter(withdrawn_at__gte=last.begun_at).exists()


def make() -> PublicDump:
    """Make a dump, give it away from then on, and delete those before it; one that fails leaves nothing behind."""
    dump = PublicDump.objects.create()
    try:
        _fill(dump)
    except BaseException:
        dump.delete()
        raise
    _forget_those_before(dump)
    return dump


def _fill(dump: PublicDump) -> None:
    with TemporaryFile() as file:
        written = write(file, dump.begun_at)
        file.seek(0)
        name = f"exports/public-{dump.begun_at:%Y-%m-%d}-{secrets.token_hex(8)}.jsonl.gz"
        dump.file.name = dump.file.storage.save(name, File(file))
    dump.made_at = timezone.now()
    dump.records, dump.size, dump.sha256 = written
    dump.save()


def _forget_those_before(dump: PublicDump) -> None:
    for old in PublicDump.objects.filter(begun_at__lt=dump.begun_at):
        old.delete()
        if old.file:
            old.file.storage.delete(old.file.name)


def manifest(dump: PublicDump) -> dict[str, Any]:
    """Return what a program reads before it takes the file."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "portal": settings.PORTAL_ADDRESS,
        "made": dump.made_at,
        "state_of": dump.begun_at,
        "records": dump.records,
        "bytes": dump.size,
        "sha256": dump.sha256,
        "file": settings.PORTAL_ADDRESS + reverse("machines:dump_file"),
        "terms_of_use": settings.PORTAL_ADDRESS + reverse("pages:prose_read", args=["terms"]),
    }
