"""The five roles of the portal: one command each, the same in `./run` and alone in production."""

import http.client
import os
import sys
from collections.abc import Callable

from chm_portal.stack.places import StackError
from chm_portal.stack.supervisor import Program

CELERY = [sys.executable, "-m", "celery", "--quiet", "-A", "chm_portal"]  # no banner: it is no line of a log
# The workers need nothing of one another; without these chats they are ready a second sooner.
ALONE = ["--without-gossip", "--without-mingle", "--without-heartbeat"]


def port_number(environment: dict[str, str]) -> int:
    """Return the port to listen on from PORT; raises StackError that names the variable."""
    text = environment.get("PORT") or "8000"
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise StackError(f"PORT={text!r}: say a number from 1 to 65535.")
    return int(text)


def command_of(role: str, environment: dict[str, str]) -> list[str]:
    """Return the command of a role; raises StackError for a role that is none.

    PORT, PORTAL_BIND, PORTAL_WEB_WORKERS, PORTAL_WEB_THREADS and PORTAL_WORKER_PROCESSES are read from the environment.
    """
    commands: dict[str, Callable[[dict[str, str]], list[str]]] = {
        "web": web,
        "worker": worker,
        "indexer": indexer,
        "relay": relay,
        "beat": beat,
    }
    if role not in commands:
        raise StackError(f"There is no role {role!r}: say one of {', '.join(commands)}.")
    return commands[role](environment)


def web(environment: dict[str, str]) -> list[str]:
    """The web server: one process of eight threads unless told otherwise."""
    bind = f"{environment.get('PORTAL_BIND') or '127.0.0.1'}:{port_number(environment)}"
    workers, threads = environment.get("PORTAL_WEB_WORKERS", "1"), environment.get("PORTAL_WEB_THREADS", "8")
    return [
        *(sys.executable, "-m", "gunicorn", "chm_portal.wsgi", "--bind", bind),
        *("--worker-class", "gthread", "--workers", workers, "--threads", threads),
        *("--timeout", "60", "--graceful-timeout", "8", "--keep-alive", "5"),
        *("--logger-class", "chm_portal.stack.gunicorn_log.PortalLogger", "--no-control-socket"),
    ]


def developers_web(environment: dict[str, str]) -> list[str]:
    """Django's own server, which follows the source."""
    return [sys.executable, "manage.py", "runserver", f"127.0.0.1:{port_number(environment)}"]


def worker(environment: dict[str, str]) -> list[str]:
    """The worker of everything that is no index: mail, notices, files."""
    processes = environment.get("PORTAL_WORKER_PROCESSES", "2")
    return [*CELERY, "worker", "-n", "worker@%h", "-Q", "default", "-c", processes, "-l", "INFO", *ALONE]


def indexer(environment: dict[str, str]) -> list[str]:
    """The only writer of the search index, one process: Whoosh has one lock."""
    return [*CELERY, "worker", "-n", "indexer@%h", "-Q", "index", "-c", "1", "-l", "INFO", *ALONE]


def relay(environment: dict[str, str]) -> list[str]:
    """What hands the outbox's rows to the workers."""
    return [sys.executable, "manage.py", "relay_outbox"]


def beat(environment: dict[str, str]) -> list[str]:
    """The clock of the periodic tasks."""
    schedule = os.path.join(environment["PORTAL_VAR"], "beat-schedule")
    return [*CELERY, "beat", "-s", schedule, "--pidfile=", "-l", "INFO"]


def programs(environment: dict[str, str], reload: bool = False) -> list[Program]:
    """Return the roles as programs to keep running, the web first because somebody waits for it."""
    port = port_number(environment)
    first = developers_web(environment) if reload else web(environment)
    roles = [Program("web", first, environment, stage=3, answers=lambda: first_answer(port) is not None)]
    for role in ("relay", "indexer", "worker", "beat"):
        roles.append(Program(role, command_of(role, environment), environment))
    return roles


def first_answer(port: int, path: str = "/") -> int | None:
    """Ask for a page as a browser would; return its status, or None while nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
