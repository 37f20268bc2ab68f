"""A Whoosh index of its own for each test, by hand (`shelf`) or from the database (`index`)."""

import pytest
from django.conf import settings
from haystack import connections

from chm_portal.search import building
from tests.search.shelf import Shelf


@pytest.fixture
def shelf(tmp_path):
    return Shelf(tmp_path / "index")


@pytest.fixture
def index_folder(tmp_path, monkeypatch):
    """Point the portal's index to a folder of the test; there is no index in it yet."""
    folder = tmp_path / "whoosh"
    monkeypatch.setitem(settings.HAYSTACK_CONNECTIONS["default"], "PATH", str(folder))
    connections.reload("default")
    yield folder
    monkeypatch.undo()
    connections.reload("default")


@pytest.fixture
def index(db, index_folder):
    """An index of what is published; whoever publishes later drains the outbox."""
    building.start("A test begins.")
    while not building.step().finished_at:
        pass
    return index_folder
