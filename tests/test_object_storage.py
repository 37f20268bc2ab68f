"""Attachments in object storage: an option that says what it misses, and then keeps files as the folder does."""

import hashlib
import os
import subprocess
import sys
import threading
import warnings
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.utils.module_loading import import_string

from chm_portal.object_storage import media_storage
from chm_portal.stack.places import ROOT


class Store(BaseHTTPRequestHandler):
    """The four verbs of S3 that the portal uses, on a dictionary."""

    protocol_version = "HTTP/1.1"
    objects: dict[str, bytes] = {}

    def do_PUT(self):
        """Keep an object."""
        content = self.rfile.read(int(self.headers["Content-Length"]))
        self.objects[self.key] = content
        self.answer(200, b"", ETag=f'"{hashlib.md5(content).hexdigest()}"')

    def do_GET(self):
        """Give an object."""
        if self.key not in self.objects:
            error = b"<?xml version='1.0'?><Error><Code>NoSuchKey</Code><Message>none</Message></Error>"
            return self.answer(404, b"" if self.command == "HEAD" else error, **{"Content-Type": "application/xml"})
        content = self.objects[self.key]
        modified = "Tue, 01 Dec 2026 00:00:00 GMT"
        return self.answer(200, content, ETag=f'"{hashlib.md5(content).hexdigest()}"', **{"Last-Modified": modified})

    do_HEAD = do_GET

    def do_DELETE(self):
        """Forget an object."""
        self.objects.pop(self.key, None)
        self.answer(204, b"")

    @property
    def key(self) -> str:
        """What is asked for: bucket and name."""
        return unquote(urlsplit(self.path).path)

    def answer(self, status: int, content: bytes, **headers: str) -> None:
        """Send an answer."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, *words) -> None:
        """Say nothing."""


def need_the_packages() -> None:
    """Skip, and say so in pytest's summary of warnings, where requirements-s3.txt is not installed."""
    try:
        import storages.backends.s3  # noqa: F401
    except ImportError:
        text = "requirements-s3.txt is not installed: object storage was not tried."
        warnings.warn(pytest.PytestWarning(text), stacklevel=2)
        pytest.skip(text)


@pytest.fixture
def bucket(monkeypatch):
    """A storage in a bucket of a store on this machine, as the settings make it."""
    need_the_packages()
    Store.objects = {}
    server = ThreadingHTTPServer(("127.0.0.1", 0), Store)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    named = {"MEDIA_STORAGE": "s3", "S3_BUCKET": "portal", "S3_REGION": "eu-west-1", "S3_KEY": "k", "S3_SECRET": "s"}
    for name, value in named.items():
        monkeypatch.setenv(f"PORTAL_{name}", value)
    monkeypatch.setenv("PORTAL_S3_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
    made = media_storage()
    storage = import_string(made["BACKEND"])(**made["OPTIONS"])
    yield storage
    storage.connection.meta.client.close()
    server.shutdown()
    server.server_close()


def test_files_lie_in_a_folder_unless_something_else_is_said(monkeypatch):
    monkeypatch.delenv("PORTAL_MEDIA_STORAGE", raising=False)
    assert media_storage() == {"BACKEND": "django.core.files.storage.FileSystemStorage"}


def test_another_kind_of_storage_is_refused_with_the_name_of_the_variable(monkeypatch):
    monkeypatch.setenv("PORTAL_MEDIA_STORAGE", "gcs")
    with pytest.raises(ImproperlyConfigured, match="PORTAL_MEDIA_STORAGE='gcs'"):
        media_storage()


def test_a_site_without_the_packages_is_told_how_to_get_them(tmp_path):
    """In a process of its own, which finds no package of that name."""
    (tmp_path / "storages.py").write_text("raise ImportError('not here')")
    environment = {
        **os.environ,
        "PYTHONPATH": str(tmp_path),
        "PORTAL_MEDIA_STORAGE": "s3",
        "PORTAL_SECRET_KEY": "a-key-for-the-tests-only-not-for-any-site",
    }
    ask = [sys.executable, "-c", "import chm_portal.settings"]
    done = subprocess.run(ask, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert "requirements-s3.txt" in done.stderr.splitlines()[-1]


@pytest.mark.filterwarnings("default::pytest.PytestWarning")
def test_a_bucket_that_is_not_named_stops_the_start(monkeypatch):
    need_the_packages()
    monkeypatch.setenv("PORTAL_MEDIA_STORAGE", "s3")
    monkeypatch.delenv("PORTAL_S3_BUCKET", raising=False)
    with pytest.raises(ImproperlyConfigured, match="PORTAL_S3_BUCKET"):
        media_storage()


@pytest.mark.filterwarnings("default::pytest.PytestWarning")
def test_a_file_is_stored_read_measured_and_deleted_in_a_bucket(bucket):
    name = bucket.save("attachments/ab/cd", ContentFile(b"%PDF of somebody"))
    assert Store.objects == {"/portal/attachments/ab/cd": b"%PDF of somebody"}
    with bucket.open(name, "rb") as file:
        assert (file.size, file.read()) == (16, b"%PDF of somebody")
    bucket.delete(name)
    assert not bucket.exists(name)


@pytest.mark.filterwarnings("default::pytest.PytestWarning")
def test_a_file_that_is_not_there_is_missed_as_in_a_folder(bucket):
    """Downloads answer 404 for it, a backup names it: both look for FileNotFoundError."""
    with pytest.raises(FileNotFoundError), bucket.open("attachments/none", "rb") as file:
        file.read()


@pytest.mark.filterwarnings("default::pytest.PytestWarning")
def test_a_stored_file_is_never_overwritten(bucket):
    first = bucket.save("attachments/ab/cd", ContentFile(b"first"))
    second = bucket.save("attachments/ab/cd", ContentFile(b"second"))
    assert first != second
    assert len(Store.objects) == 2
