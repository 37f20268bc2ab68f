"""From a commit to a delivered mail or a record found, through real relay, broker, worker and indexer.

They are killed and starved on the way: nothing may be lost, and nobody who writes may wait.
"""

import os
import signal
import time
from urllib.parse import urlsplit

import pytest
from django.core.mail import send_mail
from django.db import connection, transaction

from chm_portal.search.models import SearchState
from chm_portal.stack import roles
from chm_portal.stack.places import Place
from chm_portal.stack.supervisor import Program
from chm_portal.stack.valkey import Valkey
from tests import world

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]
SECONDS = 60  # the promise: what was asked for is done so long after everybody is back


class Site:
    """A broker, a relay and a worker of our own on the tests' database; mail lands in files."""

    def __init__(self, var, place, supervisor, settings):
        self.valkey = Valkey(place)
        self.supervisor = supervisor
        self.mail = var / "mail"
        address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "chm_portal.settings",
            "DATABASE_URL": address.geturl(),
            "REDIS_URL": self.valkey.url,
            "PORTAL_SECRET_KEY": settings.SECRET_KEY,
            "PORTAL_VAR": str(var),
            "PORTAL_MAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        }
        self.programs = {"valkey": self.valkey.program()}
        for role in ("relay", "worker", "indexer"):
            self.programs[role] = Program(role, roles.command_of(role, self.environment), self.environment)
        for program in self.programs.values():
            program.stop_signal = signal.SIGKILL  # a goodbye takes seconds, and nothing here is kept

    def start(self, *names):
        for name in names:
            self.supervisor.start(self.programs[name])

    def kill(self, name):
        """Kill a program as the system does when memory runs out: no goodbye, children orphaned."""
        self.programs[name].process.kill()
        self.programs[name].process.wait()

    def delivered(self):
        """The subjects of all mails that have left."""
        files = self.mail.glob("*.log") if self.mail.exists() else ()
        return [line[9:] for file in files for line in file.read_text().splitlines() if line.startswith("Subject: ")]

    def wait_until_delivered(self, *subjects):
        self.wait_until(lambda: set(subjects) <= set(self.delivered()))

    def wait_until_logged(self, name, text):
        self.wait_until(lambda: text in self.programs[name].log.read_text())

    def wait_until(self, happened):
        """Wait; fails at once when a program has ended that nobody killed."""
        deadline = time.monotonic() + SECONDS
        while not happened():
            assert not [name for name, program in self.programs.items() if self.has_failed(program)], self.story()
            assert time.monotonic() < deadline, self.story()
            time.sleep(0.1)

    def has_failed(self, program):
        return program.process and program.process.poll() not in (None, -signal.SIGKILL)

    def story(self):
        """What every program wrote, for a reader of a failed test."""
        logs = sorted(self.supervisor.logs.glob("*.log"))
        return "\n".join(f"== {log.name}\n{log.read_text()[-3000:]}" for log in logs)


@pytest.fixture
def site(transactional_db, tmp_path, supervisor, settings):
    settings.EMAIL_BACKEND = "chm_portal.outbox.mail.OutboxBackend"  # pytest-django takes mail for itself otherwise
    return Site(tmp_path, Place("site", tmp_path), supervisor, settings)


def is_indexed(record):
    return SearchState.objects.filter(record_id=record.pk, build__finished_at__isnull=False).exists()


def write(subject):
    send_mail(subject, "text", None, ["somebody@example.org"])


def test_work_is_done_once_it_is_committed_and_never_when_it_is_not(site):
    site.start("valkey", "relay", "worker")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        write("taken back")
        raise ZeroDivisionError
    write("committed")
    site.wait_until_delivered("committed")
    assert site.delivered() == ["committed"]


def test_nothing_is_lost_when_broker_and_worker_are_killed_while_people_write(site):
    write("before anybody was there")
    site.start("valkey", "relay", "worker")
    site.kill("worker")
    write("while the worker was dead")
    site.kill("valkey")
    began = time.monotonic()
    write("while the broker was dead")
    assert time.monotonic() - began < 1  # nobody who writes waits for the broker
    for name in ("valkey", "worker"):
        site.supervisor.revive(site.programs[name])
    site.wait_until_delivered("before anybody was there", "while the worker was dead", "while the broker was dead")


def test_a_broker_that_hangs_holds_up_nobody_and_loses_nothing(site):
    site.start("valkey", "relay", "worker")
    write("before")
    site.wait_until_delivered("before")
    relay = site.programs["relay"].process
    site.programs["valkey"].process.send_signal(signal.SIGSTOP)
    began = time.monotonic()
    write("while the broker hung")
    assert time.monotonic() - began < 1
    site.wait_until_logged("relay", "the broker is away")
    site.programs["valkey"].process.send_signal(signal.SIGCONT)
    site.wait_until_delivered("while the broker hung")
    assert relay.poll() is None


def test_what_is_published_is_found_also_when_relay_and_indexer_are_killed(site, index_folder, person, client):
    site.start("valkey", "relay", "indexer")
    first = world.published(person("focal_point_a"), person("curator"), title_en="Mangroves of the first coast")
    site.wait_until(lambda: is_indexed(first))
    for name in ("relay", "indexer"):
        site.kill(name)
    second = world.published(person("focal_point_a"), person("curator"), title_en="Mangroves of the second coast")
    for name in ("relay", "indexer"):
        site.supervisor.revive(site.programs[name])
    site.wait_until(lambda: is_indexed(second))
    page = client.get("/en/search/", {"q": "mangroves"}).content.decode()
    assert "first coast" in page
    assert "second coast" in page
