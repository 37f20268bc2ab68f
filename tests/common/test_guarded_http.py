"""The portal fetches what people name from the public web alone, whatever they name and whatever answers (C16, F19)."""

import gzip
import io
import socket
import socketserver
import ssl
import threading
import time
import tracemalloc
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from pathlib import Path
from unittest import mock

import idna
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from chm_portal.common import guarded_http, public_address
from chm_portal.common.guarded_http import FetchError, Redirect, Refused, Unreachable, fetch

PUBLIC_HERE = "127.0.0.2"  # the one address that the tests of what works take for public
PATIENCE = 1.5  # seconds after which a fetch with a deadline of 0.3 is held to have missed it


class Listener:
    """A door on 127.0.0.1 that nobody may knock at."""

    def __init__(self, port: int = 0):
        self.socket = socket.create_server(("127.0.0.1", port))
        self.socket.setblocking(False)
        self.port = self.socket.getsockname()[1]

    def was_called(self) -> bool:
        """Whether a connection waits."""
        try:
            self.socket.accept()[0].close()
        except BlockingIOError:
            return False
        return True


class Site(socketserver.ThreadingTCPServer):
    """A server that answers each path by bytes or by a function of its connection, and remembers what it was asked."""

    daemon_threads = True

    def __init__(self, context: ssl.SSLContext | None = None):
        super().__init__((PUBLIC_HERE, 0), None)
        self.port = self.server_address[1]
        self.context = context
        self.answers: dict[str, object] = {}
        self.requests: list[bytes] = []
        self.is_over = threading.Event()

    def finish_request(self, connection, _client):
        if self.context:
            try:
                connection = self.context.wrap_socket(connection, server_side=True)
            except (ssl.SSLError, ConnectionError):
                return
        with connection, connection.makefile("rb") as lines:
            request = b"".join(takewhile(lambda line: line != b"\r\n", lines))
            if not request:
                return
            self.requests.append(request)
            answer = self.answers[request.split()[1].decode()]
            try:
                answer(connection) if callable(answer) else connection.sendall(answer)
            except OSError:  # the portal has heard enough
                return

    def address(self, path: str = "/", host: str = "site.test") -> str:
        return f"{'https' if self.context else 'http'}://{host}:{self.port}{path}"

    def drip(self, *parts: bytes):
        """Return an answer that sends its last part again and again, a moment apart, without an end."""

        def answer(connection):
            connection.sendall(b"".join(parts[:-1]))
            while not self.is_over.wait(0.02):
                connection.sendall(parts[-1])

        return answer


def answer(body: bytes = b"", *headers: str, status: str = "200 OK", length: int | None = None) -> bytes:
    """Return the bytes of an answer with a Content-Length."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def packed(body: bytes) -> bytes:
    """Return a body as gzip packs it, without the time: the same in every process that collects these tests."""
    return gzip.compress(body, mtime=0)


def redirect(location: str, status: str = "302 Found") -> bytes:
    return answer(b"elsewhere", f"Location: {location}", status=status)


@pytest.fixture
def names(monkeypatch):
    """What names mean, instead of the network: lists of addresses, one for each time it is asked; numbers as in C."""

    class Names(dict):
        asked: list[str] = []

        def resolve(self, host, port, **_options):
            self.asked.append(host)
            meanings = self.get(host) or [[numeric(host)]]
            addresses = meanings.pop(0) if len(meanings) > 1 else meanings[0]
            families = {True: socket.AF_INET6, False: socket.AF_INET}
            return [(families[":" in it], socket.SOCK_STREAM, 6, "", (it, port)) for it in addresses]

    def numeric(host):
        if ":" in host:
            return host
        try:
            return socket.inet_ntoa(socket.inet_aton(host))
        except OSError:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known") from None

    made = Names()
    made.asked = []
    monkeypatch.setattr(socket, "getaddrinfo", made.resolve)
    return made


@pytest.fixture
def allow(monkeypatch):
    """Return a function that opens a port, and take one address of this machine for public."""
    ports = set()
    monkeypatch.setattr(public_address, "PORTS", ports)
    monkeypatch.setattr(public_address, "is_public", lambda address: str(address) == PUBLIC_HERE)
    return ports.add


@contextmanager
def open_site(names, allow, name, context=None):
    with Site(context) as made:
        names[name] = [[PUBLIC_HERE]]
        allow(made.port)
        thread = threading.Thread(target=made.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield made
        finally:
            made.is_over.set()
            made.shutdown()
            thread.join()


@pytest.fixture
def site(names, allow):
    with open_site(names, allow, "site.test") as made:
        yield made


@pytest.fixture
def listener(names, monkeypatch):
    """A door on 127.0.0.1 whose port is open: only its address is forbidden."""
    made = Listener()
    monkeypatch.setattr(public_address, "PORTS", {made.port, 80, 443})
    yield made
    made.socket.close()


def certificate(name: str, folder: Path) -> tuple[str, ssl.SSLContext]:
    """Return the file of a certificate for a name, and a server's context with it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / f"{name}.pem", folder / f"{name}.key"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    return str(public), context


@pytest.fixture
def trusted(tmp_path, monkeypatch) -> ssl.SSLContext:
    """A server's context with a certificate for site.test that this machine trusts."""
    file, context = certificate("site.test", tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", file)
    guarded_http._trust.cache_clear()
    yield context
    guarded_http._trust.cache_clear()


@pytest.fixture
def secure_site(names, allow, trusted):
    with open_site(names, allow, "site.test", trusted) as made:
        yield made


def reason_of(address: str, error=Unreachable, **options) -> str:
    """Return why an address is not fetched."""
    with pytest.raises(error) as failure:
        fetch(address, **options)
    return failure.value.reason


# What never happens: a connection to 127.0.0.1, by 80 addresses whose every other part is allowed.
LOOPBACK = [
    *("127.0.0.1", "127.0.0.1.", "127.1", "127.0.1", "127.0.0.01", "127.000.000.001", "0177.0.0.1", "0177.1"),
    *("0x7f.1", "0x7f.0.0.1", "0X7F.0x0.0x0.0x1", "0x7f000001", "2130706433", "017700000001", "00000177.0.0.1"),
    *("127.0.0.1.0x", "4294967296", "0", "0.0.0.0", "0x0", "00", "127.0.0.2", "127.255.255.254", "127.0.0.256"),
    *("[::1]", "[0:0:0:0:0:0:0:1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[::ffff:0:0]"),
    *("[0:0:0:0:0:ffff:127.0.0.1]", "[64:ff9b::127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::7f00:1]", "[::1%25lo]"),
    *("[2002:7f00:1::]", "[2001:0:7f00:1::]", "[fe80::1]", "[fe80::1%25lo]", "[fe80::1%lo]", "[fec0::1]", "[fc00::1]"),
    *("[ff02::1]", "[v1.127]", "[127.0.0.1]", "[::1", "::1", "[::1].test", "[", "１２７.０.０.１", "127。0。0。1"),
    *("①②⑦.0.0.1", "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ", "localhost", "LOCALHOST", "localhost.", "localhost.localdomain", "ip6-localhost"),
    *("127.0.0.1.rebind.test", "loop.test", "LOOP.test.", "loop\t.test", "%31%32%37.0.0.1", "127%2e0.0.1"),
    *("%00127.0.0.1", "[::1]x", "me@127.0.0.1", "me:word@127.0.0.1", "@127.0.0.1", "site.test@127.0.0.1"),
    *("site.test\\@127.0.0.1", "127.0.0.1\\.site.test", "127.0.0.1 ", " 127.0.0.1", "127.0.0.1\r\n"),
    *("lоор.test", "loop.test#@site.test", "loop.test?@site.test", "loop.test/@site.test", "ſite.loop.test"),
]  # fmt: skip
NAMED = [
    *("localhost", "localhost.localdomain", "ip6-localhost", "loop.test", "127.0.0.1.rebind.test"),
    *("site.loop.test", idna.encode("lоор.test").decode()),  # with letters that look like those of others
]


@pytest.fixture
def loopback_names(names):
    """Names that mean 127.0.0.1."""
    names.update({name: [["127.0.0.1"]] for name in NAMED})


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("host", LOOPBACK)
def test_no_form_of_address_leads_to_this_machine(listener, loopback_names, host, scheme):
    with pytest.raises(FetchError):
        fetch(f"{scheme}://{host}:{listener.port}/", deadline=1)
    assert not listener.was_called()


def test_those_addresses_would_have_led_there(listener, loopback_names, monkeypatch):
    monkeypatch.setattr(public_address, "is_public", lambda _address: True)
    assert reason_of(f"http://loop.test:{listener.port}/", deadline=0.2) == "timeout"
    assert listener.was_called()
    assert len(LOOPBACK) >= 60


@pytest.mark.parametrize(
    "address",
    [
        *("file:///etc/passwd", "file://127.0.0.1/etc/passwd", "gopher://127.0.0.1:{port}/_x", "dict://127.0.0.1:{port}/"),
        *("ftp://127.0.0.1:{port}/", "ldap://127.0.0.1:{port}/", "ws://127.0.0.1:{port}/", "unix:///run/x", "data:,x"),
        *("jar:http://127.0.0.1:{port}/!/", "url:http://127.0.0.1:{port}/", "//127.0.0.1:{port}/", "127.0.0.1:{port}"),
        *("javascript:alert(1)", "", " ", "\x00http://127.0.0.1:{port}/", "http//127.0.0.1:{port}/", "httpx://127.0.0.1/"),
    ],
)  # fmt: skip
def test_no_other_scheme_is_spoken(listener, address):
    with pytest.raises(Refused):
        fetch(address.format(port=listener.port))
    assert not listener.was_called()


@pytest.mark.parametrize("port", [*range(20, 26), 0, 1, 79, 81, 442, 444, 3306, 5432, 6379, 8000, 8080, 8443, 65535])
def test_no_other_port_is_called(names, port):
    names["site.test"] = [["192.0.0.1"]]
    assert reason_of(f"http://site.test:{port}/", Refused) == "forbidden_port"
    assert names.asked == []


@pytest.mark.parametrize(
    "addresses",
    [["10.0.0.1"], ["169.254.169.254"], ["::1"], ["fe80::1%eth0"], ["8.8.8.8", "127.0.0.1"], ["127.0.0.1", "8.8.8.8"]],
)
def test_a_name_is_refused_if_any_of_its_addresses_is_not_public(names, addresses, monkeypatch):
    monkeypatch.setattr(socket.socket, "connect", mock.Mock(side_effect=AssertionError("It was dialled.")))
    names["site.test"] = [addresses]
    assert reason_of("https://site.test/", Refused) == "forbidden_address"


def test_a_public_answer_does_not_open_the_door_for_another(site, names):
    site.answers["/"] = answer()
    names["site.test"] = [[PUBLIC_HERE, "127.0.0.1"]]
    assert reason_of(site.address(), Refused) == "forbidden_address"
    assert site.requests == []


def test_a_name_is_resolved_once_and_what_was_checked_is_dialled(site, names):
    inside = Listener(site.port)
    site.answers["/"] = answer(b"public")
    names["site.test"] = [[PUBLIC_HERE], ["127.0.0.1"]]
    assert fetch(site.address()).body == b"public"
    assert names.asked == ["site.test"]
    assert not inside.was_called()
    inside.socket.close()


def test_a_redirect_to_a_name_that_means_something_else_by_now_is_refused(site, names):
    inside = Listener(site.port)
    site.answers["/"] = redirect("/again")
    names["site.test"] = [[PUBLIC_HERE], ["127.0.0.1"]]
    assert reason_of(site.address(), Refused) == "forbidden_address"
    assert len(site.requests) == 1
    assert not inside.was_called()
    inside.socket.close()


@pytest.mark.parametrize(
    "location, reason",
    [
        ("http://127.0.0.1:{port}/", "forbidden_address"),
        ("//127.0.0.1:{port}/", "forbidden_address"),
        ("http://[::ffff:127.0.0.1]:{port}/", "forbidden_address"),
        ("http://2130706433:{port}/", "forbidden_address"),
        ("http://site.test:22/", "forbidden_port"),
        ("file:///etc/passwd", "forbidden_scheme"),
        ("gopher://127.0.0.1:{port}/", "forbidden_scheme"),
        ("http://me@site.test:{port}/", "userinfo"),
        ("http://[::1", "forbidden_address"),
    ],
)
def test_every_redirect_is_checked_like_the_first_address(site, location, reason):
    inside = Listener(site.port)
    site.answers["/"] = redirect(location.format(port=site.port))
    assert reason_of(site.address(), Refused) == reason
    assert not inside.was_called()
    inside.socket.close()


# What works.


def test_an_answer_has_its_status_headers_and_body(site):
    site.answers["/a?b=%C3%A9"] = answer(b"<p>", "X-Two: 1", "x-two: 2", "X-Text: caf\xe9\x00", status="404 Not Found")
    fetched = fetch(site.address("/a?b=é#c"))
    assert (fetched.status, fetched.body, fetched.redirects) == (404, b"<p>", ())
    assert fetched.address == site.address("/a?b=%C3%A9")
    assert fetched.headers == {"content-length": "3", "x-two": "1, 2", "x-text": "café"}
    assert not fetched.was_downgraded


def test_a_request_says_who_asks_and_nothing_else(site, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    site.answers["/"] = answer(b"", "Set-Cookie: a=b", "Location: /next", status="302 Found")
    site.answers["/next"] = answer()
    fetch(site.address())
    assert site.requests[1].decode().splitlines() == [
        "GET /next HTTP/1.1",
        f"Host: site.test:{site.port}",
        f"User-Agent: CHM-portal (+{settings.PORTAL_ADDRESS})",
        "Accept: */*",
        "Accept-Encoding: gzip",
        "Connection: close",
    ]


def test_five_redirects_are_followed_and_kept_and_no_sixth(site):
    for number in range(6):
        site.answers[f"/{number}"] = redirect(f"{number + 1}", "301 Moved" if number else "308 Moved")
    site.answers["/6"] = answer(b"here")
    fetched = fetch(site.address("/1"))
    assert fetched.address == site.address("/6")
    assert fetched.redirects == tuple(Redirect(site.address(f"/{number}"), 301) for number in range(1, 6))
    assert reason_of(site.address("/0")) == "redirects"


def test_a_redirect_may_be_written_in_any_script(site):
    site.answers["/"] = redirect("/décidé à")
    site.answers["/d%C3%A9cid%C3%A9%20%C3%A0"] = answer(b"here")
    assert fetch(site.address()).body == b"here"


def test_a_redirect_that_leads_nowhere_is_the_answer(site):
    site.answers["/"] = answer(b"?", status="302 Found")
    assert fetch(site.address()).status == 302


def test_the_head_can_be_asked_for_alone_and_the_body_left_unread(site):
    site.answers["/"] = answer(b"", "Content-Encoding: br", length=10**12)
    assert fetch(site.address(), method="HEAD").status == 200
    assert site.requests[0].startswith(b"HEAD / ")
    assert fetch(site.address(), max_bytes=0).headers["content-length"] == str(10**12)


def test_a_host_that_does_not_take_the_call_at_one_address_may_at_the_next(site, names, monkeypatch):
    site.answers["/"] = answer(b"here")
    names["site.test"] = [["127.0.0.3", PUBLIC_HERE]]
    monkeypatch.setattr(public_address, "is_public", lambda _address: True)
    assert fetch(site.address()).body == b"here"


def test_a_name_that_is_not_there_and_a_door_that_is_shut_have_their_reasons(names, allow):
    allow(9)
    names["shut.test"] = [[PUBLIC_HERE]]
    names["empty.test"] = [[]]
    assert reason_of("http://nowhere.test:9/") == "dns"
    assert reason_of("http://shut.test:9/") == "connect"
    assert reason_of("http://empty.test:9/") == "connect"


# TLS.


def test_a_server_with_the_certificate_of_its_name_is_heard(secure_site):
    asked = []
    secure_site.context.sni_callback = lambda _socket, name, _context: asked.append(name)
    secure_site.answers["/"] = answer(b"secret")
    assert fetch(secure_site.address()).body == b"secret"
    assert asked == ["site.test"]
    assert f"Host: site.test:{secure_site.port}\r\n".encode() in secure_site.requests[0]


def test_a_certificate_of_another_name_is_not_accepted(secure_site, names):
    names["other.test"] = [[PUBLIC_HERE]]
    assert reason_of(secure_site.address(host="other.test")) == "tls"
    assert secure_site.requests == []


def test_a_certificate_that_nobody_vouches_for_is_not_accepted(names, allow, trusted, tmp_path):
    (tmp_path / "impostor").mkdir()
    _file, context = certificate("site.test", tmp_path / "impostor")
    with open_site(names, allow, "site.test", context) as impostor:
        assert reason_of(impostor.address()) == "tls"
        assert impostor.requests == []


def test_a_server_that_speaks_no_tls_is_named_so(names, allow):
    names["site.test"] = [[PUBLIC_HERE]]
    with socket.create_server((PUBLIC_HERE, 0)) as plain:
        allow(plain.getsockname()[1])

        def speak():
            with plain.accept()[0] as connection:
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                connection.recv(10_000)

        thread = threading.Thread(target=speak)
        thread.start()
        assert reason_of(f"https://site.test:{plain.getsockname()[1]}/") == "tls"
        thread.join()


def test_a_step_from_https_to_http_is_followed_and_kept(secure_site, site, names):
    secure_site.answers["/"] = redirect(site.address())
    site.answers["/"] = redirect(secure_site.address("/end"))
    secure_site.answers["/end"] = answer()
    fetched = fetch(secure_site.address())
    assert fetched.address == secure_site.address("/end")
    assert fetched.was_downgraded
    assert not fetch(site.address()).was_downgraded


# Time.


@pytest.mark.parametrize(
    "parts",
    [
        [b""],
        [b"H"],
        [b"HTTP/1.1 200 OK\r\n", b"X"],
        [b"HTTP/1.1 200 OK\r\n\r\n", b"x"],
        [b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", b"x"],
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"],
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"0"],
        [b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + packed(b"")[:10], b"\x00\x00\x00\xff\xff"],
        [b"HTTP/1.1 100 Continue\r\n\r\n"],
    ],
)
def test_a_server_that_takes_its_time_is_cut_off_by_the_deadline(site, parts):
    site.answers["/"] = site.drip(*parts)
    begun = time.monotonic()
    assert reason_of(site.address(), deadline=0.3) == "timeout"
    assert time.monotonic() - begun < PATIENCE


def test_redirects_share_one_deadline(site):
    def slowly(connection):
        site.is_over.wait(0.15)
        connection.sendall(redirect("/"))

    site.answers["/"] = slowly
    begun = time.monotonic()
    assert reason_of(site.address(), deadline=0.3) == "timeout"
    assert time.monotonic() - begun < PATIENCE


def test_a_handshake_and_a_secured_answer_end_with_the_deadline_too(secure_site, names, allow):
    secure_site.answers["/"] = secure_site.drip(b"HTTP/1.1 200 OK\r\n\r\n", b"x")
    begun = time.monotonic()
    assert reason_of(secure_site.address(), deadline=0.3) == "timeout"
    with socket.create_server((PUBLIC_HERE, 0)) as silent:
        allow(silent.getsockname()[1])
        assert reason_of(f"https://site.test:{silent.getsockname()[1]}/", deadline=0.3) == "timeout"
    assert time.monotonic() - begun < PATIENCE


def test_a_resolver_that_hangs_is_left_behind(allow, monkeypatch):
    allow(80)
    is_over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: is_over.wait(5))
    begun = time.monotonic()
    assert reason_of("http://site.test/", deadline=0.2) == "timeout"
    assert time.monotonic() - begun < PATIENCE
    is_over.set()


# Size and shape.

CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    "sent, body",
    [
        (answer(b"x" * 1000), b"x" * 1000),
        (answer(packed(b"x" * 1000), "Content-Encoding: gzip"), b"x" * 1000),
        (answer(packed(b""), "Content-Encoding: X-GZIP"), b""),
        (answer(b"", "Content-Encoding: gzip"), b""),
        (b"HTTP/1.0 200\r\n\r\nto the end", b"to the end"),
        ((CHUNKED + "3;a=b\r\nabc\r\n1\r\nd\r\n0\r\nX: y\r\n\r\n").encode(), b"abcd"),
        (b"HTTP/1.1 100 Continue\r\n\r\n" + answer(b"abc"), b"abc"),
        (answer(b"abcdef", length=3), b"abc"),
        (b"HTTP/1.1 204 No Content\r\n\r\n", b""),
    ],
)
def test_a_body_within_the_limit_comes_whole(site, sent, body):
    site.answers["/"] = sent
    assert fetch(site.address(), max_bytes=1000).body == body


@pytest.mark.parametrize(
    "sent",
    [
        answer(b"x" * 1001),
        answer(packed(b"x" * 1001), "Content-Encoding: gzip"),
        CHUNKED.encode() + b"100\r\n" + b"x" * 256 + b"\r\n" + b"300\r\n" + b"x" * 768 + b"\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 1001,
        b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 80 + (b"X: " + b"y" * 40_000 + b"\r\n") * 2 + b"\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n" * 10_000,
        CHUNKED.encode() + (b"1;" + b"a" * 50_000 + b"\r\nx\r\n") * 5,
        CHUNKED.encode() + b"0\r\n" + b"X: y\r\n" * 20_000,
    ],
)
def test_what_is_larger_than_the_limit_is_cut(site, sent):
    site.answers["/"] = sent
    assert reason_of(site.address(), max_bytes=1000) == "too_large"


def test_a_bomb_does_not_go_off(site):
    whole = io.BytesIO()
    with gzip.open(whole, "wb") as bomb:
        for _megabyte in range(200):
            bomb.write(b"\x00" * 1_000_000)
    site.answers["/"] = answer(whole.getvalue(), "Content-Encoding: gzip")
    tracemalloc.start()
    assert reason_of(site.address()) == "too_large"
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 20_000_000


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"\x15\x03\x01 hello",
        b"220 mail.test ESMTP\r\n",
        b"HTTP/2 200\r\n\r\n",
        b"HTTP/1.1 OK\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\n\r\n",
        b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + answer(b"x"),
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 101 + b"\r\n",
        answer(b"abc", length=4),
        (CHUNKED + "3\r\nab").encode(),
        (CHUNKED + "3\r\nabc\r\n").encode(),
        (CHUNKED + "zz\r\nabc\r\n0\r\n\r\n").encode(),
        (CHUNKED + "-5\r\nabc\r\n0\r\n\r\n").encode(),
        answer(b"abc", "Content-Encoding: br"),
        answer(b"abc", "Content-Encoding: gzip, gzip"),
        answer(b"not packed at all", "Content-Encoding: gzip"),
        answer(packed(bytes(range(256)) * 3)[:-9], "Content-Encoding: gzip"),
        answer(packed(b"abc") + b"more", "Content-Encoding: gzip"),
    ],
)
def test_what_is_no_whole_answer_of_http_is_named_so(site, sent):
    site.answers["/"] = sent
    assert reason_of(site.address()) == "protocol"


PIECES = st.sampled_from(
    [
        *(
            b"HTTP/1.1 ",
            b"200 OK",
            b"302 x",
            b"\r\n",
            b"\n",
            b" ",
            b":",
            b"Location",
            b"http://[",
            b"Content-Length",
            b"5",
        ),
        *(
            b"Transfer-Encoding: chunked",
            b"Content-Encoding: gzip",
            b"-1",
            b"ffffffffffff",
            packed(b"x"),
            b"\x00",
        ),
    ]
)


@given(st.lists(PIECES | st.binary(max_size=20), max_size=40))
def test_whatever_a_server_says_the_outcome_has_a_name(pieces):
    ours, theirs = socket.socketpair()
    theirs.sendall(b"HTTP/1.1 200 OK\r\n" * (len(pieces) % 2) + b"".join(pieces))
    theirs.shutdown(socket.SHUT_WR)
    with ours, theirs, mock.patch.object(guarded_http, "_dialled", mock.Mock(side_effect=[ours])):
        try:
            assert fetch("http://site.test/", deadline=1).status >= 200
        except FetchError as error:
            assert error.reason in {"protocol", "too_large", "forbidden_address", "forbidden_scheme"}
        except StopIteration:
            pass  # it was a redirect to a place where one may go
