"""Input that nobody means well: pages and forms are sent NUL, half characters, megabytes and wrong types (F14).

In each round every field gets another of the values, so that after all rounds every field has had every value; then
each field is hostile alone among plausible ones, so that no other field's refusal hides what becomes of it.
"""

import itertools
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, quote_from_bytes, urlsplit

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve

MEGABYTE = b"x" * 1024 * 1024
VALUES: dict[str, bytes] = {
    "NUL": b"a\0b",
    "half a character": b"\xed\xa0\x80",
    "no UTF-8": b"\xff\xfe\xc3(",
    "no character": "\ufffe\uffff".encode(),
    "control signs": b"\x1b[31m\x07\x08\r\nSet-Cookie: a=b",
    "many digits": b"9" * 400,
    "negative": b"-1",
    "no number": b"NaN",
    "infinite": b"1e999",
    "other digits": "٢²①".encode(),
    "no date": b"9999-99-99",
    "JSON": b'[1, {"a": [null]}]',
    "brackets": b"(" * 10_000,
    "query words": b'AND OR NOT "( [* TO ~^:',
    "SQL": b"' OR 1=1; --",
    "template": b"{{ 7|add:7 }}{% now 'Y' %}%s%(x)s{0}",
    "path": b"../../../etc/passwd",
    "other host": b"//evil.example/\\x",
    "both directions": "\u202eabc\u2066العربية 👩\u200d🚀 e\u0301".encode(),
    "empty": b"",
}
PIECES = [
    *("%00", "a%00b", "%ED%A0%80", "%FF%FE", "%EF%BF%BE", "%0D%0AX:y", "..%2F..%2Fetc", "-1", "9" * 30, "x" * 3000),
    *("%F0%9F%91%A9%E2%80%8D%F0%9F%9A%80", "'%20OR%201=1", "%25s%7B0%7D"),
]
HEADERS = [
    {"accept-language": "x" * 5000},
    {"accept-language": "fr\x00,\xff;q=NaN, *;q=9999999999999"},
    {"referer": "http://[", "origin": "null"},
    {"if-none-match": '"\x00", W/"', "if-modified-since": "Sun, 99 Foo 99999 99:99:99 GMT"},
    {"range": "bytes=9-1,-,x", "accept": "*/*;q=x, \x00", "content-length": "-1"},
    {"cookie": "sessionid=\x00\xff; csrftoken=; messages=%00; django_language=zz", "x-forwarded-for": "1.2.3.4'\x00"},
    {"x-requested-with": "XMLHttpRequest", "user-agent": "\x00" * 300},
]
STORED = ("NUL", "half a character", "no character", "control signs")  # what a database or a page may choke on
ALWAYS_TRIED = ("page", "q", "next", "kind")  # also where no form names them
FEW = 2  # rounds, where Django's own code answers
GROUP = 4  # fields that get a megabyte at once: a request of more than 5 MB is refused as a whole
PLAUSIBLE = {
    "email": "somebody@example.org",
    "url": "https://www.example.org/",
    "number": "1",
    "date": "2010-04-05",
    "password": "a long enough password",
}


Pairs = list[tuple[bytes, bytes]]  # fields as they are sent: name and value


@dataclass
class Form:
    """A form of a page: where it is sent and what the page would send."""

    action: str
    method: str
    multipart: bool
    fields: dict[str, str] = field(default_factory=dict)  # name: a plausible value
    files: set[str] = field(default_factory=set)


class PageReader(HTMLParser):
    """Reads the forms of a page and the names in the query strings of its links."""

    def __init__(self, html: str, path: str):
        super().__init__()
        self.path = path
        self.forms: list[Form] = []
        self.query_names: set[str] = set()
        self._form: Form | None = None
        self._select = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = given.get("action") or self.path
            self._form = Form(action, given.get("method", "get").lower(), "multipart" in given.get("enctype", ""))
            self.forms.append(self._form)
        elif tag == "a" and given.get("href", "").partition("?")[0] in ("", self.path):
            self.query_names |= {name for name, _value in parse_qsl(urlsplit(given.get("href", "")).query)}
        elif self._form and tag in ("input", "button", "select", "textarea") and given.get("name"):
            self._field(tag, given["name"], given)
        elif self._form and tag == "option" and self._select:
            self._form.fields[self._select] = given.get("value", "")

    def _field(self, tag: str, name: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text")
        if kind == "file":
            self._form.files.add(name)
        plausible = given.get("value") or PLAUSIBLE.get(kind) or ("" if kind == "hidden" else "A few words")
        self._form.fields.setdefault(name, plausible)
        self._select = name if tag == "select" else ""

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""


def address_of(path: str) -> str:
    """Return the name of the address that a path leads to, the path itself where there is none."""
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return path


def rounds(names: Iterable[str], number: int = len(VALUES)) -> Iterator[Pairs]:
    """Yield fields for so many rounds: in each one, each name has another of the values."""
    values = list(VALUES.values())
    for shift in range(number):
        yield [(name.encode(), values[(place + shift) % len(values)]) for place, name in enumerate(names)]


def alone(fields: dict[str, str]) -> Iterator[Pairs]:
    """Yield plausible fields of which one is hostile, each in its turn."""
    for name, value in zip(fields, itertools.cycle(STORED), strict=False):
        yield [(key.encode(), VALUES[value] if key == name else sent.encode()) for key, sent in fields.items()]


def megabytes(fields: dict[str, str]) -> Iterator[Pairs]:
    """Yield plausible fields of which a few have a megabyte."""
    for start in range(0, len(fields), GROUP):
        few = list(fields)[start : start + GROUP]
        yield [(key.encode(), MEGABYTE if key in few else sent.encode()) for key, sent in fields.items()]


def encoded(pairs: Pairs) -> bytes:
    """Return pairs as a query string or a posted body, byte by byte: no library would send some of these."""
    return "&".join(f"{quote_from_bytes(name)}={quote_from_bytes(value)}" for name, value in pairs).encode()


def multipart(pairs: Pairs, files: set[str]) -> tuple[bytes, str]:
    """Return (body, content type): what is asked for as a file comes as text every other time, and the reverse."""
    parts = []
    for number, (name, value) in enumerate(pairs):
        quoted = name.replace(b"\r\n", b"").replace(b'"', b"")
        as_file = (name.decode("utf-8", "replace") in files) == bool(number % 2)
        filename = b'; filename="' + value[:200].replace(b'"', b"").replace(b"\r\n", b"") + b'.pdf"' if as_file else b""
        parts.append(
            b'--end\r\nContent-Disposition: form-data; name="'
            + quoted
            + b'"'
            + filename
            + b"\r\n\r\n"
            + value
            + b"\r\n"
        )
    return b"".join(parts) + b"--end--\r\n", "multipart/form-data; boundary=end"


@dataclass
class Attacker:
    """Sends hostile input as one person and notes what was answered with an error; nothing sent leaves a trace."""

    client: Client
    name: str
    errors: dict[str, str] = field(default_factory=dict)

    def __post_init__(self):
        self.client.raise_request_exception = False
        self._cookies = {name: morsel.value for name, morsel in self.client.cookies.items()}

    def send(self, method: str, path: str, **request) -> HttpResponse:
        """Send one request, undo it, and note an error of the server."""
        self.client.cookies.clear()
        self.client.cookies.load(self._cookies)
        with transaction.atomic():
            response = self.client.generic(method, path, **request)
            transaction.set_rollback(True)
        if response.streaming:
            deque(response.streaming_content, maxlen=0)
        if response.status_code >= 500:
            error = response.exc_info[1] if response.exc_info else response.status_code
            sent = request.get("QUERY_STRING") or request.get("data") or request.get("headers") or b""
            # One of a kind: the same mistake answers to a hundred values.
            kind = f"{method} {address_of(path)}: {type(error).__name__}"
            self.errors.setdefault(kind, f"{self.name}: {method} {path[:100]}: {error!r:.200} after {sent!r:.300}")
        return response

    def read(self, path: str) -> PageReader | None:
        """Return what can be filled in on a page; None where there is no page for this person."""
        response = self.send("GET", path)
        is_page = response.status_code == 200 and response.headers.get("Content-Type", "").startswith("text/html")
        return PageReader(response.content.decode(), path) if is_page and not response.streaming else None

    def try_queries(self, path: str, page: PageReader, *, thoroughly: bool) -> None:
        """Send hostile query strings to a page; fewer where it takes none of its own."""
        own = {name for form in page.forms if form.method == "get" and form.action == path for name in form.fields}
        own |= page.query_names
        if not (own or thoroughly):
            return
        for pairs in rounds(sorted(own | set(ALWAYS_TRIED)), len(VALUES) if own and thoroughly else FEW):
            self.send("GET", path, QUERY_STRING=encoded(pairs).decode())
        if own:
            self.send("GET", path, QUERY_STRING=encoded([(value[:100], b"1") for value in VALUES.values()]).decode())
            self.send("GET", path, QUERY_STRING=encoded([(name.encode(), b"y" * 20_000) for name in own]).decode())

    def try_form(self, form: Form, *, thoroughly: bool) -> None:
        """Send hostile fields to where a form is posted; a few rounds only where it is Django's own."""
        fields = {name: value for name, value in form.fields.items() if name != "csrfmiddlewaretoken"}
        everything = itertools.chain(rounds(fields), alone(fields), megabytes(fields))
        for pairs in everything if thoroughly else rounds(fields, FEW):
            body, content_type = encoded(pairs), "application/x-www-form-urlencoded"
            if form.multipart:
                body, content_type = multipart(pairs, form.files)
            self.send("POST", form.action, data=body, content_type=content_type)

    def try_pieces(self, path: str, argument: str) -> None:
        """Put hostile pieces in the place of one argument of a path."""
        head, found, tail = path.rpartition(f"/{argument}")
        for piece in PIECES if found else ():
            self.send("GET", f"{head}/{piece}{tail}")

    def try_headers(self, path: str) -> None:
        """Send hostile headers."""
        for headers in HEADERS:
            self.send("GET", path, headers=headers)

    def try_methods(self, path: str) -> None:
        """Send other methods, and a body that is not what it says."""
        for method in ("HEAD", "OPTIONS", "PUT", "WHAT"):
            self.send(method, path)
        for content_type in ("application/json", "multipart/form-data; boundary=" + "x" * 300, "text/\x00"):
            self.send("POST", path, data=b'{"a": [\xed\xa0\x80', content_type=content_type)
