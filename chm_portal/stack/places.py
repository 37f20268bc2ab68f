"""Where the stack keeps what it makes, and the lock that lets only one of each kind run."""

import fcntl
import hashlib
import os
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[2]
SOCKET_PATH_BYTES = 103  # what macOS takes; Linux takes 107
LONGEST_SOCKET_NAME = "/.s.PGSQL.5432.lock"


class StackError(Exception):
    """Something that the person at the keyboard can put right; its text says what and how."""


@dataclass(frozen=True)
class Place:
    """The folder of one instance of the stack: `dev` for the portal, `test` for the tests beside it."""

    name: str
    root: Path = ROOT

    @property
    def var(self) -> Path:
        """The folder of everything that the instance writes; made when first asked for."""
        folder = self.root / "var" / self.name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    @property
    def elsewhere(self) -> Path:
        """The instance's folder outside the checkout, for a database that cannot lie in it; not made here."""
        return Path(f"/var/lib/portal-{fingerprint(self.root)}") / self.name

    @property
    def log(self) -> Path:
        """The folder of the logs, one file a program."""
        folder = self.var / "log"
        folder.mkdir(exist_ok=True)
        return folder

    @property
    def sockets(self) -> Path:
        """A folder that only we can enter, with a path short enough for Unix sockets.

        Raises StackError when somebody else has taken the short path.
        """
        folder = self.var / "run"
        if len(os.fsencode(f"{folder}{LONGEST_SOCKET_NAME}")) <= SOCKET_PATH_BYTES:
            return private_folder(folder)
        short = private_folder(Path(f"/tmp/portal-{os.geteuid()}-{fingerprint(self.root)}"))  # noqa: S108 - checked to be ours alone
        return private_folder(short / self.name)

    def secret(self) -> str:
        """The key with which this instance signs, made once."""
        file = self.var / "secret"
        if not file.exists() or not file.read_text():
            with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as opened:
                opened.write(secrets.token_urlsafe(50))
        return file.read_text()

    def lock(self) -> IO[str]:
        """Take the instance's lock, kept until the file is closed or the process ends.

        Raises StackError, with the number of the process that has it, when it is taken.
        """
        file = open(self.var / "lock", "a+")  # noqa: SIM115 - the caller keeps it open
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.seek(0)
            number = file.read().strip() or "unknown"
            file.close()
            what = "It is" if self.name == "dev" else "The tests are"
            raise StackError(f"{what} running already (process {number}).") from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        return file


def fingerprint(root: Path) -> str:
    """Tell a checkout from the others on the machine, in ten characters."""
    return hashlib.sha256(os.fsencode(root)).hexdigest()[:10]


def private_folder(path: Path) -> Path:
    """Make a folder that only we can enter; raises StackError when it is there and not ours alone."""
    path.mkdir(mode=0o700, exist_ok=True)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise StackError(f"{path} belongs to somebody else: remove it, then run the same command again.")
    path.chmod(0o700)
    return path
