"""What the log says: an event a line, of which no visitor can forge one, and nothing that tells who a person is.

Two formats (PORTAL_LOG_FORMAT): `line` for people, `json` for programs, one object a line. Both have the number of the
request and a name for the person that is theirs alone and leads to nobody without our key.
"""

import json
import logging
import re
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

#: The request that this thread is answering; it bears `request_id`.
asked: ContextVar[HttpRequest | None] = ContextVar("asked", default=None)

FORMATS = ("line", "json")
_EMAIL = re.compile(r"[^\s@<>\"'(),;:\[\]{}]+@[^\s@<>\"'(),;:\[\]{}]+\.[^\s@<>\"'(),;:\[\]{}]+")
# Line ends of every kind, other control characters, and signs that turn the reading direction.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_SECRET_ARGUMENTS = ("key", "token")
_SECRET_LENGTH = 16  # what is shorter is a name: "report-nr7", "party:be"
_SIGNED = re.compile(r"[^/]{3,}:[^/]{8,}")  # what Django's signing has made, in an address that leads nowhere


class RefusalsInALine(logging.Filter):
    """Leaves the traceback out of what is no fault: a refusal (403) and the like is told in a line."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every message; those of answers below 500 without their traceback."""
        if getattr(record, "status_code", 500) < 500:
            record.exc_info = record.exc_text = None
        return True


class LineFormatter(logging.Formatter):
    """One line an event: time, level, logger, number of the request, message; a traceback follows, set in."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the text of an event; no line of it but the first begins without a space."""
        number = facts_of_request().get("request")
        words = [
            time_of(record),
            record.levelname,
            record.name,
            *([f"[{number}]"] if number else []),
            message_of(record),
        ]
        line = " ".join(words)
        return "\n".join([line, *(f"  | {one_line(part)}" for part in traceback_of(record).splitlines())])


class JSONFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, message, what is known of the request, and a traceback as a text."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the event as JSON in ASCII, in which a line end cannot stand."""
        event = {
            "time": time_of(record),
            "level": record.levelname,
            "logger": record.name,
            "message": message_of(record),
        } | facts_of_request()
        for name, attribute in (("status", "status_code"), ("milliseconds", "milliseconds")):
            if hasattr(record, attribute):
                event[name] = getattr(record, attribute)
        if trace := traceback_of(record):
            event["traceback"] = trace
        return json.dumps(event)


def formatter(log_format: str) -> logging.Formatter:
    """Return the formatter of a format of FORMATS."""
    return {"line": LineFormatter, "json": JSONFormatter}[log_format]()


# --- what an event says --------------------------------------------------------------------------


def time_of(record: logging.LogRecord) -> str:
    """Return when it happened, in UTC: 2026-12-01T01:18:47.123Z."""
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def message_of(record: logging.LogRecord) -> str:
    """Return the message in one line, without e-mail addresses or secrets."""
    if record.name.startswith("axes"):  # it names the account and the address of who is locked out
        return one_line(str(record.msg).replace("%s", "somebody"))
    text = record.getMessage()
    request = getattr(record, "request", None)
    if isinstance(request, HttpRequest):  # Django's own: "Not Found: /path"
        text = text.replace(request.path, path_of(request))
    return without_addresses(one_line(text))


def traceback_of(record: logging.LogRecord) -> str:
    """Return the traceback of an event, nothing where there is none."""
    if not record.exc_info or record.exc_info is True or record.exc_info[0] is None:
        return ""
    return without_addresses("".join(traceback.format_exception(*record.exc_info)).rstrip())


def one_line(text: str) -> str:
    """Return the text with every control character written out: "\\n" is two signs then, and ends no line."""
    return _CONTROL.sub(lambda found: found[0].encode("unicode_escape", "surrogatepass").decode(), text)


def without_addresses(text: str) -> str:
    """Return the text with "[e-mail]" for every e-mail address."""
    return _EMAIL.sub("[e-mail]", text) if "@" in text else text


# --- what is known of the request ----------------------------------------------------------------


def facts_of_request() -> dict[str, str]:
    """Return number, method, path and person of the request that is being answered; nothing outside of one."""
    request = asked.get()
    if request is None:
        return {}
    facts = {"request": request.request_id, "method": one_line(request.method or ""), "path": path_of(request)}
    # Only who is known already: asking for the session now would be a query, and fails while the database is away.
    user = getattr(request, "_cached_user", None)
    if user is not None and user.is_authenticated:
        facts["person"] = name_in_log(user.pk)
    return facts


def name_in_log(key: int) -> str:
    """Return what a person is called in the log: always the same, and no way back without PORTAL_SECRET_KEY."""
    return salted_hmac("chm_portal.common.logs", str(key), algorithm="sha256").hexdigest()[:12]


def path_of(request: HttpRequest) -> str:
    """Return the path without its query string, and without the keys that open something for who has them."""
    path = request.path
    if request.resolver_match:
        for name, value in request.resolver_match.kwargs.items():
            if name in _SECRET_ARGUMENTS and len(str(value)) >= _SECRET_LENGTH:
                path = path.replace(str(value), "...")
    return without_addresses(one_line(_SIGNED.sub("...", path)))
