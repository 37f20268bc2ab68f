"""A copy of the data files that a test may change, and a memory that the next test does not inherit."""

import json
import shutil

import pytest

from chm_portal.vocabularies import files, memory


@pytest.fixture(autouse=True)
def forgetful(db):
    """Read the vocabularies anew in each test, and keep nothing of what the test wrote."""
    memory.forget()
    yield
    memory.forget()


@pytest.fixture
def folder(tmp_path):
    """Return a folder with a copy of the data files."""
    return shutil.copytree(files.FOLDER, tmp_path / "data")


@pytest.fixture
def edit(folder):
    """Return a function that changes the rows of one file of the copy: edit("theme", lambda rows: ...)."""

    def change(vocabulary: str, what):
        path = folder / files.FILES[vocabulary]
        content = json.loads(path.read_text(encoding="utf-8"))
        what(content["rows"])
        path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")

    return change
