"""`./run backup FOLDER`: the database and the files that it names, as at one moment, while people go on writing.

The folder holds `database.dump` (pg_dump's custom format), `files.tar` (each file under its name in the storage) and,
written last, `manifest.json`: a folder without it is no backup. docs/operations.md, section 5.
"""

import hashlib
import json
import os
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import django
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder
from psycopg2.extensions import make_dsn

from chm_portal.common.summed import SummedFile
from chm_portal.stack.database_programs import folder_for_server
from chm_portal.stack.places import ROOT, StackError

FORMAT = 1  # of the folder; a restore refuses what it does not know
DUMP, FILES, MANIFEST = "database.dump", "files.tar", "manifest.json"
MADE_AGAIN = {"interop.PublicDump", "country_profiles.CountryExport"}  # files that the portal makes anew when asked


@dataclass
class Moment:
    """What the database held when its dump was taken: rows by table, migrations by app, names of files."""

    rows: dict[str, int]
    migrations: dict[str, list[str]]
    files: list[str]
    server: int


@dataclass
class Copied:
    """What became of the files: how many, bytes, and those that are not in the storage."""

    number: int = 0
    size: int = 0
    missing: list[str] = field(default_factory=list)


def main(arguments: list[str]) -> int:
    """Back up into the folder that is named; return an exit status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chm_portal.settings")
    os.umask(0o077)  # it holds everybody's addresses and drafts
    try:
        if len(arguments) != 1:
            raise StackError("Say where to: ./run backup FOLDER (new or empty).")
        django.setup()
        back_up(Path(arguments[0]).absolute())
    except (StackError, ImproperlyConfigured, DatabaseError, OSError) as error:
        print(f"./run: No backup was made. {error}".rstrip(), file=sys.stderr, flush=True)
        return 1
    return 0


def back_up(folder: Path) -> None:
    """Write a whole backup into a new or empty folder; raises StackError, DatabaseError or OSError."""
    began = time.monotonic()
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise StackError(f"{folder} is not empty: name a new folder.")
    moment = dump_database(folder / DUMP)
    say(f"Database: {sum(moment.rows.values())} rows in {len(moment.rows)} tables")
    with (folder / FILES).open("wb") as file:
        copied = copy_files(moment.files, summed := SummedFile(file))
    say(f"Files: {copied.number}, {copied.size / 1_000_000:.1f} MB")
    for name in copied.missing:
        say(f"Warning: {name} is named in the database and is not in the storage.")
    with (folder / DUMP).open("rb") as file:
        sum_of_dump = hashlib.file_digest(file, "sha256").hexdigest()
    manifest = {
        "format": FORMAT,
        "taken": datetime.now(UTC).isoformat(timespec="seconds"),
        "code": version_of_code(),
        "postgresql": moment.server,
        "parts": {
            DUMP: {"bytes": (folder / DUMP).stat().st_size, "sha256": sum_of_dump},
            FILES: {"bytes": summed.size, "sha256": summed.sum.hexdigest()},
        },
        "files": {"number": copied.number, "bytes": copied.size, "missing": copied.missing},
        "migrations": moment.migrations,
        "rows": moment.rows,
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    say(f"The backup is in {folder} after {time.monotonic() - began:.0f} s. It does not hold the environment file.")


def dump_database(target: Path) -> Moment:
    """Dump the database; return what it held at that very moment (one snapshot). Raises StackError, DatabaseError."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        [snapshot] = cursor.fetchone()
        run_program("pg_dump", "--format=custom", f"--file={target}", f"--snapshot={snapshot}")
        return Moment(rows_of_tables(), applied_migrations(), list(names_of_files()), server_version())


def copy_files(names: list[str], out: SummedFile) -> Copied:
    """Write the files of the storage into an archive, one after the other, never one whole in memory.

    Files are never changed once they are stored, so what is copied after the dump is what the dump names.
    """
    copied = Copied()
    with tarfile.open(fileobj=out, mode="w|", format=tarfile.PAX_FORMAT) as archive:
        for name in names:
            try:
                with default_storage.open(name, "rb") as file:
                    member = tarfile.TarInfo(name)
                    member.size, member.mode = file.size, 0o600
                    archive.addfile(member, file)
            except FileNotFoundError:
                copied.missing.append(name)
                continue
            copied.number += 1
            copied.size += member.size
    return copied


# --- what both directions need -------------------------------------------------------------------


def names_of_files() -> Iterator[str]:
    """Yield the name in the storage of every file that the database names and that cannot be made again."""
    for model in apps.get_models():
        if model._meta.label in MADE_AGAIN:
            continue
        for column in model._meta.local_fields:
            if isinstance(column, models.FileField):
                named = model._base_manager.exclude(**{column.name: ""}).order_by("pk")
                yield from named.values_list(column.name, flat=True).iterator()


def rows_of_tables() -> dict[str, int]:
    """Return how many rows each table of the database holds, by its name."""
    rows = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - a table of ours
            [rows[table]] = cursor.fetchone()
    return rows


def applied_migrations() -> dict[str, list[str]]:
    """Return the names of the migrations that the database has seen, by app."""
    applied: dict[str, list[str]] = {}
    for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
        applied.setdefault(app, []).append(name)
    return applied


def server_version() -> int:
    """Return the major version of the database's server."""
    connection.ensure_connection()
    return connection.pg_version // 10_000


def run_program(name: str, *arguments: str) -> None:
    """Run pg_dump or pg_restore on the database; raises StackError with what it says.

    The password goes by the environment: what stands on a command line, everybody on the machine can read.
    """
    parameters = connection.get_connection_params()
    parameters.pop("cursor_factory", None)  # of psycopg2 alone
    environment = {**os.environ, "PGPASSWORD": parameters.pop("password", "")}
    program = folder_for_server(server_version()) / name
    command = [program, *arguments, "--no-password", f"--dbname={make_dsn(**parameters)}"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise StackError(f"PostgreSQL's {name} failed:\n{done.stderr.strip()[-2000:]}")


def version_of_code() -> str:
    """Return the commit of the checkout, "unknown" where it is none."""
    command = ["git", "-C", str(ROOT), "describe", "--always", "--dirty", "--tags", "--abbrev=40"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return "unknown"
    return done.stdout.strip() or "unknown"


def say(text: str) -> None:
    """Print a line at once."""
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
