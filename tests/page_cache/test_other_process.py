"""What is published, changed or withdrawn is seen within two seconds by whoever another web process serves."""

import os
import subprocess
import sys
import time
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client

from chm_portal.records import publication
from chm_portal.stack.places import ROOT
from tests import world

PROMISED = 2.0  # seconds
PATIENCE = 60
#: A web process with the settings of a site: it reads an address a line and writes status, queries and what it shows.
WEB = """
import sys
import django
django.setup()
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
settings.PAGE_CACHE_BYTES = 32 * 1024 * 1024
settings.VOCABULARY_CHECK_SECONDS = 5
settings.ALLOWED_HOSTS = ["testserver"]
for line in sys.stdin:
    address, word = line.rstrip("\\n").split(" ", 1)
    with CaptureQueriesContext(connection) as queries:
        response = Client().get(address)
    shows = word in response.content.decode()
    asked = [query for query in queries if "page_cache_publicchange" not in query["sql"]]
    print(response.status_code, len(asked), int(shows), flush=True)
"""


class OtherProcess:
    """A web process of its own on the tests' database."""

    def __init__(self):
        address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
        environment = {**os.environ, "DATABASE_URL": address.geturl(), "DJANGO_SETTINGS_MODULE": "tests.settings"}
        environment["PYTHONWARNINGS"] = "ignore"
        self.process = subprocess.Popen(
            [sys.executable, "-c", WEB],
            env=environment,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def get(self, address: str, word: str = "-") -> tuple[int, int, bool]:
        """Return (status, queries, whether the page has the word)."""
        self.process.stdin.write(f"{address} {word}\n")
        self.process.stdin.flush()
        status, queries, shows = self.process.stdout.readline().split()
        return int(status), int(queries), shows == "1"

    def warm(self, *addresses: str) -> None:
        """Ask until pages come from memory."""
        for address in addresses:
            self.get(address)
            assert self.get(address)[:2] == (200, 0)

    def seconds_until(self, address: str, wanted) -> float:
        """Ask until an answer is as wanted; return after how long the last one that was not was asked for."""
        changed, late = time.monotonic(), 0.0
        while (asked := time.monotonic()) - changed < PATIENCE:
            if wanted(self.get(*address) if isinstance(address, tuple) else self.get(address)):
                return late
            late = asked - changed
        raise AssertionError(f"{address} never became as wanted.")


@pytest.fixture
def other_process(transactional_db):
    other = OtherProcess()
    yield other
    other.process.stdin.close()
    other.process.wait(30)
    other.process.stdout.close()


def test_another_process_shows_a_change_within_two_seconds(other_process, person):
    focal_point, curator = person("focal_point_a"), person("curator")
    record = world.published(focal_point, curator)
    page, country = record.get_absolute_url(), "/en/countries/be/"
    other_process.warm(page, country)

    world.revised(record, focal_point, curator, title_en="Second edition")
    assert other_process.seconds_until((page, "Second edition"), lambda answer: answer[2]) < PROMISED
    other_process.warm(page, country)

    world.published(focal_point, curator, title_en="A guide that is new")
    assert other_process.seconds_until((country, "A guide that is new"), lambda answer: answer[2]) < PROMISED
    other_process.warm(page, country)

    publication.withdraw(record, focal_point, "Replaced.")
    assert other_process.seconds_until(page, lambda answer: answer[0] == 410) < PROMISED
    assert not other_process.get(country, "Second edition")[2]


def test_a_page_that_was_being_made_during_a_change_is_not_kept_as_if_it_knew_of_it(transactional_db, keeping, person):
    """Made from what stood before the commit, put after it: the number of changes is the one from before."""
    focal_point, curator = person("focal_point_a"), person("curator")
    record = world.published(focal_point, curator)
    page = record.get_absolute_url()
    client = Client()
    first = client.get(page)
    assert len(keeping) == 1
    ((key, old),) = keeping._pages.items()
    world.revised(record, focal_point, curator, title_en="Second edition")
    keeping.put(key, old)  # the slow thread ends now
    assert "Second edition" in client.get(page).content.decode()
    assert first.content == old.content
