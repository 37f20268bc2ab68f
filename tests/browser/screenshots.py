"""Take the twelve screenshots of docs/screenshots/ from a portal that runs with the demonstration.

    ./run                                                 # in one terminal; ./run reset first, for pages as they begin
    .venv/bin/python -m tests.browser.screenshots         # in another; an address after it if it is not port 8000

Needs requirements-browser.txt, Chromium, and fonts of all six scripts (Debian: fonts-noto-core, fonts-noto-cjk).
Each shows one window, 1440 by 900 or 320 by 640, so that none is heavy.
"""

import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "screenshots"
ACCOUNTS = ROOT / "chm_portal" / "demonstration" / "data" / "people.json"
HEIGHTS = {1440: 900, 320: 640}
RECORD = "records/CHM-RES-SCBD-2/"  # there in all six languages, with a symbol in its title


class Shot(NamedTuple):
    """One screenshot: its name says page, language, width and scheme."""

    page: str
    language: str
    width: int
    scheme: str

    @property
    def file(self) -> Path:
        """Where it goes."""
        return FOLDER / f"{self.page}-{self.language}-{self.width}-{self.scheme}.png"


SHOTS = [
    Shot("home", "en", 1440, "light"),
    Shot("home", "ar", 320, "dark"),
    Shot("search", "en", 320, "light"),
    Shot("search", "ar", 1440, "light"),
    Shot("record", "en", 1440, "dark"),
    Shot("record", "ar", 320, "light"),
    Shot("form", "en", 320, "dark"),
    Shot("form", "ar", 1440, "light"),
    Shot("queue", "en", 1440, "light"),
    Shot("queue", "ar", 320, "light"),
    Shot("error", "en", 320, "light"),
    Shot("error", "ar", 1440, "dark"),
]
PEOPLE = {"form": "contributor", "error": "contributor", "queue": "curator"}


def sign_in(page: Page, person: str) -> None:
    """Sign in as one of the demonstration's people."""
    page.goto("/en/accounts/login/")
    page.fill("[name=login]", f"{person}@example.org")
    page.fill("[name=password]", json.loads(ACCOUNTS.read_text(encoding="utf-8"))["password"])
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/workspace/")


def path_of(page: Page, shot: Shot) -> str:
    """Return where a screenshot is taken; a draft is looked for among the records of who is signed in."""
    plain = {"home": "", "search": "search/?q=biodiversity", "record": RECORD, "queue": "workspace/review/"}
    if shot.page in plain:
        return plain[shot.page]
    page.goto("/en/workspace/records/")
    draft = page.locator("main a[href*='/workspace/revisions/']").first.get_attribute("href").removeprefix("/en/")
    return f"{draft}sections/about/" if shot.page == "form" else f"{draft}check/"


def take(browser: Browser, address: str, shots: list[Shot]) -> Iterator[Path]:
    """Take screenshots one after the other and yield where each is."""
    for shot in shots:
        context = browser.new_context(
            base_url=address,
            viewport={"width": shot.width, "height": HEIGHTS[shot.width]},
            color_scheme=shot.scheme,
        )
        page = context.new_page()
        if shot.page in PEOPLE:
            sign_in(page, PEOPLE[shot.page])
        page.goto(f"/{shot.language}/{path_of(page, shot)}", wait_until="networkidle")
        page.screenshot(path=shot.file)
        context.close()
        yield shot.file


def main(arguments: list[str]) -> None:
    """Take all twelve and say how heavy each is."""
    address = arguments[0] if arguments else "http://127.0.0.1:8000"
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("PORTAL_CHROMIUM") or shutil.which("chromium"),
            chromium_sandbox=os.geteuid() != 0,
        )
        for file in take(browser, address.rstrip("/"), SHOTS):
            print(f"{file.relative_to(ROOT)}  {file.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main(sys.argv[1:])
