"""Brings database and static files up to date in one Django process; with --demonstration, fills them too."""

import os
import sys

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

LOCK = 20081  # of PostgreSQL's advisory locks: two machines that are upgraded at once take turns


def main(arguments: list[str]) -> int:
    """Prepare everything that the roles expect; return an exit status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chm_portal.settings")
    try:
        django.setup()
        take_turns()
        prepare(demonstration="--demonstration" in arguments)
    except ImproperlyConfigured as error:
        return refuse(error)
    except OperationalError as error:
        return refuse(f"DATABASE_URL: the server gives no access: {error}")
    except CommandError as error:
        return refuse(error)
    return 0


def take_turns() -> None:
    """Wait until no other machine prepares or restores this database, and keep others waiting until we end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            say("Database: another machine is preparing it; waiting for its end")
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])


def prepare(demonstration: bool, rebuild: bool = False) -> None:
    """Do the steps, saying which; each does nothing where nothing is to do. Raises CommandError.

    `rebuild` builds the search index anew, whatever is there: after a restore.
    """
    migrate()
    say("Pages: style sheet and static files")
    call_command("collectstatic", interactive=False, verbosity=0)
    say("Content: vocabularies")
    call_command("load_vocabularies")
    call_command("load_synonyms", verbosity=0)
    if demonstration:
        say("Content: demonstration")
        call_command("load_demonstration")
    call_command("search_rebuild", if_needed=not rebuild)


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
