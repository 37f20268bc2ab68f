"""What the tests of kept pages share: a process that keeps pages and hears of every change at once."""

import pytest

from chm_portal.page_cache.changes import known
from chm_portal.page_cache.pages import pages
from tests.test_public_pages import record, thread

__all__ = ["keeping", "record", "thread"]


@pytest.fixture
def keeping(settings):
    """Keep pages, as a site does; give what is kept."""
    settings.PAGE_CACHE_BYTES = 32 * 1024 * 1024
    settings.PAGE_CACHE_CHECK_SECONDS = 0
    pages.forget()
    known.forget()
    yield pages
    pages.forget()
    known.forget()
