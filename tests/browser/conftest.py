"""Chromium, a running portal, and visitors of it; all are made once for the tests in this folder."""

import importlib.util
import os
import shutil

import pytest

from tests.browser.running import running_portal
from tests.browser.visitor import DESK, PATIENCE, Visitor

CHROMIUM = os.environ.get("PORTAL_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
IS_REQUIRED = os.environ.get("PORTAL_BROWSER_TESTS") == "required"


def what_is_missing() -> str:
    """Return what the browser tests need and do not find, in a sentence; nothing where all is there."""
    if importlib.util.find_spec("playwright") is None:
        return "Playwright is not installed: .venv/bin/pip install -r requirements-browser.txt"
    if not CHROMIUM:
        return "There is no Chromium: apt-get install chromium, or name one in PORTAL_CHROMIUM"
    return ""


def pytest_terminal_summary(terminalreporter):
    """Say in one line that nothing was tried in a browser, and why."""
    skipped = terminalreporter.stats.get("skipped", [])
    count = sum("tests/browser/" in report.nodeid for report in skipped)
    if count:
        terminalreporter.write_line(f"BROWSER TESTS SKIPPED ({count}): {what_is_missing()}.", yellow=True, bold=True)


@pytest.fixture(scope="session")
def launch_chromium():
    """Return the function that starts a browser; without one the test is skipped, or fails where they are required."""
    missing = what_is_missing()
    if missing:
        pytest.fail(missing) if IS_REQUIRED else pytest.skip(missing)

    def launch(playwright):
        # Chromium's own sandbox does not start as root, which is what CI is.
        return playwright.chromium.launch(
            executable_path=CHROMIUM, chromium_sandbox=os.geteuid() != 0, args=["--disable-gpu"]
        )

    return launch


@pytest.fixture(scope="package")
def chromium(launch_chromium):
    """The browser of most tests."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = launch_chromium(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def portal(launch_chromium, django_db_blocker, django_test_environment, tmp_path_factory):
    """The demonstration, running."""
    with django_db_blocker.unblock(), running_portal(tmp_path_factory.mktemp("portal")) as running:
        yield running


@pytest.fixture(params=[True, False], ids=["scripts on", "scripts off"])
def scripts(request) -> bool:
    """Whether the browser runs scripts: every journey is walked both ways."""
    return request.param


@pytest.fixture
def new_page(chromium, portal):
    """Return a function that gives an empty page of a width, in the light or dark scheme; paths are the portal's."""
    contexts = []

    def give(width: int, scheme: str = "light", scripts: bool = True):
        context = chromium.new_context(
            base_url=portal.address,
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=scripts,
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        return context.new_page()

    yield give
    for context in contexts:
        context.close()


@pytest.fixture(scope="package")
def idle_visitors() -> dict[bool, list[Visitor]]:
    """Visitors nobody needs just now, with scripts and without: a browser takes a second to open another window."""
    return {True: [], False: []}


@pytest.fixture
def visitor(chromium, portal, scripts, idle_visitors):
    """Return a function that gives a visitor; nothing may go wrong beside its pages.

    With a name it is one of the demonstration's people, signed in, the same throughout the test; without, somebody new.
    """
    given: list[Visitor] = []
    known: dict[str, Visitor] = {}

    def somebody() -> Visitor:
        idle = idle_visitors[scripts]
        one = idle.pop() if idle else Visitor(chromium.new_context(java_script_enabled=scripts, viewport=DESK), portal)
        given.append(one)
        return one

    def give(person: str = "", language: str = "en") -> Visitor:
        one = known[person] if person in known else somebody()
        if person and person not in known:
            one.language = "en"
            one.sign_in(person)
            known[person] = one
        one.language = language
        return one

    yield give
    complaints = [complaint for one in given for complaint in one.complaints]
    for one in given:
        one.forget()
    idle_visitors[scripts] += given
    assert complaints == []
