"""The pg_dump that fits a server: never older than it, and no newer than must be."""

import pytest

from chm_portal.stack import database_programs
from chm_portal.stack.places import StackError


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """Return a function that gives the machine folders of programs, by version."""
    monkeypatch.delenv("PORTAL_PG_BIN", raising=False)

    def have(*versions: int):
        folders = []
        for version in versions:
            (folder := tmp_path / str(version)).mkdir()
            for name in ("pg_dump", "pg_restore"):
                (folder / name).write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version}.3 (Debian)'\n")
                (folder / name).chmod(0o755)
            folders.append(folder)
        monkeypatch.setattr(database_programs, "folders_of_programs", lambda: iter(folders))
        return folders

    return have


def test_the_oldest_programs_that_are_not_older_than_the_server_are_taken(machine):
    _newest, fitting, _too_old = machine(18, 16, 14)
    assert database_programs.folder_for_server(15) == fitting


def test_the_programs_that_are_given_are_taken_as_they_are(machine, monkeypatch):
    given, _fitting = machine(14, 16)
    monkeypatch.setenv("PORTAL_PG_BIN", str(given))
    assert database_programs.folder_for_server(16) == given


def test_a_server_that_is_newer_than_all_programs_is_said_with_a_way_out(machine):
    machine(14)
    with pytest.raises(StackError, match=r"no pg_dump for PostgreSQL 17(?s:.*)PORTAL_PG_BIN"):
        database_programs.folder_for_server(17)
