"""Two browsers side by side, one for each core of a small machine: what is asked of hundreds of pages is shared out."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.browser.accessibility import AXE
from tests.browser.running import RunningPortal
from tests.browser.visitor import DESK, Visitor


class Desk:
    """A browser in a thread of its own, as Playwright demands, with people who stay signed in from test to test."""

    def __init__(self, launch: Callable[[Any], Any], portal: RunningPortal):
        self.portal = portal
        self._visitors: dict[tuple[str, str], Visitor] = {}
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="desk")
        self._thread.submit(self._open, launch).result()

    def _open(self, launch: Callable[[Any], Any]) -> None:
        from playwright.sync_api import sync_playwright

        self._playwright = sync_playwright().start()
        self._browser = launch(self._playwright)

    def begin(self, function: Callable, *arguments):
        """Call a function with this desk in its thread; return the future."""
        return self._thread.submit(function, self, *arguments)

    def visitor(self, person: str, password: str, scheme: str) -> Visitor:
        """Return the visitor of this name and scheme, signed in the first time; "" is nobody."""
        if (person, scheme) not in self._visitors:
            context = self._browser.new_context(color_scheme=scheme, viewport=DESK)
            context.add_init_script(path=AXE)
            self._visitors[person, scheme] = visitor = Visitor(context, self.portal)
            if person:
                visitor.sign_in(person, password)
        return self._visitors[person, scheme]

    def _close(self) -> None:
        self._browser.close()
        self._playwright.stop()

    def close(self) -> None:
        """Close the browser and end the thread."""
        self._thread.submit(self._close).result()
        self._thread.shutdown()


def share_out(desks: Sequence[Desk], work: Callable, tasks: Sequence) -> list:
    """Return what `work(desk, task)` gives for each task, done by all desks at once; order does not count."""

    def do_all(desk: Desk, waiting: list) -> list:
        done = []
        while waiting:  # popping from a list is atomic: whoever is free takes the next
            try:
                done.append(work(desk, waiting.pop()))
            except IndexError:
                break
        return done

    waiting = list(tasks)
    return [result for future in [desk.begin(do_all, waiting) for desk in desks] for result in future.result()]
