"""Without Valkey, stopped or hung, pages come as ever: kept ones at once, the others 0.3 s late, once (F3)."""

import socket
import time

import pytest
from django.conf import settings
from django.core.cache import caches
from django.test import Client

pytestmark = pytest.mark.django_db
ASKS_THE_CACHE = "/en/statistics/"
ONCE, MEASURED = 0.3, 0.2  # seconds that a time-out takes, and that a busy machine may add


@pytest.fixture(params=["stopped", "hung"])
def away(request, tmp_path, monkeypatch):
    """Point the portal's cache to a server that is not there, or takes connections and never says a word."""
    with socket.socket(socket.AF_UNIX) as server:
        if request.param == "hung":
            server.bind(f"{tmp_path}/valkey")
            server.listen(50)
        broken = {**settings.CACHES["default"], "LOCATION": f"unix://{tmp_path}/valkey"}
        monkeypatch.setitem(caches.settings, "default", broken)
        before = caches["default"]
        del caches["default"]
        yield request.param
        caches["default"] = before


def seconds_of(address: str) -> float:
    begun = time.perf_counter()
    assert Client().get(address).status_code == 200
    return time.perf_counter() - begun


def test_pages_wait_once_at_most_and_kept_ones_never(away, keeping, settings):
    settings.PAGE_CACHE_BYTES = 0
    first, second = seconds_of(ASKS_THE_CACHE), seconds_of(ASKS_THE_CACHE)
    assert first - second < ONCE + MEASURED
    if away == "hung":
        assert second < first
    settings.PAGE_CACHE_BYTES = 1_000_000
    Client().get(ASKS_THE_CACHE)
    assert len(keeping) == 1
    assert seconds_of(ASKS_THE_CACHE) < MEASURED
