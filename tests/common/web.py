"""Servers on loopback that stand for the public web, with names and certificates of their own."""

import gzip
import socket
import socketserver
import ssl
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from chm_portal.common import guarded_http, public_address
from chm_portal.common.guarded_http import Unreachable, fetch

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
