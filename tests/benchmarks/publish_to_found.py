"""How long from the redirect after "Publish" until a reader finds the record, and from "Withdraw" until it is gone.

Fifty publications on a running portal, over HTTP as a reviewer's browser makes them; prints the figures. Needs the
demonstration's content and leaves fifty withdrawn records behind: a portal to throw away. Beside a running ./run:

    ./run manage shell -v 0 < tests/benchmarks/publish_to_found.py
"""

import http.client
import os
import statistics
import time
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client

from chm_portal.directory.models import Designation
from chm_portal.directory.models.roles import Role
from chm_portal.records.forms_of_steps import CheckForm
from chm_portal.records.models import Record, Revision
from chm_portal.records.payload import payload_digest
from tests import world
from tests.people import sign_in

PUBLICATIONS = int(os.environ.get("PUBLICATIONS", "50"))
PATIENCE = 30  # seconds before a record counts as lost
PAUSE = 0.02  # seconds between two looks
TOKEN = "a" * 32


class Browser:
    """A reviewer's browser: one connection, a session, and the token that forms carry."""

    def __init__(self, session: str):
        self.connection = http.client.HTTPConnection("127.0.0.1", int(os.environ.get("PORT", "8000")), timeout=30)
        self.cookies = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={TOKEN}"

    def post(self, path: str, answers: dict) -> float:
        """Post a form and return the moment at which the redirect arrived; anything else is an error."""
        headers = {"Cookie": self.cookies, "Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode(answers | {"csrfmiddlewaretoken": TOKEN}, doseq=True)
        self.connection.request("POST", path, body, headers)
        response = self.connection.getresponse()
        now = time.perf_counter()
        text = response.read().decode()
        if response.status != 302:
            raise SystemExit(f"{path} answered {response.status}: {text[:2000]}")
        return now

    def get(self, path: str) -> str:
        """Return a page as a visitor sees it."""
        self.connection.request("GET", path)
        return self.connection.getresponse().read().decode()

    def wait(self, word: str, is_there: bool) -> float:
        """Look until a word is found, or found no more, and return the moment."""
        deadline = time.perf_counter() + PATIENCE
        while ('<ol class="rows"' in self.get(f"/en/search/?q={word}")) is not is_there:
            if time.perf_counter() > deadline:
                raise SystemExit(f"{word}: not {'found' if is_there else 'gone'} after {PATIENCE} s.")
            time.sleep(PAUSE)
        return time.perf_counter()


def word_of(number: int) -> str:
    """Return a word that no text has and no stemmer shortens."""
    return f"q{os.getpid()}x{number}"


def check_answers(revision: Revision) -> dict:
    """Return what the reviewer's form posts when every point of the classification is confirmed."""
    form = CheckForm(revision=revision, prefix="check")
    values = {form.add_prefix(name): form.fields[name].initial for name in form.names}
    return values | {form.add_prefix(f"{name}-checked"): "on" for name in form.names}


def figures(name: str, seconds: list[float]) -> str:
    """Return median, 95th percentile and slowest in words."""
    ordered = sorted(seconds)
    p95 = ordered[max(0, round(0.95 * len(ordered)) - 1)]
    return f"{name}: median {statistics.median(ordered):.2f} s, p95 {p95:.2f} s, slowest {ordered[-1]:.2f} s"


def measure() -> None:
    """Publish, look, withdraw, look; print."""
    curator = Designation.objects.current().filter(role=Role.CURATOR).first().user
    browser = Browser(sign_in(Client(), curator).session.session_key)
    found, gone = [], []
    for number in range(PUBLICATIONS):
        revision = world.submitted(curator, "secretariat", title_en=f"Measured {word_of(number)}")
        answers = check_answers(revision) | {"seen": payload_digest(revision.payload)}
        redirected = browser.post(f"/en/workspace/review/{revision.pk}/publish/", answers)
        found.append(browser.wait(word_of(number), is_there=True) - redirected)
        redirected = browser.post(f"/en/workspace/records/{revision.record_id}/withdraw/", {"reason": "Measured."})
        gone.append(browser.wait(word_of(number), is_there=False) - redirected)
    print(f"{PUBLICATIONS} publications beside {Record.objects.published().count()} published records")
    print(figures("published to found ", found))
    print(figures("withdrawn to gone  ", gone))


measure()
