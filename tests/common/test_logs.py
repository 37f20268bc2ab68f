"""What the log says: no visitor forges a line of it, nobody's address stands in it, and a fault has its traceback."""

import json
import logging
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.test import RequestFactory

from chm_portal.common import logs
from chm_portal.common.logs import JSONFormatter, LineFormatter, RefusalsInALine

FORGED = "nothing\n2026-01-01T00:00:00.000Z INFO chm_portal.common.request_log GET /admin/: 200 in 1 ms"
LINE_ENDS = ["\n", "\r", "\r\n", "\x0b", "\x0c", "\x1c", "\x1e", "\x85", "\u2028", "\u2029"]


def logged(**more) -> logging.LogRecord:
    """Return what Django hands to the log of an answer, once the filter has seen it."""
    error = (PermissionError, PermissionError("Not yours"), None)
    record = logging.LogRecord("django.request", logging.WARNING, __file__, 1, "Forbidden: /en/", (), error)
    record.__dict__.update(more)
    assert RefusalsInALine().filter(record)
    return record


def event(message: str, *arguments, name: str = "chm_portal.anything", error: Exception | None = None):
    """Return an event as a logger makes it."""
    exc_info = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord(name, logging.WARNING, __file__, 1, message, arguments, exc_info)


def raised(message: str) -> Exception:
    """Return an exception that has been raised, with a cause."""
    try:
        try:
            raise KeyError(message)
        except KeyError as cause:
            raise ValueError(message) from cause
    except ValueError as error:
        return error


@pytest.fixture
def asked():
    """Return a function that lets a request be the one that is being answered."""
    tokens = []

    def ask(path="/en/", **more):
        request = RequestFactory().get(path)
        request.request_id = "0123456789abcdef"
        request.__dict__.update(more)
        tokens.append(logs.asked.set(request))
        return request

    yield ask
    for token in reversed(tokens):
        logs.asked.reset(token)


def test_a_refusal_is_told_in_a_line():
    assert logged(status_code=403).exc_info is None


def test_a_fault_keeps_its_traceback():
    assert logged(status_code=500).exc_info
    assert logged().exc_info


def test_the_log_of_answers_has_the_filter():
    assert any(isinstance(one, RefusalsInALine) for one in logging.getLogger("django.request").filters)


@pytest.mark.parametrize("end", LINE_ENDS, ids=ascii)
@pytest.mark.parametrize("formatter", [LineFormatter(), JSONFormatter()], ids=["line", "json"])
def test_what_is_logged_of_strangers_words_stays_in_its_line(formatter, end):
    assert len(formatter.format(event("Searched for %s", f"a{end}b")).splitlines()) == 1


@pytest.mark.parametrize("sign", ["\x1b[31m", "\x00", "\x9b", "\u202e", "\u2066", "\ud800"], ids=ascii)
def test_no_sign_that_moves_the_cursor_or_turns_the_text_reaches_a_terminal(sign):
    for formatter in (LineFormatter(), JSONFormatter()):
        assert formatter.format(event("%s", sign)).isprintable()


@pytest.mark.parametrize("end", LINE_ENDS, ids=ascii)
def test_an_exceptions_message_forges_no_line_of_the_plain_log(end):
    text = LineFormatter().format(event("It failed", error=raised(FORGED.replace("\n", end))))
    first, *others = text.splitlines()
    assert first.endswith("It failed")
    assert any("2026-01-01T00:00:00.000Z" in line for line in others)
    assert all(line.startswith("  | ") for line in others)


def test_a_line_of_json_says_when_how_bad_who_and_what_with_the_traceback_as_a_text():
    record = event("It %s", "failed", error=raised(FORGED))
    text = JSONFormatter().format(record)
    assert "\n" not in text
    said = json.loads(text)
    assert said["time"][:20] == datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%S.")
    assert said["time"].endswith("Z")
    assert (said["level"], said["logger"], said["message"]) == ("WARNING", "chm_portal.anything", "It failed")
    assert said["traceback"].startswith("Traceback")
    assert "KeyError" in said["traceback"]


def test_outside_of_a_request_nothing_is_said_of_one():
    assert set(json.loads(JSONFormatter().format(event("Beat")))) == {"time", "level", "logger", "message"}


def test_a_line_within_a_request_has_its_number_and_its_path_without_the_query(asked):
    asked("/en/search/?q=somebody@example.org")
    said = json.loads(JSONFormatter().format(event("Something")))
    assert (said["request"], said["method"], said["path"]) == ("0123456789abcdef", "GET", "/en/search/")
    assert " [0123456789abcdef] Something" in LineFormatter().format(event("Something"))


def test_a_path_forges_no_line(asked):
    asked("/en/%0AINFO%20forged/")
    assert json.loads(JSONFormatter().format(event("x")))["path"] == "/en/\\nINFO forged/"


def test_a_person_has_the_same_name_in_every_line_and_it_is_not_their_key(asked, settings):
    names = set()
    for key in (7, 7, 8):
        asked(_cached_user=SimpleNamespace(pk=key, is_authenticated=True, email="who@example.org"))
        line = JSONFormatter().format(event("x"))
        names.add(json.loads(line)["person"])
        assert "example.org" not in line
    assert len(names) == 2
    settings.SECRET_KEY = "another-key-of-thirty-two-letters-and-more"
    assert logs.name_in_log(7) not in names


@pytest.mark.parametrize(
    "text", ["to who@example.org", "<who@example.org>", "{'who@example.org': (550, b'no')}", "mailto:who@example.org"]
)
def test_no_e_mail_address_is_logged_not_even_by_an_exception(text):
    record = event("Refused: %s", text, error=raised(text))
    for formatter in (LineFormatter(), JSONFormatter()):
        assert "who@" not in formatter.format(record)
        assert "[e-mail]" in formatter.format(record)


def test_who_is_locked_out_after_guessing_stands_in_no_line():
    record = event("AXES: Locking out %s after repeated login failures.", "who from 10.1.2.3", name="axes.handlers")
    assert JSONFormatter().format(record).find("10.1.2.3") == -1


@pytest.mark.parametrize("path", ["/en/unsubscribe/{}/", "/en/drafts/{}/", "/en/unsubscribe/{}", "/nowhere/{}/"])
def test_the_key_of_a_link_that_opens_something_is_not_logged(path, asked):
    from django.urls import Resolver404, resolve

    key = "WzEsMF0:1abcde:QkFESEFTSA-of-a-signature"
    request = asked(path.format(key))
    try:
        request.resolver_match = resolve(request.path_info)
    except Resolver404:
        request.resolver_match = None
    record = event("Not Found: %s", request.path, name="django.request")
    record.request = request
    for formatter in (LineFormatter(), JSONFormatter()):
        assert "1abcde" not in formatter.format(record)
        assert path.split("{")[0] in formatter.format(record)


def test_the_key_of_a_forgotten_password_is_not_logged(asked):
    from django.urls import resolve, reverse

    key = "cxyz12-0123456789abcdef0123456789abcdef"
    request = asked(reverse("account_reset_password_from_key", args=["1", key]))
    request.resolver_match = resolve(request.path_info)
    assert key not in logs.path_of(request)
