"""Brings up what a place needs of database and broker, and tells the programs where they are."""

import os
import shutil
import socket
import time

from chm_portal.stack.places import Place, StackError
from chm_portal.stack.postgresql import PostgreSQL
from chm_portal.stack.supervisor import Supervisor, say
from chm_portal.stack.valkey import Valkey

# What of the person's PORTAL_ variables reaches the tests; the others configure a site, not the tests.
FOR_TESTS = {"PORTAL_BROWSER_TESTS", "PORTAL_PG_BIN", "PORTAL_RUN_STARTED"}


def given(name: str) -> str:
    """Return the text of a variable of the environment, empty when it is unset."""
    return os.environ.get(name, "").strip()


class Servers:
    """The database and the broker of a place: built in, unless DATABASE_URL or REDIS_URL names one."""

    def __init__(self, place: Place, durable: bool = True):
        self.place = place
        self.postgresql = None if given("DATABASE_URL") else PostgreSQL(place, durable)
        self.valkey = None if given("REDIS_URL") else Valkey(place, durable)

    def start(self, supervisor: Supervisor) -> None:
        """Start what is built in, making it first where it is not there; raises StackError."""
        if self.postgresql:
            if not self.postgresql.exists():
                say(f"Database: making one in {self.postgresql.folder}")
                self.postgresql.make()
            supervisor.launch(postgresql := self.postgresql.program())
        if self.valkey:
            supervisor.start(self.valkey.program())
        if self.postgresql:
            supervisor.wait_for(postgresql)

    def addresses(self) -> dict[str, str]:
        """Return DATABASE_URL and REDIS_URL as the programs get them."""
        return {
            "DATABASE_URL": self.postgresql.url if self.postgresql else given("DATABASE_URL"),
            "REDIS_URL": self.valkey.url if self.valkey else given("REDIS_URL"),
        }


def environment_of_portal(servers: Servers, demonstration: bool) -> dict[str, str]:
    """Return the environment of the portal's programs.

    What the person has set stays. A demonstration gets a key, an address and a mail folder; a site with real people
    must name its own, and the settings say which is missing.
    """
    place = servers.place
    environment = {"PORTAL_VAR": str(place.var), "PYTHONUNBUFFERED": "1"}
    environment["PYTHONWARNINGS"] = "ignore::SyntaxWarning"  # Whoosh's, when it is compiled the first time
    if demonstration:
        environment |= {
            "PORTAL_SECRET_KEY": place.secret(),
            "PORTAL_ADDRESS": f"http://127.0.0.1:{given('PORT') or 8000}",
            "PORTAL_ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]",
            "PORTAL_MAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "PORTAL_DEBUG": "0",
        }
    environment |= os.environ
    if servers.postgresql:  # what belongs to the built-in database stays beside it
        environment["PORTAL_VAR"] = str(place.var)
    return environment | servers.addresses()


def environment_of_tests(servers: Servers) -> dict[str, str]:
    """Return the environment of the tests: nothing of a site's own configuration reaches them."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in FOR_TESTS or not name.startswith(("PORTAL_", "DJANGO_"))
    }
    return {**kept, "PORTAL_VAR": str(servers.place.var), **servers.addresses()}


def wait_for_port(port: int, seconds: float = 5) -> None:
    """Wait until the port is free, for a killed run may still be letting go of it; raises StackError when it is not."""
    until = time.monotonic() + seconds
    while True:
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind(("127.0.0.1", port))
                return
            except PermissionError as error:
                raise StackError(f"PORT={port}: the system keeps this port for root; choose one above 1023.") from error
            except OSError as error:
                if time.monotonic() > until:
                    other = port + 1 if port < 65535 else port - 1
                    raise StackError(f"Port {port} is taken by another program. Try: PORT={other} ./run") from error
        time.sleep(0.2)


def throw_away(place: Place) -> None:
    """Remove all that a place holds; raises StackError when it is in use."""
    with place.lock():
        if place.var.joinpath("pg").exists() or place.elsewhere.exists():
            PostgreSQL(place).stop_leftover()
        for folder in (place.elsewhere, place.sockets, place.var):
            shutil.rmtree(folder, ignore_errors=True)
