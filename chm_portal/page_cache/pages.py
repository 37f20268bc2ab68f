"""The pages that a web process keeps in its memory: bounded, the least lately asked for goes first."""

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpResponse

LARGEST = 512 * 1024  # bytes of a page that is kept
BESIDE = 2 * 1024  # bytes, about, that a page takes beside its text: headers, key, objects


@dataclass(frozen=True)
class Page:
    """A whole answer: its text, its headers, what of usage it counts, and until when it stands."""

    content: bytes
    headers: dict[str, str]
    counted: tuple[int, str] | None  # arguments of usage.counting: of a record's page
    changes: int  # how many public changes it knows of, at least
    ends_at: float  # on the clock of time.monotonic

    @property
    def size(self) -> int:
        """How many bytes of memory it takes, about."""
        return len(self.content) + BESIDE

    def answer(self) -> HttpResponse:
        """Return the answer that it was made from."""
        return HttpResponse(self.content, headers=self.headers)


class Pages:
    """What one process keeps; its threads share it. A page stands as long as nothing public has changed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pages: OrderedDict[bytes, Page] = OrderedDict()
        self._size = 0

    def get(self, key: bytes, changes: int) -> Page | None:
        """Return the page of a key if it still stands."""
        with self._lock:
            page = self._pages.get(key)
            if page is None:
                return None
            if page.changes != changes or page.ends_at <= time.monotonic():
                self._drop(key)
                return None
            self._pages.move_to_end(key)
            return page

    def put(self, key: bytes, page: Page) -> None:
        """Keep a page unless it is too large, and let go of others until there is room."""
        if len(page.content) > LARGEST:
            return
        with self._lock:
            if key in self._pages:
                self._drop(key)
            self._pages[key] = page
            self._size += page.size
            while self._size > settings.PAGE_CACHE_BYTES:
                self._drop(next(iter(self._pages)))

    def _drop(self, key: bytes) -> None:
        self._size -= self._pages.pop(key).size

    def forget(self) -> None:
        """Let go of all."""
        with self._lock:
            self._pages.clear()
            self._size = 0

    def __len__(self) -> int:
        return len(self._pages)


pages = Pages()
