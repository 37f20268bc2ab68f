"""`./run restore FOLDER`: what a backup holds, into an empty database and a storage without its files.

Everything that can be refused is refused before anything is written. The files come first and the database in one
transaction, so that a restore that was interrupted can be begun again by the same command.
"""

import hashlib
import json
import os
import sys
import tarfile
import time
from pathlib import Path
from typing import IO

import django
from django.core.exceptions import ImproperlyConfigured, SuspiciousOperation
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.management import CommandError
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from chm_portal.stack import preparation
from chm_portal.stack.backup import DUMP, FILES, FORMAT, MANIFEST, rows_of_tables, run_program, say
from chm_portal.stack.places import StackError

PIECE = 1024 * 1024  # bytes that are compared at once


def main(arguments: list[str]) -> int:
    """Restore the folder that is named; return an exit status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chm_portal.settings")
    try:
        if len(arguments) != 1:
            raise StackError("Say where from: ./run restore FOLDER (what ./run backup has written).")
        django.setup()
        restore(Path(arguments[0]).absolute())
    except (StackError, CommandError, ImproperlyConfigured, DatabaseError, OSError) as error:
        print(f"./run: The backup was not restored. {error}".rstrip(), file=sys.stderr, flush=True)
        return 1
    return 0


def restore(folder: Path) -> None:
    """Restore a backup, bring it up to date and build the search index; raises StackError, CommandError ..."""
    began = time.monotonic()
    manifest = read_manifest(folder)
    check_parts(folder, manifest)
    preparation.take_turns()
    check_database(manifest)
    number = restore_files(folder / FILES)
    say(f"Files: {number}")
    run_program(
        "pg_restore",
        *("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", "--no-comments"),
        str(folder / DUMP),
    )
    check_rows(manifest)
    preparation.prepare(demonstration=False, rebuild=True)
    say(f"Restored what was backed up at {manifest['taken']}, after {time.monotonic() - began:.0f} s.")


# --- what is refused -----------------------------------------------------------------------------


def read_manifest(folder: Path) -> dict:
    """Return what the folder says it holds; raises StackError where it is no whole backup that we can read."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise StackError(f"{folder} has no {MANIFEST}: it is no backup, or one that was not finished.") from error
    except ValueError as error:
        raise StackError(f"{folder / MANIFEST} cannot be read: {error}") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise StackError(f"{folder / MANIFEST} is of a format that this version does not know.")
    return manifest


def check_parts(folder: Path, manifest: dict) -> None:
    """Compare the sums of both parts with the manifest; raises StackError with the first that differs."""
    for name in (DUMP, FILES):
        try:
            with (folder / name).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except FileNotFoundError as error:
            raise StackError(f"{folder / name} is missing.") from error
        if found != manifest["parts"][name]["sha256"]:
            raise StackError(f"{folder / name} is not what was written: its SHA-256 differs from the manifest's.")


def check_database(manifest: dict) -> None:
    """Refuse a database with anything in it, and a backup of newer code than this; raises StackError."""
    with connection.cursor() as cursor:
        held = connection.introspection.get_table_list(cursor)
    if held:
        name = connection.settings_dict["NAME"]
        raise StackError(
            f"The database {name} is not empty (it has {len(held)} tables): "
            "make an empty one, and restore into it before ./run prepare."
        )
    known = MigrationLoader(None).disk_migrations
    strange = [
        f"{app}.{name}" for app, names in manifest["migrations"].items() for name in names if (app, name) not in known
    ]
    if strange:
        raise StackError(
            f"It was made by newer code than this, version {manifest['code']}, which has the migration {strange[0]}: "
            "check that version out first."
        )


def check_rows(manifest: dict) -> None:
    """Compare how many rows each table holds with the manifest; raises StackError with those that differ."""
    found = rows_of_tables()
    if found != manifest["rows"]:
        names = sorted(set(found) ^ set(manifest["rows"])) or [
            name for name, number in found.items() if manifest["rows"][name] != number
        ]
        raise StackError(f"These tables do not hold what was backed up: {', '.join(names)}. Do not use this database.")


# --- files ---------------------------------------------------------------------------------------


def restore_files(path: Path) -> int:
    """Put the files into the storage; return how many. Raises StackError for a name that has another file already."""
    number = 0
    with tarfile.open(path, mode="r:") as archive:
        for member in archive:
            file = archive.extractfile(member)
            if file is None:
                raise StackError(f"{path} holds {member.name!r}, which is no file.")
            put(member.name, member.size, file)
            number += 1
    return number


def put(name: str, size: int, file: IO[bytes]) -> None:
    """Store a file under this very name; one that is there already is compared. Raises StackError."""
    try:
        if not default_storage.exists(name):
            # Under a name that was free a moment ago the storage takes another one only if somebody writes beside us.
            stored = default_storage.save(name, File(file, name))
            if stored != name:
                raise StackError(f"{name} was stored as {stored}: somebody writes into the storage; end them first.")
            return
        with default_storage.open(name, "rb") as there:
            same = there.size == size
            while same and (piece := file.read(PIECE)):
                same = there.read(len(piece)) == piece
    except SuspiciousOperation as error:
        raise StackError(f"{name!r} is no name for a file of the storage.") from error
    if not same:
        raise StackError(f"The storage has another file under the name {name}: empty the folder of media first.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
