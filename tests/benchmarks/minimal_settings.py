"""The portal's settings and middleware around two pages that are not the portal's: what Django itself costs."""

from chm_portal.settings import *  # noqa: F403

ROOT_URLCONF = "tests.benchmarks.minimal_pages"
PAGE_CACHE_BYTES = 0
