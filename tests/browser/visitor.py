"""Somebody at a browser: opens pages, fills in forms by their labels, presses buttons by their names."""

import re
from dataclasses import dataclass, field
from typing import Any

from tests.browser.running import PASSWORD, RunningPortal

DESK = {"width": 1280, "height": 900}
PATIENCE = 20_000  # milliseconds; a machine that does other things too is slow
LOADING_FAILED = "Failed to load resource"  # what the browser itself writes for every status from 400 on


@dataclass
class Visitor:
    """One browser context with one page; what goes wrong beside the page's text is kept in `complaints`."""

    context: Any
    portal: RunningPortal
    language: str = "en"
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self):
        self.context.set_default_timeout(PATIENCE)
        self.page = self.context.new_page()
        self.page.on("console", self._note_message)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))
        self.page.on("response", self._note_response)

    def _note_message(self, message) -> None:
        if not message.text.startswith(LOADING_FAILED):
            self.complaints.append(f"{self.page.url}: {message.text}")

    def _note_response(self, response) -> None:
        is_part = not response.request.is_navigation_request()
        if response.status >= 500 or (is_part and response.status >= 400):
            self.complaints.append(f"{response.status} {response.url}")
        if not response.url.startswith((f"{self.portal.address}/", "data:")):
            self.complaints.append(f"another host: {response.url}")

    def forget(self) -> None:
        """Leave as somebody nobody knows: signed out, on an empty page, without complaints."""
        for page in self.context.pages:
            if page != self.page:
                page.close()
        self.page.goto("about:blank")
        self.context.clear_cookies()
        self.complaints.clear()

    def open(self, path: str, status: int = 200) -> None:
        """Go to a path in the visitor's language, or to one that starts with a slash, and expect this status."""
        address = path if path.startswith("http") else self.address(path)
        answer = self.page.goto(address)
        assert answer.status == status, f"{address}: {answer.status} instead of {status}"

    def address(self, path: str) -> str:
        """Return the whole address of a path."""
        return self.portal.address + (path if path.startswith("/") else f"/{self.language}/{path}")

    def status_of(self, path: str) -> int:
        """Return what a path answers to this person without showing it."""
        answer = self.context.request.get(self.address(path), max_redirects=0, timeout=PATIENCE)
        status = answer.status
        answer.dispose()
        return status

    def press(self, name: str) -> None:
        """Press the button with this name, and wait for what follows."""
        self._press(self.page.get_by_role("button", name=name, exact=True))

    def follow(self, name: str) -> None:
        """Follow the first link with this text in the page's own part."""
        self._press(self.page.locator("#main, #content").get_by_role("link", name=name, exact=True))

    def _press(self, what) -> None:
        with self.page.expect_navigation():
            what.first.click()

    def fill(self, answers: dict[str, str], within: str = "") -> None:
        """Type texts into fields named by their labels, in a group of fields if one is named."""
        for label, text in answers.items():
            self._field(label, within).fill(text)

    def choose(self, label: str, option: str) -> None:
        """Choose an option of a list by the text it has."""
        self._field(label).select_option(label=option)

    def tick(self, *labels: str, within: str = "") -> None:
        """Tick boxes and choices by their labels."""
        for label in labels:
            self._field(label, within).check()

    def untick(self, *labels: str, within: str = "") -> None:
        """Clear boxes by their labels."""
        for label in labels:
            self._field(label, within).uncheck()

    def unfold(self, summary: str) -> None:
        """Open what is folded under these words."""
        self.page.locator("main details:not([open]) > summary").filter(has_text=summary).first.click()

    def _field(self, label: str, within: str = ""):
        """Return the field with a label (or one that only adds "(optional)"), opening whatever it is folded into."""
        part = self.page.get_by_role("group", name=within) if within else self.page.locator("main, #container")
        named = re.compile(rf"^\s*{re.escape(label)}\s*(\([^)]*\))?\s*$")
        found = part.first.get_by_label(named).first
        folds = found.locator("xpath=ancestor::details[not(@open)]")
        for _outermost_first in range(folds.count()):
            folds.first.locator("> summary").click()
        return found

    def sign_in(self, person: str, password: str = PASSWORD) -> None:
        """Sign in as one of the demonstration's people, or by an e-mail address."""
        self.open("accounts/login/")
        self.give_password(person, password)

    def give_password(self, person: str, password: str = PASSWORD) -> None:
        """Fill in the sign-in form that is open."""
        email = person if "@" in person else f"{person}@example.org"
        self.fill({"E-mail address": email, "Password": password})
        self.press("Sign in")

    def sees(self, *texts: str) -> None:
        """Expect each text on the page, wherever it stands."""
        shown = " ".join(self.page.locator("main, #container").first.inner_text().split())
        for text in texts:
            assert text in shown, f"{self.page.url}: {text!r} is not in {shown[:1500]!r}"

    def misses(self, *texts: str) -> None:
        """Expect none of the texts anywhere in the page, hidden parts included."""
        content = self.page.content()
        for text in texts:
            assert text not in content, f"{self.page.url}: {text!r} is there"

    @property
    def path(self) -> str:
        """The path of the page that is open."""
        return self.page.url.removeprefix(self.portal.address).partition("?")[0]

    def number(self, place: int) -> int:
        """Return the number that stands at this place of the path, counted in its parts."""
        return int(self.path.strip("/").split("/")[place])
