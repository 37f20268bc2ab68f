"""Every request has a number, in its answer, in its lines of the log and on its error page, and one line in the end."""

import json
import logging
import re

import pytest
from django.test import Client
from django.urls import path

from chm_portal import urls as portal_urls
from chm_portal.common.logs import JSONFormatter, name_in_log

HEADER = "X-Request-ID"


def broken(request):
    """Go wrong."""
    raise RuntimeError("secret-of-the-house")


broken.login_required = False
urlpatterns = [path("broken/", broken), *portal_urls.urlpatterns]
handler404, handler500 = portal_urls.handler404, portal_urls.handler500


class Lines(logging.Handler):
    """Keeps what is logged as JSON, formatted at once as a handler does."""

    def __init__(self):
        super().__init__()
        self.setFormatter(JSONFormatter())
        self.said = []

    def emit(self, record):
        """Keep a line."""
        self.said.append(json.loads(self.format(record)))


@pytest.fixture
def lines():
    """What is logged while a test runs, oldest first."""
    handler = Lines()
    root = logging.getLogger()
    root.addHandler(handler)
    level, _ = root.level, root.setLevel(logging.INFO)
    yield handler.said
    root.setLevel(level)
    root.removeHandler(handler)


@pytest.mark.parametrize("given", ["0123456789abcdef", "a-number_of-ours"])
def test_a_number_is_believed_only_of_our_own_proxy(given, settings):
    assert Client().get("/robots.txt", headers={HEADER: given})[HEADER] != given
    settings.BEHIND_PROXY = True
    assert Client().get("/robots.txt", headers={HEADER: given})[HEADER] == given


@pytest.mark.parametrize("given", ["", "short", "a" * 65, "with space", "a\nb" * 4, "<script>12345", "-leading-dash"])
def test_a_number_that_is_none_is_replaced(given, settings):
    settings.BEHIND_PROXY = True
    assert re.fullmatch(r"[0-9a-f]{16}", Client().get("/robots.txt", headers={HEADER: given})[HEADER])


def test_two_requests_have_two_numbers():
    assert Client().get("/robots.txt")[HEADER] != Client().get("/robots.txt")[HEADER]


def test_a_request_is_one_line_with_its_status_and_without_its_query(lines):
    response = Client().get("/robots.txt?q=private", REMOTE_ADDR="10.9.8.7")
    [line] = [line for line in lines if "milliseconds" in line]
    assert (line["path"], line["method"], line["status"]) == ("/robots.txt", "GET", 200)
    assert line["request"] == response[HEADER]
    assert "person" not in line
    assert "private" not in str(line)
    assert "10.9.8.7" not in str(line)


@pytest.mark.django_db
def test_the_line_of_a_signed_in_person_has_their_name_in_the_log_and_no_other(lines, client_of, person):
    client_of("member").get("/en/workspace/")
    [line] = [line for line in lines if line.get("path") == "/en/workspace/" and "milliseconds" in line]
    assert line["person"] == name_in_log(person("member").pk)
    assert person("member").email not in str(lines)


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_the_number_of_a_fault_stands_in_its_answer_on_its_page_and_beside_its_traceback(lines):
    response = Client(raise_request_exception=False).get("/broken/")
    number = response[HEADER]
    assert response.status_code == 500
    assert number in response.content.decode()
    [fault] = [line for line in lines if "secret-of-the-house" in line.get("traceback", "")]
    assert fault["request"] == number


@pytest.mark.parametrize("probe", ["/healthz", "/readyz"])
def test_probes_fill_no_log(probe, lines, db):
    Client().get(probe)
    assert lines == []
