"""The words of ./run, and what they do before any server is asked."""

import os
from types import SimpleNamespace

import pytest

from chm_portal.stack import command_line
from chm_portal.stack.command_line import main, prepare
from chm_portal.stack.places import StackError


class Empties:
    """Stands for the built-in database; counts how often it is emptied."""

    times = 0

    def empty(self):
        self.times += 1


class Runs:
    """Stands for the supervisor; notes the commands and gives the status that the test wants."""

    def __init__(self, status=0):
        self.status = status
        self.commands = []

    def run(self, command, environment):
        self.commands.append(command)
        return self.status


@pytest.fixture
def built_in(place, monkeypatch):
    """Servers of a place with a built-in database, about a project that a test can change by naming a digest."""
    monkeypatch.setattr(command_line, "digest_of_project", lambda: "first digest")
    return SimpleNamespace(place=place, postgresql=Empties())


def test_an_empty_database_is_filled_with_the_demonstration_once(built_in):
    runs = Runs()
    prepare(built_in, runs, {}, demonstration=False)
    prepare(built_in, runs, {}, demonstration=False)
    assert built_in.postgresql.times == 1
    assert len(runs.commands) == 1
    assert runs.commands[0][-1] == "--demonstration"


def test_a_filling_that_failed_starts_over_on_an_empty_database(built_in):
    (built_in.place.var / "media").mkdir()
    with pytest.raises(StackError):
        prepare(built_in, Runs(status=1), {}, demonstration=False)
    prepare(built_in, runs := Runs(), {}, demonstration=False)
    assert built_in.postgresql.times == 2
    assert runs.commands[0][-1] == "--demonstration"
    assert not (built_in.place.var / "media").exists()


def test_changed_files_are_prepared_for_without_touching_the_content(built_in, monkeypatch):
    prepare(built_in, Runs(), {}, demonstration=False)
    monkeypatch.setattr(command_line, "digest_of_project", lambda: "second digest")
    prepare(built_in, runs := Runs(), {}, demonstration=False)
    assert built_in.postgresql.times == 1
    assert runs.commands == [command_line.PREPARATION]


def test_a_database_of_ones_own_is_prepared_each_time_and_gets_no_demonstration(place, monkeypatch):
    own = SimpleNamespace(place=place, postgresql=None)
    runs = Runs()
    prepare(own, runs, {}, demonstration=False)
    prepare(own, runs, {}, demonstration=True)
    assert [command[-1] == "--demonstration" for command in runs.commands] == [False, True]


def test_the_digest_follows_every_file_but_what_the_portal_writes(tmp_path, monkeypatch):
    monkeypatch.setattr(command_line, "ROOT", tmp_path)
    for name in ("var", "app"):
        (tmp_path / name).mkdir()
    before = command_line.digest_of_project()
    (tmp_path / "var/log").write_text("a line")
    assert command_line.digest_of_project() == before
    (tmp_path / "app/0002_more.py").write_text("a migration")
    assert command_line.digest_of_project() != before


@pytest.mark.parametrize("words", [["role", "web"], ["prepare"]])
def test_a_role_alone_wants_to_know_its_servers(words, monkeypatch, capsys):
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody@db.example.org/chm")
    monkeypatch.delenv("REDIS_URL", raising=False)
    assert main(words) == 1
    assert "REDIS_URL must be set" in capsys.readouterr().err


def test_an_unknown_role_is_refused_with_the_five_that_there_are(monkeypatch, capsys):
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody@db.example.org/chm")
    monkeypatch.setenv("REDIS_URL", "redis://cache.example.org/0")
    assert main(["role", "wbe"]) == 1
    assert "web, worker, indexer, relay, beat" in capsys.readouterr().err


@pytest.mark.parametrize("role", ["web", "worker", "indexer", "relay", "beat"])
def test_a_role_becomes_its_program(role, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody@db.example.org/chm")
    monkeypatch.setenv("REDIS_URL", "redis://cache.example.org/0")
    became = []
    monkeypatch.setattr(os, "execve", lambda *arguments: became.append(arguments))
    monkeypatch.setattr(os, "chdir", lambda folder: None)
    main(["role", role])
    [(_program, command, environment)] = became
    assert {"web": "gunicorn", "relay": "relay_outbox"}.get(role, "celery") in command
    assert environment["DATABASE_URL"] == "postgresql://somebody@db.example.org/chm"


def test_a_bad_port_ends_the_start_with_one_line(monkeypatch, capsys):
    monkeypatch.setenv("PORT", "eighty")
    assert main([]) == 1
    assert capsys.readouterr().err == "./run: PORT='eighty': say a number from 1 to 65535.\n"


def test_what_is_named_is_run_as_it_is_and_everything_in_two_runs():
    assert command_line.parts_of_tests(["-q", "tests/records"]) == [["-q", "tests/records"]]
    elsewhere, browser = command_line.parts_of_tests(["-q"])
    assert elsewhere[:2] == ["tests", "--ignore=tests/browser"]
    assert browser[0] == "tests/browser"
    assert "-q" in elsewhere
    assert "-q" in browser


@pytest.fixture
def own_database(built_in, place, monkeypatch):
    """The portal's own database, and what is run on it."""
    runs = Runs()
    runs.stop = lambda: None
    built_in.start = lambda supervisor: None
    built_in.addresses = dict
    monkeypatch.setattr(command_line, "Place", lambda name: place)
    monkeypatch.setattr(command_line, "Servers", lambda place: built_in)
    monkeypatch.setattr(command_line, "Supervisor", lambda log: runs)
    monkeypatch.setattr(command_line, "listen_for_stop", lambda: None)
    return runs


def test_a_backup_fills_the_own_database_before_anything_is_in_it(own_database, built_in):
    assert main(["restore", "/backup"]) == 0
    assert own_database.commands == [[*command_line.RESTORATION, "/backup"]]
    assert built_in.postgresql.times == 1  # what an interrupted filling has left is gone
    prepare(built_in, own_database, {}, demonstration=False)
    assert own_database.commands[-1] == command_line.PREPARATION  # no demonstration over it


def test_a_restore_that_failed_leaves_the_own_database_to_be_filled(own_database, built_in):
    own_database.status = 1
    assert main(["restore", "/backup"]) == 1
    assert not (built_in.place.var / "filled").exists()


def test_no_backup_goes_over_what_the_own_database_holds(own_database, built_in, capsys):
    (built_in.place.var / "filled").touch()
    assert main(["restore", "/backup"]) == 1
    assert "./run reset" in capsys.readouterr().err
    assert own_database.commands == []
    assert built_in.postgresql.times == 0
