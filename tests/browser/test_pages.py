"""What is asked of every page type, in six languages: nothing for axe to find, no wider than a phone, a quiet console.

A window of 320 pixels is also what 400 per cent of zoom leave of 1,280. Every page in every language:
PORTAL_BROWSER_TESTS_IN="every language" ./run test tests/browser/test_pages.py
"""

import os
from collections.abc import Callable

import pytest

from chm_portal.common.languages import LANGUAGE_CODES
from tests import people
from tests.browser import pages
from tests.browser.accessibility import OPEN_WHAT_IS_FOLDED, cut_off, overflow, violations
from tests.browser.desks import Desk, share_out
from tests.browser.pages import Page
from tests.browser.running import PASSWORD
from tests.browser.shown import Shown, make_shown
from tests.browser.visitor import DESK

pytestmark = pytest.mark.browser

PHONE = {"width": 320, "height": 640}
TABLET = {"width": 768, "height": 1024}
PASSWORDS = {"guest-of-pages": people.PASSWORD}


def every_page(shown: Shown) -> list[Page]:
    """Return all pages of ours."""
    kinds = (pages.public_pages, pages.member_pages, pages.writing_pages, pages.deciding_pages, pages.moderating_pages)
    return [page for kind in kinds for page in kind(shown)]


@pytest.fixture(scope="package")
def shown(portal) -> Shown:
    """One of everything."""
    made = make_shown()
    portal.work()
    return made


@pytest.fixture(scope="package")
def desks(launch_chromium, portal, shown):
    """As many browsers as the smallest machine has cores."""
    opened = [Desk(launch_chromium, portal) for _core in range(2)]
    yield opened
    for desk in opened:
        desk.close()


def look_at(desks: list[Desk], wanted: list[Page], language: str, look: Callable, scheme: str = "light") -> None:
    """Fail with a line for whatever is wrong with a page by `look`, or made the browser complain."""

    def faults_of(desk: Desk, page: Page) -> tuple[Page, list[str]]:
        visitor = desk.visitor(page.person, PASSWORDS.get(page.person, PASSWORD), scheme)
        visitor.language = language
        visitor.complaints.clear()
        visitor.open(page.path, page.status)
        if page.act:
            page.act(visitor.page)
        visitor.page.evaluate(OPEN_WHAT_IS_FOLDED)
        return page, look(visitor.page) + visitor.complaints

    found = share_out(desks, faults_of, wanted)
    wrong = [f"{page.path} for {page.person or 'everybody'}: {fault}" for page, faults in found for fault in faults]
    assert not wrong, "\n" + "\n".join(wrong)


def usable_and_narrow(page) -> list[str]:
    """Run axe at the width of a desk, then measure at the width of a phone."""
    page.set_viewport_size(DESK)
    found = violations(page)
    page.set_viewport_size(PHONE)
    return found + overflow(page)


def usable_where_it_wraps(page) -> list[str]:
    """Run axe at the widths of a tablet and of a phone, where lines of links wrap."""
    found = []
    for window in (TABLET, PHONE):
        page.set_viewport_size(window)
        found += violations(page)
    return found


def hides_columns(page) -> list[str]:
    """Look for tables that run out of the page at the width of a desk."""
    page.set_viewport_size(DESK)
    return cut_off(page)


def shuts_people_out(page) -> list[str]:
    """Run axe for what is critical."""
    return violations(page, impacts=("critical",))


def in_language(found: list[Page], language: str) -> list[Page]:
    """Return the pages to be looked at in a language: all in the two directions of writing, else every second one.

    So each page is seen in four languages, which takes a third less time; all six where the environment asks for it.
    """
    if language in ("en", "ar") or os.environ.get("PORTAL_BROWSER_TESTS_IN") == "every language":
        return found
    return found[("es", "ru", "fr", "zh-hans").index(language) // 2 :: 2]


@pytest.mark.parametrize("language", LANGUAGE_CODES)
def test_every_page_can_be_used_by_everybody(desks, shown, language):
    look_at(desks, in_language(every_page(shown), language), language, usable_and_narrow)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_discussion_can_be_used_where_the_heads_of_its_posts_wrap(desks, shown, language):
    look_at(desks, [Page(shown.talk.path), Page(f"{shown.talk.path}print/")], language, usable_where_it_wraps)


@pytest.mark.parametrize("language", ["fr", "ru"])
def test_the_register_shows_all_its_columns_on_a_desk(desks, shown, language):
    look_at(desks, [Page("reporting/reports/")], language, hides_columns)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_dark_scheme_has_its_contrasts(desks, shown, language):
    look_at(desks, every_page(shown)[::5], language, violations, "dark")


def test_the_admin_has_nothing_that_shuts_people_out(desks, shown):
    stock, ours = (
        [page for page in pages.admin_pages(shown) if page.path.startswith("/admin/review/") is is_ours]
        for is_ours in (False, True)
    )
    look_at(desks, stock, "en", shuts_people_out)
    look_at(desks, ours, "en", usable_and_narrow)
