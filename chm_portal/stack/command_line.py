"""The words that `./run` understands, and the order in which each brings things up."""

import argparse
import hashlib
import os
import shutil
import sys
import time
from pathlib import Path

from chm_portal.stack import roles
from chm_portal.stack.places import ROOT, Place, StackError
from chm_portal.stack.servers import (
    Servers,
    environment_of_portal,
    environment_of_tests,
    given,
    throw_away,
    wait_for_port,
)
from chm_portal.stack.supervisor import Stopped, Supervisor, listen_for_stop, say

PREPARATION = [sys.executable, "-m", "chm_portal.stack.preparation"]
BACKUP = [sys.executable, "-m", "chm_portal.stack.backup"]
RESTORATION = [sys.executable, "-m", "chm_portal.stack.restoration"]
MANAGE = [sys.executable, "manage.py"]
INTERRUPTED = 130  # as shells have it
FILLED_BY_US = ("media", "mail", "whoosh")  # folders that belong to the content of the database


def main(arguments: list[str]) -> int:
    """Do what the words of the command line ask for; return an exit status."""
    verbs = {
        "test": run_tests,
        "manage": lambda words: on_the_database([*MANAGE, *words]),
        "role": run_role,
        "prepare": prepare_only,
        "backup": lambda words: on_the_database([*BACKUP, *words]),
        "restore": restore,
        "reset": reset,
    }
    try:
        if arguments and arguments[0] in verbs:
            return verbs[arguments[0]](arguments[1:])
        return run_portal(arguments)
    except StackError as error:
        print(f"./run: {error}", file=sys.stderr, flush=True)
        return 1


def run_portal(arguments: list[str]) -> int:
    """Start everything and watch it until Ctrl-C."""
    parser = argparse.ArgumentParser(prog="./run", description="Start the portal. ./run --help lists the other words.")
    parser.add_argument("--reload", action="store_true", help="follow the source, for developers")
    parser.add_argument("--demo", action="store_true", help="load the demonstration into the database of DATABASE_URL")
    options = parser.parse_args(arguments)
    place = Place("dev")
    port = roles.port_number(dict(os.environ))
    with place.lock():
        wait_for_port(port)
        listen_for_stop()
        supervisor = Supervisor(place.log)
        try:
            servers = Servers(place)
            servers.start(supervisor)
            demonstration = options.demo or servers.postgresql is not None
            environment = environment_of_portal(servers, demonstration)
            if options.reload:
                environment["PORTAL_DEBUG"] = "1"
            prepare(servers, supervisor, environment, options.demo)
            start_roles(supervisor, environment, options.reload)
            welcome(place, port, demonstration)
            supervisor.watch()
        except Stopped:
            say("\nStopping ...")
        finally:
            supervisor.stop()
    return 0


def prepare(servers: Servers, supervisor: Supervisor, environment: dict[str, str], demonstration: bool) -> None:
    """Bring database and static files up to date; the built-in database is filled with the demonstration once.

    A filling that was interrupted starts over on an empty database: nobody has worked there yet.
    On the built-in database nothing is done while no file of the project has changed since the last time.
    """
    var = servers.place.var
    filled, prepared = var / "filled", var / "prepared"
    digest = digest_of_project()
    if servers.postgresql and filled.exists() and prepared.exists() and prepared.read_text() == digest:
        return
    prepared.unlink(missing_ok=True)
    if servers.postgresql and not filled.exists():
        demonstration = True
        empty(servers)
    command = [*PREPARATION, *(["--demonstration"] if demonstration else [])]
    if supervisor.run(command, environment):
        raise StackError("The database or the content could not be made ready; the reason stands above.")
    if servers.postgresql:
        filled.touch()
        prepared.write_text(digest)


def empty(servers: Servers) -> None:
    """Empty the built-in database, and the folders that belong to what was in it."""
    servers.postgresql.empty()
    for name in FILLED_BY_US:
        shutil.rmtree(servers.place.var / name, ignore_errors=True)


def digest_of_project() -> str:
    """Return a digest of every file that a preparation could depend on."""
    digest = hashlib.sha256()
    left_out = {"var", "tests", "docs", "__pycache__"}
    for folder, folders, files in os.walk(ROOT):
        folders[:] = sorted(name for name in folders if name not in left_out and not name.startswith("."))
        for name in sorted(files):
            path = Path(folder, name)
            digest.update(os.fsencode(path) + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def start_roles(supervisor: Supervisor, environment: dict[str, str], reload: bool) -> None:
    """Start the web, wait until its first page comes, then start the other roles: nobody waits for those."""
    web, *others = roles.programs(environment, reload)
    supervisor.start(web)
    for program in others:
        supervisor.launch(program)
    if (status := roles.first_answer(roles.port_number(environment))) and status >= 500:
        say(f"The first page answers with an error ({status}). The end of its log:\n{web.tail()}")


def welcome(place: Place, port: int, demonstration: bool) -> None:
    """Say where everything is."""
    seconds = time.time() - float(given("PORTAL_RUN_STARTED") or time.time())
    accounts = "Accounts to sign in with: README.md. " if demonstration else ""
    logs = place.log.relative_to(place.root)
    say(f"The portal is at http://127.0.0.1:{port}/ after {seconds:.0f} s.")
    say(f"{accounts}Logs: {logs}/. Ctrl-C stops everything.")


def parts_of_tests(arguments: list[str]) -> list[list[str]]:
    """Return pytest's arguments, a list a run: what is named as it is; all tests shared out among the cores, a file at
    a time, and those in a browser by themselves, because their portal keeps a database for all of them."""
    if any(not argument.startswith("-") for argument in arguments):
        return [arguments]
    everywhere = ["-n", "logical", "--maxprocesses", "4", "--dist", "loadfile", *arguments]
    return [["tests", "--ignore=tests/browser", *everywhere], ["tests/browser", *everywhere]]


def run_tests(arguments: list[str]) -> int:
    """Run pytest on servers of its own; return pytest's exit status."""
    place = Place("test")
    with place.lock():
        listen_for_stop()
        supervisor = Supervisor(place.log)
        try:
            servers = Servers(place, durable=False)
            servers.start(supervisor)
            environment = environment_of_tests(servers)
            pytest = [sys.executable, "-m", "pytest"]
            statuses = [supervisor.run_in_front([*pytest, *part], environment) for part in parts_of_tests(arguments)]
            return next(filter(None, statuses), 0)
        except Stopped:
            return INTERRUPTED
        finally:
            supervisor.stop()


def on_the_database(command: list[str]) -> int:
    """Run a command of manage.py, or a backup, on the portal's database, whether the portal is running or not."""
    place = Place("dev")
    servers = Servers(place)
    environment = environment_of_portal(servers, servers.postgresql is not None)
    if servers.postgresql is None and servers.valkey is None:
        become(command, environment)
    try:
        lock = place.lock()
    except StackError:
        become(command, environment)
    if servers.postgresql and not place.var.joinpath("filled").exists():
        raise StackError("There is no database yet: ./run makes and fills one.")
    with lock:
        listen_for_stop()
        supervisor = Supervisor(place.log)
        try:
            place.var.joinpath("prepared").unlink(missing_ok=True)  # the command may undo what was prepared
            servers.start(supervisor)
            return supervisor.run_in_front(command, environment)
        except Stopped:
            return INTERRUPTED
        finally:
            supervisor.stop()


def restore(arguments: list[str]) -> int:
    """Fill an empty database with a backup: the one of DATABASE_URL, or the built-in one before anything is in it."""
    place = Place("dev")
    servers = Servers(place)
    command = [*RESTORATION, *arguments]
    if servers.postgresql is None:
        become(command, environment_for_one_program())
    filled = place.var / "filled"
    with place.lock():
        if filled.exists():
            raise StackError("The portal's own database has content: ./run reset throws it away, with all its files.")
        listen_for_stop()
        supervisor = Supervisor(place.log)
        try:
            servers.start(supervisor)
            empty(servers)
            status = supervisor.run(command, environment_of_portal(servers, demonstration=True))
            if not status:
                filled.touch()
            return status
        except Stopped:
            return INTERRUPTED
        finally:
            supervisor.stop()


def run_role(arguments: list[str]) -> int:
    """Become one role, watched by whoever started us."""
    if len(arguments) != 1:
        raise StackError("Say which role: web, worker, indexer, relay or beat.")
    environment = environment_for_one_program()
    become(roles.command_of(arguments[0], environment), environment)


def prepare_only(arguments: list[str]) -> int:
    """Become the preparation: what an upgrade runs before the roles are started again."""
    become([*PREPARATION, *arguments], environment_for_one_program())


def environment_for_one_program() -> dict[str, str]:
    """Return the environment for one program on given servers; raises StackError when they are not given."""
    missing = [name for name in ("DATABASE_URL", "REDIS_URL") if not given(name)]
    if missing:
        raise StackError(f"{' and '.join(missing)} must be set for this; ./run alone brings its own servers.")
    return environment_of_portal(Servers(Place("dev")), demonstration=False)


def become(command: list[str], environment: dict[str, str]) -> None:
    """Turn this process into the command."""
    os.chdir(ROOT)
    os.execve(command[0], command, environment)  # noqa: S606 - no shell is wanted


def reset(arguments: list[str]) -> int:
    """Throw away the built-in databases with all that belongs to them; servers of one's own are left alone."""
    for name in ("dev", "test"):
        place = Place(name)
        throw_away(place)
        say(f"Removed {place.root / 'var' / name}")
    shutil.rmtree(place.elsewhere.parent, ignore_errors=True)  # the copied programs
    return 0
