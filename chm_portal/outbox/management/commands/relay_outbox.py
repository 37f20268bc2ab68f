"""The relay: one of the five roles."""

import logging
import signal
import threading

from django.core.management.base import BaseCommand
from django.db import OperationalError, connection

from chm_portal.outbox import queue

log = logging.getLogger(__name__)
INTERVAL = 0.25  # seconds between two looks at the outbox
PAUSE = 2.0  # seconds when the database or the broker is away


class Command(BaseCommand):
    """Hands due outbox rows to Celery, until TERM or INT."""

    help = "Hand work that follows commits to the workers; runs until it is told to stop."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="Look once and stop.")

    def handle(self, *args, **options):
        self.stop = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: self.stop.set())
        while not self.stop.is_set():
            pause = self.look()
            if options["once"]:
                return
            self.stop.wait(pause)

    def look(self) -> float:
        """Relay once; return how long to wait before the next look."""
        try:
            return 0 if queue.relay() >= queue.BATCH else INTERVAL
        except OperationalError as error:
            log.warning("Relay: the database is away: %s", error)
            connection.close()
        except queue.BROKER_AWAY as error:
            log.warning("Relay: the broker is away: %s", error)
        return PAUSE
