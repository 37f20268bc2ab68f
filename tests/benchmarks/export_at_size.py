"""What lists as files and the dump take at size: seconds, bytes, and how much more memory than before.

RECORDS=100000 ./run test tests/benchmarks/export_at_size.py -q -s
"""

import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryFile

import pytest
from django.utils import timezone

from chm_portal.common.csv_export import csv_lines
from chm_portal.common.xlsx_export import xlsx_parts
from chm_portal.interop import dump
from chm_portal.records.exports.table import rows_of_table
from chm_portal.records.models import Record
from tests import world
from tests.clones import clone

pytestmark = pytest.mark.django_db
RECORDS = int(os.environ.get("RECORDS", "10000"))
MEGABYTES_MORE = 120  # at most, however many records there are


def memory(name: str) -> float:
    """Return a figure of this process in megabytes: VmRSS now, VmHWM at its highest since it was reset."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024


def measured(name: str, make: Callable[[], Iterable[bytes | str]]) -> None:
    """Take everything that is made, print what it took, and fail where memory grows with it."""
    Path("/proc/self/clear_refs").write_text("5")
    before, begun = memory("VmRSS"), time.monotonic()
    parts = iter(make())
    size = len(next(parts))
    first = time.monotonic() - begun
    size += sum(len(part) for part in parts)
    more = memory("VmHWM") - before
    seconds = time.monotonic() - begun
    print(
        f"{name}: {seconds:.1f} s, first bytes after {first:.2f} s, {size / 1e6:.1f} MB, {more:.0f} MB of memory more"
    )
    assert more < MEGABYTES_MORE


def _dumped() -> Iterable[bytes]:
    with TemporaryFile() as file:
        yield b" " * dump.write(file, timezone.now()).size


def test_files_of_many_records_take_no_more_memory_than_those_of_few(person):
    record = world.published(
        person("focal_point_a"), person("curator"), title_fr="Guide des stratégies", countries=["be"]
    )
    clone(record, RECORDS - 1)
    print(f"\n{RECORDS} records")
    records = Record.objects.published().order_by("-updated_at", "-pk")
    measured("CSV", lambda: csv_lines(rows_of_table(records)))
    measured("XLSX", lambda: xlsx_parts(rows_of_table(records)))
    measured("dump", _dumped)
