"""A second site beside the tests' own: an empty database on the same server, with a folder of its own."""

import json
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
from django.conf import settings
from django.db import connection

from chm_portal.stack.places import ROOT

ASK = """
import json, sys
import django
django.setup()
from django.test import Client
answers = [Client().get(path, HTTP_HOST="localhost") for path in sys.argv[1:]]
print(json.dumps([[answer.status_code, answer.content.decode()] for answer in answers]))
"""


def address_of(database: str) -> str:
    """Return DATABASE_URL of a database on the tests' server."""
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database}").geturl()


def environment_of(database: str, var: Path) -> dict[str, str]:
    """Return what a program of a site on this database is started with."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "chm_portal.settings",
        "DATABASE_URL": address_of(database),
        "PORTAL_SECRET_KEY": settings.SECRET_KEY,
        "PORTAL_VAR": str(var),
    }


class Site:
    """An empty database and an empty folder, and `./run` and web pages on them."""

    def __init__(self, database: str, var: Path):
        self.database, self.var = database, var
        self.environment = environment_of(database, var)

    def run(self, *words: str | Path) -> subprocess.CompletedProcess:
        """Run `./run WORDS` to its end."""
        return self.start(sys.executable, "-m", "chm_portal.stack", *map(str, words))

    def ask(self, *paths: str) -> list:
        """Return status and text of pages, answered by a process of the site."""
        done = self.start(sys.executable, "-c", ASK, *paths)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    def start(self, *command: str) -> subprocess.CompletedProcess:
        """Run a program of the site to its end."""
        return subprocess.run(
            command, env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300
        )

    def rows(self) -> dict[str, int]:
        """Return how many rows each table holds, asked past Django."""
        with closing(psycopg2.connect(address_of(self.database))) as own, own.cursor() as cursor:
            cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            tables = [name for [name] in cursor.fetchall()]
            rows = {}
            for table in tables:
                cursor.execute(f'SELECT count(*) FROM "{table}"')
                [rows[table]] = cursor.fetchone()
        return rows

    def make(self) -> None:
        """Make the database, empty, in place of one that was left behind."""
        self.drop()
        with closing(psycopg2.connect(address_of("postgres"))) as server:
            server.autocommit = True
            server.cursor().execute(f'CREATE DATABASE "{self.database}" TEMPLATE template0')

    def drop(self) -> None:
        """Drop the database."""
        with closing(psycopg2.connect(address_of("postgres"))) as server:
            server.autocommit = True
            server.cursor().execute(f'DROP DATABASE IF EXISTS "{self.database}" WITH (FORCE)')


def name_beside_ours(what: str) -> str:
    """Return the name of a database that no other test process takes."""
    return f"{connection.settings_dict['NAME']}_{what}"
