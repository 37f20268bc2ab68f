"""Settings of the tests: the portal's own, with what makes runs quick and exact."""

import os
import tempfile

os.environ.setdefault("PORTAL_SECRET_KEY", "a-key-for-the-tests-only-not-for-any-site")
os.environ.setdefault("PORTAL_VAR", tempfile.mkdtemp(prefix="portal-test-"))

from chm_portal.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
VOCABULARY_CHECK_SECONDS = None  # query counts stay exact
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Tests that run beside each other empty the cache, each its own.
CACHES["default"]["OPTIONS"]["db"] = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))  # noqa: F405
MAIL_DELIVERY_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_AUTOREFRESH = True
LIST_FILES_AN_HOUR = 100_000  # tests come from one place
USAGE_WRITE_SECONDS = None  # a test writes what was counted when it wants to
# Pages are made for each request: what they say and what they cost is tested, not what is remembered of them.
PAGE_CACHE_BYTES = 0
