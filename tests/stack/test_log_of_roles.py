"""With PORTAL_LOG_FORMAT=json every line that a role writes is an object, whoever in the program wrote it."""

import json
import socket
import time

import pytest
from django.db import connection

from chm_portal.stack import roles
from chm_portal.stack.places import Place
from chm_portal.stack.supervisor import Program
from chm_portal.stack.valkey import Valkey
from tests.stack.sites import environment_of

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]

CELERYS_GOODBYE = "worker: Warm shutdown"  # written past every logger, by the handler of a signal


@pytest.fixture
def environment(tmp_path, supervisor, transactional_db):
    """What the roles of a site on the tests' database are started with; a broker of its own is there."""
    broker = Valkey(Place("site", tmp_path))
    supervisor.start(broker.program())
    return environment_of(connection.settings_dict["NAME"], tmp_path) | {
        "REDIS_URL": broker.url,
        "PORTAL_LOG_FORMAT": "json",
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "ignore::SyntaxWarning",
    }


def lines_of(program: Program) -> list[dict]:
    """Return what a program has logged; fails at a line that is no object."""
    lines = program.log.read_text().splitlines()
    return [json.loads(line) for line in lines if line.strip() and not line.startswith(CELERYS_GOODBYE)]


def wait_for(happened) -> None:
    """Wait until something has happened, a minute at most."""
    deadline = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def free_port() -> int:
    """Return a port that nobody has."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


def test_the_web_writes_objects_and_no_readers_address(environment, supervisor):
    port = free_port()
    environment["PORT"] = str(port)
    command = roles.command_of("web", environment)
    web = Program("web", command, environment, answers=lambda: roles.first_answer(port, "/healthz") is not None)
    supervisor.start(web)
    assert roles.first_answer(port, "/robots.txt?q=private") == 200
    with socket.create_connection(("127.0.0.1", port)) as stranger:
        stranger.sendall(b"GET / HTTP/9.9\r\nno header\r\n\r\n")
        stranger.recv(1000)
    wait_for(lambda: "Invalid" in web.log.read_text())
    supervisor.stop()
    lines = lines_of(web)
    [asked] = [line for line in lines if line.get("path") == "/robots.txt"]
    assert (asked["status"], asked["method"]) == (200, "GET")
    assert not [line for line in lines if line.get("path") == "/healthz"]
    text = web.log.read_text()
    assert "private" not in text
    assert "ip=127" not in text


@pytest.mark.parametrize("role", ["worker", "beat"])
def test_celery_writes_objects_without_a_banner(role, environment, supervisor):
    program = Program(role, roles.command_of(role, environment), environment)
    supervisor.start(program)
    said = {"worker": "ready", "beat": "Starting"}[role]
    wait_for(lambda: said in program.log.read_text())
    supervisor.stop()
    assert lines_of(program)
