"""What a first view costs over a thin line: few requests, all from here, and few bytes (U3, U4, U5)."""

import gzip

import pytest

from chm_portal.accounts.models import User
from tests import world
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

MOST_REQUESTS = 6
KIB = 1024


class Line:
    """Listens to everything a page fetches; text counts as compressed, as it is sent by any server in front of us."""

    def __init__(self, page):
        self.page, self.addresses = page, []
        self._responses: list = []
        page.on("response", self._note)

    def _note(self, response) -> None:
        self._responses.append(response)

    def forget_what_came(self) -> None:
        """Empty the browser's cache, as before a first visit."""
        self.page.context.new_cdp_session(self.page).send("Network.clearBrowserCache")

    def bytes_of(self, path: str) -> int:
        """Open a page and return what it took, until nothing more comes."""
        self.page.goto("about:blank")  # what the page before still waits for is no part of this one
        self._responses.clear()
        self.page.goto(path, wait_until="networkidle")
        self.addresses = [response.url for response in self._responses]
        return sum(self._weight(response) for response in self._responses)

    def _weight(self, response) -> int:
        is_picture = response.headers.get("content-type", "") == "image/png"
        return len(response.body()) if is_picture else len(gzip.compress(response.body()))


@pytest.mark.parametrize("language", ["en", "ar", "zh-hans"])
def test_a_first_view_is_light_and_a_second_lighter(new_page, portal, language):
    line = Line(new_page(412))
    most = {"": 60, "search/": 50, "search/?q=biodiversity": 50, "records/CHM-RES-SCBD-1/": 40, "about/": 40}
    most |= {"countries/be/": 60, "countries/": 60, "reporting/reports/": 60, "collaboration/topics/1/": 50}
    for path, kibibytes in most.items():
        line.forget_what_came()
        assert line.bytes_of(f"/{language}/{path}") <= kibibytes * KIB, path
        assert len(line.addresses) <= MOST_REQUESTS, path
        assert all(address.startswith(portal.address) for address in line.addresses), path
    assert line.bytes_of(f"/{language}/partners/") <= 25 * KIB


def test_a_step_of_a_form_is_light(new_page, portal):
    revision = world.draft(User.objects.get(email="contributor@example.org"))
    page = new_page(412)
    Visitor(page.context, portal).sign_in("contributor")
    line = Line(page)
    for section in ("about", "source", "subject", "access", "rights"):
        line.forget_what_came()
        assert line.bytes_of(f"/en/workspace/revisions/{revision.pk}/sections/{section}/") <= 35 * KIB, section
        assert len(line.addresses) <= MOST_REQUESTS, section


def test_reading_sets_no_cookie(new_page):
    page = new_page(1280)
    for path in ("", "search/?q=biodiversity", "records/CHM-RES-SCBD-1/", "records/CHM-RES-SCBD-1/history/", "themes/"):
        page.goto(f"/en/{path}")
    assert page.context.cookies() == []
