"""The cache, which must never make a request wait or fail (architecture, section 5)."""

import logging
import time
from collections.abc import Callable

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)
REST_SECONDS = 5  # after a failure the server is left alone for this long


class FailOpenRedisCache(RedisCache):
    """Django's Redis cache that answers "not there" when the server is away or hangs.

    A hung server costs one request the socket time-out (0.3 s); for the next REST_SECONDS no thread of the process asks
    again. (Django gives each thread a cache object of its own.)
    """

    _rest_until: dict[str, float] = {}  # by server, for the whole process

    def __init__(self, server, params):
        super().__init__(server, params)
        self._server = str(server)

    def _ask(self, method: Callable, fallback, *args, **kwargs):
        if time.monotonic() < self._rest_until.get(self._server, 0.0):
            return fallback
        try:
            return method(*args, **kwargs)
        except (RedisError, OSError) as error:
            self._rest_until[self._server] = time.monotonic() + REST_SECONDS
            log.warning("The cache is away (%s): answering without it.", type(error).__name__)
            return fallback

    def add(self, key, value, *args, **kwargs):
        return self._ask(super().add, True, key, value, *args, **kwargs)

    def get(self, key, default=None, version=None):
        return self._ask(super().get, default, key, default, version=version)

    def set(self, *args, **kwargs):
        return self._ask(super().set, None, *args, **kwargs)

    def touch(self, *args, **kwargs):
        return self._ask(super().touch, False, *args, **kwargs)

    def delete(self, *args, **kwargs):
        return self._ask(super().delete, False, *args, **kwargs)

    def get_many(self, *args, **kwargs):
        return self._ask(super().get_many, {}, *args, **kwargs)

    def has_key(self, *args, **kwargs):
        return self._ask(super().has_key, False, *args, **kwargs)

    def incr(self, key, delta=1, version=None):
        return self._ask(super().incr, delta, key, delta, version=version)

    def set_many(self, *args, **kwargs):
        return self._ask(super().set_many, [], *args, **kwargs)

    def delete_many(self, *args, **kwargs):
        return self._ask(super().delete_many, None, *args, **kwargs)

    def clear(self):
        return self._ask(super().clear, False)

    def answers(self) -> bool:
        """Whether the server answers now; one that was away a moment ago is not asked again yet."""
        return self._ask(self._ping, False)

    def _ping(self) -> bool:
        return bool(self._cache.get_client().ping())
