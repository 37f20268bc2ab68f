"""What it takes to move a library of ten thousand resources, and to check and bring in what one person may upload.

Writes a file of generated rows, runs `manage.py import_resources --publish` on it twice, then checks and brings in a
file of IMPORT_MAX_ROWS rows as a worker does. Prints seconds, the processor's too (a busy machine changes them
little), and peak memory of this process and of the one that reads. Leaves its records behind: a portal to throw away.
Beside a running ./run:

    ROWS=10000 NAME=library.xlsx ./run manage shell -v 0 < tests/benchmarks/import_library.py
"""

import os
import resource
import tempfile
import time
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from chm_portal.directory.owners import Owner
from chm_portal.imports import bulk, keeping
from chm_portal.imports.models import Import
from tests.imports import tables
from tests.imports.tables import row, table
from tests.sheets.files import csv_of, workbook_of

ROWS = int(os.environ.get("ROWS", "10000"))
NAME = os.environ.get("NAME", "library.csv")


def megabytes(who: int) -> int:
    """Return the peak memory of this process, or of those it started."""
    return resource.getrusage(who).ru_maxrss // 1024


def content(name: str, number: int, prefix: str) -> bytes:
    """Return a file of so many rows, each with texts of its own."""
    rows = [
        row(one)
        | {"key": f"{prefix}-{one}", "title_fr": f"Guide n° {one}", "summary_fr": f"{row(one)['summary_en']} {one}"}
        for one in range(number)
    ]
    names = ("key", *sorted({name for one in rows for name in one} - {"key"}))
    return workbook_of(table(rows, names)) if name.endswith("xlsx") else csv_of(table(rows, names))


def measured(what: str, work) -> None:
    """Do something and print what it took."""
    began, used = time.perf_counter(), time.process_time()
    work()
    seconds = f"{time.perf_counter() - began:.0f} s, processor {time.process_time() - used:.0f} s"
    memory = f"{megabytes(resource.RUSAGE_SELF)} MB, reading process {megabytes(resource.RUSAGE_CHILDREN)} MB"
    print(f"{what}: {seconds}; peak so far {memory}; load {os.getloadavg()[0]:.1f}", flush=True)


with tempfile.TemporaryDirectory() as folder:
    path = Path(folder) / NAME
    path.write_bytes(content(NAME, ROWS, f"bench-{time.time()}"))
    print(
        f"{NAME}: {ROWS} rows, {path.stat().st_size // 1024} KB; before {megabytes(resource.RUSAGE_SELF)} MB",
        flush=True,
    )
    given = ("import_resources", str(path), "--owner", "scbd", "--publish")
    measured("checked and published", lambda: call_command(*given))
    measured("the same file again", lambda: call_command(*given))

most, owner = settings.IMPORT_MAX_ROWS, Owner.secretariat()
by = bulk.voice_of(owner)
rows = [row(one) | {"key": f"web-{time.time()}-{one}"} for one in range(most)]
measured(f"{most} rows checked as an upload", lambda: tables.checked(by, owner, rows))
of = Import.objects.latest("pk")
Import.objects.filter(pk=of.pk).update(state=Import.State.CONFIRMED, confirmed_by=by)  # so that no worker is asked
measured("the same made into drafts", lambda: keeping.bring_in(of.pk))
