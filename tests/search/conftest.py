"""An index made by hand, of each engine; the one made from the database is in the shared conftest."""

import pytest

from chm_portal.search.engines.postgres import PostgresBackend
from chm_portal.search.engines.postgres_shelves import codes
from chm_portal.search.engines.whoosh import WhooshBackend
from tests.conftest import build_index
from tests.search.shelf import Shelf


@pytest.fixture
def whoosh_shelf(tmp_path):
    """A Whoosh index in a folder of the test."""
    shelf = Shelf(WhooshBackend("default", PATH=str(tmp_path / "index")))
    yield shelf
    shelf.store.close()


@pytest.fixture
def postgres_shelf(db):
    """The tables of the PostgreSQL engine."""
    codes.forget()
    yield Shelf(PostgresBackend("default"))
    codes.forget()


@pytest.fixture(params=["whoosh", "postgres"])
def index(db, request):
    """An index of what is published, of each engine in turn."""
    request.getfixturevalue({"whoosh": "index_folder", "postgres": "postgres_engine"}[request.param])
    build_index()


@pytest.fixture
def whoosh_index(db, index_folder):
    """The folder of a Whoosh index of what is published."""
    build_index()
    return index_folder


@pytest.fixture
def postgres_index(db, postgres_engine):
    """An index of what is published, of the PostgreSQL engine."""
    build_index()


@pytest.fixture(params=["whoosh", "postgres"])
def shelf(request):
    """The index of each engine in turn."""
    return request.getfixturevalue(f"{request.param}_shelf")
