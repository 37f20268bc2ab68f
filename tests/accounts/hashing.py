"""A password hasher that takes its time, so that a test can tell whether it ran."""

import time

from django.contrib.auth.hashers import MD5PasswordHasher


class SlowHasher(MD5PasswordHasher):
    """MD5 with a rest before it."""

    algorithm = "slow"

    def encode(self, password, salt):
        deadline = time.perf_counter() + 0.25
        while time.perf_counter() < deadline:  # busy, as a real one is
            pass
        return super().encode(password, salt)
