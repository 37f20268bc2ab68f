"""Two machines that are upgraded at once take turns: one migrates, the other finds nothing left to do."""

import subprocess
import sys
from contextlib import closing

import psycopg2
import pytest

from chm_portal.stack.places import ROOT
from chm_portal.stack.preparation import LOCK
from tests.stack.sites import Site, address_of, name_beside_ours

WAITS = "another machine is preparing it"


@pytest.fixture
def machines(db, tmp_path):
    """Two machines with folders of their own and one database, which is empty."""
    name = name_beside_ours("upgraded")
    both = [Site(name, tmp_path / "first"), Site(name, tmp_path / "second")]
    both[0].make()
    yield both
    both[0].drop()


def begin(site: Site) -> subprocess.Popen:
    """Let a machine prepare, as an upgrade does."""
    return subprocess.Popen(
        [sys.executable, "-m", "chm_portal.stack", "prepare"],
        env=site.environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_two_preparations_at_once_take_turns(machines):
    """Somebody else holds the lock until both have come, so that neither is done before the other begins."""
    with closing(psycopg2.connect(address_of(machines[0].database))) as holder:
        holder.cursor().execute("SELECT pg_advisory_lock(%s)", [LOCK])
        both = [begin(site) for site in machines]
        first_lines = [process.stdout.readline() for process in both]
        assert all(WAITS in line for line in first_lines), first_lines
        assert machines[0].rows() == {}  # nobody has begun
    said = [process.communicate(timeout=300)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert sorted("migrations" in text for text in said) == [False, True], said
    assert machines[0].rows()["records_record"] == 0
