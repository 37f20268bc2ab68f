"""A portal for the browser: a database of its own with the demonstration, served by threads of the test process."""

import os
import re
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.core.servers.basehttp import ThreadedWSGIServer
from django.db import connections
from django.test import override_settings
from django.test.testcases import QuietWSGIRequestHandler
from django.test.utils import setup_databases, teardown_databases
from haystack import connections as indexes

from chm_portal.common.models import Installation
from chm_portal.demonstration import content
from chm_portal.outbox import queue
from chm_portal.outbox.models import OutboxItem, OutgoingMail
from chm_portal.vocabularies import memory

PASSWORD = content.read("people")["password"]
LINK = re.compile(r"https?://\S+")


class RunningPortal:
    """What a test may ask of the portal beside its pages: its address, its letters, and that waiting work be done."""

    def __init__(self, address: str):
        self.address = address

    def work(self) -> None:
        """Do all waiting work of the outbox, as relay and workers would."""
        for kind in set(OutboxItem.objects.waiting().values_list("kind", flat=True)):
            queue.run(kind, OutboxItem.objects.waiting().filter(kind=kind).values_list("pk", flat=True))

    def letter_to(self, email: str, word: str = "") -> OutgoingMail:
        """Return the newest letter to somebody whose subject or text has a word; fails if there is none."""
        letters = OutgoingMail.objects.filter(recipients=email)
        found = next((letter for letter in letters if word in f"{letter.subject}\n{letter.body}"), None)
        assert found, f"no letter to {email} with {word!r} among {[letter.subject for letter in letters]}"
        return found

    def link_in(self, letter: OutgoingMail) -> str:
        """Return the first address in a letter that leads to the portal."""
        return next(link for link in LINK.findall(letter.body) if link.startswith(self.address))


@contextmanager
def running_portal(folder: Path) -> Iterator[RunningPortal]:
    """Serve the demonstration from a database of its own; files, index and letters stay in `folder`.

    Playwright's synchronous face runs an event loop in the thread of the test, which makes Django refuse the database
    there; nothing here awaits, so the refusal is lifted.
    """
    with ExitStack() as stack:
        stack.enter_context(_environment("DJANGO_ALLOW_ASYNC_UNSAFE", "1"))
        stack.enter_context(_database_of_its_own())
        server = ThreadedWSGIServer(("127.0.0.1", 0), QuietWSGIRequestHandler)
        address = f"http://127.0.0.1:{server.server_address[1]}"
        stack.enter_context(_settings_of_a_portal(folder, address))
        _fill()
        server.set_app(WSGIHandler())
        thread = threading.Thread(target=server.serve_forever, name="portal", daemon=True)
        thread.start()
        try:
            yield RunningPortal(address)
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


@contextmanager
def _environment(name: str, value: str) -> Iterator[None]:
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        os.environ.pop(name)
        if before is not None:
            os.environ[name] = before


@contextmanager
def _database_of_its_own() -> Iterator[None]:
    """Let all threads work on a new database, which other tests never see: its content is committed and stays.

    The other tests' database may be there already, and those of processes beside this one: it has a name of its own.
    """
    names = connections["default"].settings_dict["TEST"]
    usual, names["NAME"] = names.get("NAME"), f"test_browser_{os.getpid()}"
    connections.close_all()
    made = setup_databases(verbosity=0, interactive=False, aliases={"default"})
    _forget()
    try:
        yield
    finally:
        with connections["default"].cursor() as cursor:  # the portal's threads may still hold theirs
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        connections.close_all()
        teardown_databases(made, verbosity=0)
        names["NAME"] = usual
        _forget()


def _forget() -> None:
    """Forget what this process remembers of the database it worked on before."""
    memory.forget()
    Installation.is_demonstration.cache_clear()


@contextmanager
def _settings_of_a_portal(folder: Path, address: str) -> Iterator[None]:
    """Send letters through the outbox, and keep everything that is stored or served as it is in the folder."""
    index = settings.HAYSTACK_CONNECTIONS["default"]
    path, index["PATH"] = index["PATH"], str(folder / "whoosh")
    indexes.reload("default")
    try:
        with override_settings(
            EMAIL_BACKEND="chm_portal.outbox.mail.OutboxBackend",
            MEDIA_ROOT=str(folder / "media"),
            PORTAL_ADDRESS=address,
            STATIC_ROOT=str(folder / "static"),
            WHITENOISE_AUTOREFRESH=False,
        ):
            yield
    finally:
        index["PATH"] = path
        indexes.reload("default")


def _fill() -> None:
    """Load what `./run` loads into an empty database; its letters are not the ones a test looks for."""
    call_command("collectstatic", verbosity=0, interactive=False)
    call_command("load_vocabularies", verbosity=0)
    call_command("load_demonstration", verbosity=0)
    call_command("search_rebuild", verbosity=0, stdout=StringIO())
    OutgoingMail.objects.all().delete()
