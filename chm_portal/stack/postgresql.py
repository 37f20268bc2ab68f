"""The built-in database: the programs of a PostgreSQL wheel (or of the machine), run as a child of ours."""

import contextlib
import os
import shutil
import signal
import subprocess
from pathlib import Path
from urllib.parse import quote

import psycopg2

from chm_portal.stack.database_programs import folders_of_programs
from chm_portal.stack.owner import owner_for
from chm_portal.stack.places import Place, StackError
from chm_portal.stack.supervisor import Program, in_the_child

USER = DATABASE = "portal"
BUILTIN_LOCALE_SINCE = 17
# The tests' database is thrown away: it need not survive a power cut.
UNSAFE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def programs_folder() -> Path:
    """Return the folder with PostgreSQL's initdb, postgres and pg_ctl.

    Looked for in PORTAL_PG_BIN, the wheel, Debian's newest, PATH; raises StackError when none has them.
    """
    for folder in folders_of_programs():
        if all(os.access(folder / name, os.X_OK) for name in ("initdb", "postgres", "pg_ctl")):
            return folder
    raise StackError(
        "There is no PostgreSQL to start: give a server of yours in DATABASE_URL, or its bin in PORTAL_PG_BIN."
    )


class PostgreSQL:
    """One PostgreSQL server in a place, reached through a Unix socket only; `durable` keeps commits through a crash."""

    def __init__(self, place: Place, durable: bool = True):
        self.place = place
        self.durable = durable
        self.owner = owner_for(place, programs_folder())
        self.folder = self.owner.home / "pg"
        self.environment = {**os.environ, "LC_ALL": "C", "TZ": "UTC"}

    @property
    def url(self) -> str:
        """The database's address as DATABASE_URL has it."""
        return f"postgresql://{USER}@/{DATABASE}?host={quote(str(self.owner.sockets))}"

    def exists(self) -> bool:
        """Whether the cluster has been made; raises StackError when another major version made it."""
        try:
            made_by = (self.folder / "PG_VERSION").read_text().strip()
        except FileNotFoundError:
            return False
        if made_by != str(self.version()):
            raise StackError(
                f"{self.folder} was made by PostgreSQL {made_by}, this one is {self.version()}. "
                "Save what you need with that version's pg_dump, then ./run reset starts anew."
            )
        return True

    def version(self) -> int:
        """The major version of the programs."""
        words = self.call("postgres", "--version").split()  # postgres (PostgreSQL) 18.6
        return int(words[2].split(".")[0])

    def make(self) -> None:
        """Make the cluster under another name and rename it when it is whole."""
        unfinished = self.folder.with_name("pg.new")
        shutil.rmtree(unfinished, ignore_errors=True)
        # No wheel has ICU; the built-in locale knows every letter's case and sorts by code point.
        locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        self.call(
            *("initdb", "-D", str(unfinished), f"--username={USER}", "--auth=trust", "--encoding=UTF8"),
            *(locale if self.version() >= BUILTIN_LOCALE_SINCE else ["--locale=C.UTF-8"]),
            *("--wal-segsize=1", "--no-sync", "--no-instructions"),
        )
        unfinished.rename(self.folder)

    def remove(self) -> None:
        """Remove the cluster, its server stopped first."""
        self.stop_leftover()
        shutil.rmtree(self.folder, ignore_errors=True)

    def stop_leftover(self) -> None:
        """Stop a server that a killed run left behind."""
        if (self.folder / "postmaster.pid").exists():
            with contextlib.suppress(StackError):  # its process is gone already
                self.call("pg_ctl", "-D", str(self.folder), "-m", "fast", "-w", "-t", "30", "stop")

    def program(self) -> Program:
        """Return the program to start; it answers once the database `portal` is there."""
        self.stop_leftover()
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.owner.sockets),
            "unix_socket_permissions": "0700",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "jit": "off",  # costs more than it saves on queries as short as ours
        }
        command = [str(self.owner.programs / "postgres"), "-D", str(self.folder)]
        for name, value in {**settings, **({} if self.durable else UNSAFE)}.items():
            command += ["-c", f"{name}={value}"]
        return Program(
            "postgresql",
            command,
            self.environment,
            stage=0,
            answers=self.answers,
            become=self.owner.become,
            stop_signal=signal.SIGINT,  # "fast": ends sessions, keeps every commit
            folder=self.owner.home,
            patience=10,
        )

    def answers(self) -> bool:
        """Whether the server takes connections; makes the database `portal` the first time."""
        try:
            self.connect(DATABASE).close()
        except psycopg2.OperationalError as error:
            if f'database "{DATABASE}" does not exist' not in str(error):
                return False
            self.make_database()
        return True

    def make_database(self) -> None:
        """Make the database `portal`, empty."""
        with contextlib.closing(self.connect("postgres")) as connection:
            connection.autocommit = True  # databases are not made in transactions
            connection.cursor().execute(f"CREATE DATABASE {DATABASE}")

    def empty(self) -> None:
        """Throw the database `portal` away and make it anew."""
        with contextlib.closing(self.connect("postgres")) as connection:
            connection.autocommit = True
            connection.cursor().execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        self.make_database()

    def connect(self, database: str):
        """Open a connection; raises psycopg2.OperationalError."""
        return psycopg2.connect(dbname=database, user=USER, host=str(self.owner.sockets), connect_timeout=5)

    def call(self, name: str, *arguments: str) -> str:
        """Run one of PostgreSQL's programs as the owner; return what it says, or raise StackError with it."""
        done = subprocess.run(
            [self.owner.programs / name, *arguments],
            cwd=self.owner.home,
            env=self.environment,
            preexec_fn=in_the_child(self.owner.become),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise StackError(f"PostgreSQL's {name} failed:\n{(done.stderr or done.stdout).strip()}")
        return done.stdout
