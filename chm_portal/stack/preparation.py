"""Brings database and static files up to date in one Django process; with --demonstration, fills them too."""

import os
import sys

import django
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

LOCK = 20081  # of PostgreSQL's advisory locks: two machines that are upgraded at once take turns


def main(arguments: list[str]) -> int:
    """Prepare everything that the roles expect; return an exit status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chm_portal.settings")
    try:
        django.setup()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    except ImproperlyConfigured as error:
        return refuse(error)
    except OperationalError as error:
        return refuse(f"DATABASE_URL: the server gives no access: {error}")
    migrate()
    say("Pages: style sheet and static files")
    call_command("collectstatic", interactive=False, verbosity=0)
    say("Content: vocabularies")
    call_command("load_vocabularies")
    if "--demonstration" in arguments:
        load_demonstration()
    return 0


def load_demonstration() -> None:
    """Fill an empty database with the demonstration; one that people work in is left as it is."""
    if apps.get_model("common", "Installation").is_demonstration():
        return
    if get_user_model().objects.exists():
        say("Content: people have accounts here, so the demonstration is not loaded; --demo wants an empty database")
        return
    say("Content: demonstration")
    call_command("load_demonstration")


def migrate() -> None:
    """Apply the migrations that are missing; when none is, nothing at all is done, which saves a second."""
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        say(f"Database: {len(missing)} migrations")
        call_command("migrate", interactive=False, verbosity=0)


def say(text: str) -> None:
    """Print a line at once."""
    print(text, flush=True)


def refuse(why: object) -> int:
    """Say in one line what is wrong with the environment."""
    print(f"./run: {why}".rstrip(), file=sys.stderr, flush=True)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
