"""What a process keeps is bounded, and stands only while nothing has changed."""

import time

import pytest

from chm_portal.page_cache.pages import BESIDE, LARGEST, Page, Pages


def page(size: int = 1000, changes: int = 1, seconds: float = 60) -> Page:
    return Page(b"x" * size, {"Content-Type": "text/html"}, None, changes, time.monotonic() + seconds)


@pytest.fixture
def kept(settings) -> Pages:
    settings.PAGE_CACHE_BYTES = 10 * (1000 + BESIDE)
    return Pages()


def test_a_page_is_given_while_nothing_changes(kept):
    kept.put(b"a", page())
    assert kept.get(b"a", 1).answer().content == b"x" * 1000
    assert kept.get(b"b", 1) is None


@pytest.mark.parametrize("changes", [0, 2])
def test_a_page_of_another_state_is_not_given(kept, changes):
    kept.put(b"a", page())
    assert kept.get(b"a", changes) is None
    assert len(kept) == 0


def test_a_page_has_its_time(kept):
    kept.put(b"a", page(seconds=0))
    assert kept.get(b"a", 1) is None


def test_however_many_addresses_are_made_up_the_memory_is_bounded_and_pages_that_are_asked_for_stay(kept):
    kept.put(b"asked for", page())
    for number in range(1000):
        kept.put(f"{number}".encode(), page())
        assert kept.get(b"asked for", 1)
    assert len(kept) == 10


def test_the_same_address_takes_its_room_once(kept):
    for _time in range(100):
        kept.put(b"a", page())
    kept.put(b"b", page())
    assert kept.get(b"a", 1)
    assert kept._size == 2 * (1000 + BESIDE)


def test_what_is_too_large_is_not_kept_and_takes_nobodys_place(kept, settings):
    settings.PAGE_CACHE_BYTES = 10 * LARGEST
    kept.put(b"a", page())
    kept.put(b"large", page(LARGEST + 1))
    assert kept.get(b"large", 1) is None
    assert kept.get(b"a", 1)
