"""A Whoosh index made by hand; the one made from the database is in the shared conftest."""

import pytest

from tests.search.shelf import Shelf


@pytest.fixture
def shelf(tmp_path):
    shelf = Shelf(tmp_path / "index")
    yield shelf
    shelf.store.close()
