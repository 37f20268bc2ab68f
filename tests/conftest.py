"""Fixtures that all tests share: vocabularies, people, clients, and the worker side without a broker."""

import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.utils import translation
from haystack import connections
from pytest_django.plugin import blocking_manager_key

from chm_portal.common.models import Installation
from chm_portal.outbox import queue
from chm_portal.outbox.models import OutboxItem
from chm_portal.search import building
from chm_portal.search.engines.postgres_shelves import codes
from chm_portal.usage import counting
from chm_portal.vocabularies import memory
from tests.people import ROLES, make_person, sign_in


class Tables:
    """Whether a transactional test has emptied the tables, vocabularies and all, since they were last loaded."""

    are_empty = False


def is_transactional(item) -> bool:
    """Whether a test commits, and leaves empty tables behind."""
    marks = item.iter_markers("django_db")
    return "transactional_db" in item.fixturenames or any(mark.kwargs.get("transaction") for mark in marks)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Load the vocabularies again before the first test that misses them: outside its transaction, so once for all."""
    if Tables.are_empty:
        with item.config.stash[blocking_manager_key].unblock():
            call_command("load_vocabularies", verbosity=0, force=True)
        Tables.are_empty = False


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item):
    """Note what a transactional test leaves behind."""
    Tables.are_empty = Tables.are_empty or is_transactional(item)


@pytest.fixture(autouse=True)
def fresh_process():
    """What a process remembers is forgotten between tests; the reader is English until a page says otherwise."""
    translation.activate("en")
    Installation.is_demonstration.cache_clear()
    cache.clear()
    counting.forget()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Load the vocabularies once, before the first test."""
    with django_db_blocker.unblock():
        call_command("load_vocabularies", verbosity=0)


@pytest.fixture
def person(db):
    """Return a function that gives one of the fixed people by name, made once a test."""
    made = {}

    def give(name: str):
        if name not in made:
            made[name] = make_person(name, ROLES[name])
        return made[name]

    return give


@pytest.fixture
def client_of(person):
    """Return a function that gives a signed-in client of a fixed person; "visitor" is nobody."""

    def give(name: str) -> Client:
        client = Client()
        if name != "visitor":
            sign_in(client, person(name))
        return client

    return give


def _drain(kind: str | None = None) -> int:
    done = 0
    rows = OutboxItem.objects.waiting()
    for name in {row.kind for row in rows if kind in (None, row.kind)}:
        done += queue.run(name, [row.pk for row in rows if row.kind == name])
    return done


@pytest.fixture
def add_term(db):
    """Return a function that adds a row to a vocabulary; pages see it at once, the next test does not."""

    def add(model, **columns):
        row = model.objects.create(**columns)
        memory.forget()
        return row

    yield add
    memory.forget()


@pytest.fixture
def drain_outbox(db):
    """Return a function that does all waiting outbox work (of one kind, if named) at once."""
    return _drain


@pytest.fixture
def letters(db) -> list:
    """Return the mail written during the test (`mailoutbox` is another list if the database comes after it)."""
    return mail.outbox


@pytest.fixture
def index_folder(tmp_path, monkeypatch):
    """Point the portal's index to a folder of the test; there is no index in it yet."""
    folder = tmp_path / "whoosh"
    monkeypatch.setitem(settings.HAYSTACK_CONNECTIONS["default"], "PATH", str(folder))
    connections.reload("default")
    yield folder
    connections["default"].get_backend().store.close()  # else its files are reported as left open
    monkeypatch.undo()
    connections.reload("default")


@pytest.fixture
def postgres_engine(db, monkeypatch):
    """Let search answer from PostgreSQL; there is no index in it yet."""
    monkeypatch.setitem(settings.HAYSTACK_CONNECTIONS, "default", settings.SEARCH_ENGINES["postgres"])
    connections.reload("default")
    codes.forget()
    yield
    codes.forget()
    monkeypatch.undo()
    connections.reload("default")


@pytest.fixture
def index(db, index_folder):
    """An index of what is published; whoever publishes later drains the outbox."""
    build_index()
    return index_folder


def build_index() -> None:
    """Build the index of the engine that is set."""
    building.start("A test begins.")
    while not building.step().finished_at:
        pass
