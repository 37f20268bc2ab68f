"""The cache never makes a request fail or wait: with its server gone, hung or back again (F3)."""

import socket
import time

import pytest
from django.conf import settings
from django.core.cache import caches
from django_ratelimit.core import is_ratelimited

from chm_portal.common.cache import REST_SECONDS, FailOpenRedisCache

PATIENCE = 0.5  # seconds that a request may lose to the cache


def cache_at(address: str) -> FailOpenRedisCache:
    """Return a cache of its own with the portal's options."""
    return FailOpenRedisCache(address, {"OPTIONS": dict(settings.CACHES["default"]["OPTIONS"])})


@pytest.fixture
def refused(tmp_path) -> FailOpenRedisCache:
    """A cache whose server is stopped."""
    return cache_at(f"unix://{tmp_path}/nobody")


@pytest.fixture
def hung(tmp_path) -> FailOpenRedisCache:
    """A cache whose server takes connections and never says a word, as one that was stopped with SIGSTOP."""
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(f"{tmp_path}/hung")
        server.listen(20)
        yield cache_at(f"unix://{tmp_path}/hung")


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still until it is moved."""

    class Clock:
        now = 1000.0

    monkeypatch.setattr("chm_portal.common.cache.time.monotonic", lambda: Clock.now)
    return Clock


OPERATIONS = {
    "get": (lambda cache: cache.get("a", "default"), "default"),
    "get_many": (lambda cache: cache.get_many(["a", "b"]), {}),
    "has_key": (lambda cache: "a" in cache, False),
    "get_or_set": (lambda cache: cache.get_or_set("a", lambda: 7), 7),
    "set": (lambda cache: cache.set("a", 1), None),
    "set_many": (lambda cache: cache.set_many({"a": 1}), []),
    "add": (lambda cache: cache.add("a", 1), True),
    "touch": (lambda cache: cache.touch("a"), False),
    "delete": (lambda cache: cache.delete("a"), False),
    "delete_many": (lambda cache: cache.delete_many(["a"]), None),
    "incr": (lambda cache: cache.incr("a"), 1),
    "decr": (lambda cache: cache.decr("a"), -1),
    "clear": (lambda cache: cache.clear(), False),
}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_without_its_server_every_operation_answers_as_if_nothing_were_cached(refused, operation):
    call, answer = OPERATIONS[operation]
    assert call(refused) == answer


@pytest.mark.parametrize("operation", ["get", "set", "incr"])
def test_a_hung_server_costs_less_than_half_a_second(hung, operation):
    call, answer = OPERATIONS[operation]
    begun = time.perf_counter()
    assert call(hung) == answer
    assert time.perf_counter() - begun < PATIENCE


def test_after_a_failure_the_server_is_left_alone_for_a_while(hung, clock):
    hung.get("a")
    begun = time.perf_counter()
    for _request in range(50):
        hung.get("a")
    assert time.perf_counter() - begun < PATIENCE / 5


def test_what_one_thread_waited_for_no_other_thread_waits_for(hung, tmp_path, clock):
    hung.get("a")
    begun = time.perf_counter()
    for _thread in range(8):  # each has its own
        assert cache_at(f"unix://{tmp_path}/hung").get("a", "default") == "default"
    assert time.perf_counter() - begun < PATIENCE / 5


def test_the_server_is_asked_again_after_the_rest(refused, clock, caplog):
    refused.get("a")
    refused.get("a")
    assert len(caplog.records) == 1
    clock.now += REST_SECONDS + 1
    refused.get("a")
    assert len(caplog.records) == 2


def test_with_its_server_it_is_a_cache():
    cache = caches["default"]
    cache.set("tests:fruit", "apple", 30)
    assert cache.get("tests:fruit") == "apple"
    assert cache.incr("tests:count", 1) if cache.add("tests:count", 1, 30) else True
    cache.delete("tests:fruit")
    assert cache.get("tests:fruit", "none") == "none"


def test_counting_what_is_not_there_is_an_error_as_in_every_cache():
    with pytest.raises(ValueError, match="not found"):
        caches["default"].incr("tests:never-set")


def test_limits_let_people_through_while_the_server_is_away(refused, rf, monkeypatch):
    monkeypatch.setattr("django_ratelimit.core.caches", {"default": refused})
    request = rf.post("/", REMOTE_ADDR="192.0.2.1")
    asked = {"group": "tests", "key": "ip", "rate": "1/m", "increment": True}
    assert not any(is_ratelimited(request, **asked) for _time in range(5))


def test_a_cache_says_whether_its_server_answers(refused, hung):
    assert cache_at(settings.REDIS_URL).answers()
    began = time.monotonic()
    assert not refused.answers()
    assert not hung.answers()
    assert time.monotonic() - began < PATIENCE
