"""The only way by which the portal fetches an address that people gave: checks of links, harvests (C16, F19).

An address is parsed, resolved and checked here, and the very address that was checked is dialled, for every hop: what
a name means a moment later is nobody's concern. Nothing that a server does takes longer than the deadline or brings
more than the limits, and what is sent tells nothing but who asks.

This is `http.client`, which only reads the answer, and not `urllib3` or the like: those resolve, dial, redirect, decode
and time each read by themselves, so all that is promised here would have to be taken from them first.
"""

import io
import socket
import ssl
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from http.client import HTTPException, HTTPResponse
from ipaddress import IPv4Address, IPv6Address, ip_address
from itertools import pairwise
from typing import Literal, NamedTuple

from django.conf import settings

from chm_portal.common import public_address
from chm_portal.common.clean_text import clean_text
from chm_portal.common.public_address import FetchError, Refused, Target

REDIRECTS = 5
REDIRECT_STATUSES = frozenset({301, 302, 303, 307, 308})
DEADLINE = 10.0  # seconds, for names, redirects, body and all
BODY_BYTES = 5_000_000  # after decoding
HEADER_BYTES = 65_536
CHUNK = 16_384


class Unreachable(FetchError):
    """There was no answer that could be used: dns, connect, tls, timeout, protocol, redirects, too_large."""


class Redirect(NamedTuple):
    """An address that led to another, and how (301 and 308: for good)."""

    address: str
    status: int


@dataclass(frozen=True)
class Fetched:
    """An answer, whatever its status: where it came from in the end, its decoded body, and the way there.

    Headers have names in lower case and clean text; a header that came twice has its values joined by commas.
    """

    address: str
    status: int
    headers: dict[str, str]
    body: bytes
    redirects: tuple[Redirect, ...]

    @property
    def was_downgraded(self) -> bool:
        """Whether a step of the way led from https to http, where others can change what is read."""
        way = [*(hop.address for hop in self.redirects), self.address]
        return any(here.startswith("https:") and there.startswith("http:") for here, there in pairwise(way))


def fetch(
    address: str,
    *,
    method: Literal["GET", "HEAD"] = "GET",
    max_bytes: int = BODY_BYTES,
    deadline: float = DEADLINE,
) -> Fetched:
    """Return what stands at an address of the public web, after at most five redirects.

    `max_bytes` limits the decoded body; 0 leaves it unread. `deadline` is in seconds. Raises Refused or Unreachable.
    """
    ends = time.monotonic() + deadline
    target = public_address.target(address)
    redirects: list[Redirect] = []
    while True:
        status, headers, body = _ask(target, method, max_bytes, ends)
        if status not in REDIRECT_STATUSES or "location" not in headers:
            return Fetched(target.address, status, headers, body, tuple(redirects))
        if len(redirects) == REDIRECTS:
            raise Unreachable("redirects")
        redirects.append(Redirect(target.address, status))
        target = public_address.target(headers["location"], target.address)


def _ask(target: Target, method: str, max_bytes: int, ends: float) -> tuple[int, dict[str, str], bytes]:
    """Ask one server once; return status, headers and, where it is wanted, the body."""
    with _dialled(target, ends) as plain, _named("tls"), _secured(plain, target, ends) as connection:
        wire = _Wire(connection, ends)
        with _named("protocol"), HTTPResponse(wire, method=method) as response:
            connection.settimeout(_left(ends))
            connection.sendall(_request(target, method))
            response.begin()
            if response.status < 200:
                raise Unreachable("protocol")  # 101, 103: to questions that were not asked
            wire.allowance += 2 * max_bytes  # twice: there are marks between the chunks of a body
            is_read = method == "GET" and max_bytes and response.status not in REDIRECT_STATUSES
            return response.status, _headers(response), _body(response, max_bytes) if is_read else b""


def _addresses(target: Target, ends: float) -> list[IPv4Address | IPv6Address]:
    """Resolve a host, once; its addresses in the order in which they should be tried."""
    resolver = ThreadPoolExecutor(max_workers=1)  # a resolver knows no time-out: one that hangs is left behind
    try:
        with _named("dns"):
            asked = resolver.submit(socket.getaddrinfo, target.host, target.port, type=socket.SOCK_STREAM)
            return [ip_address(answer[4][0]) for answer in asked.result(_left(ends))]
    finally:
        resolver.shutdown(wait=False)


def _dialled(target: Target, ends: float) -> socket.socket:
    """Connect to the first of a host's addresses that takes the call; refuse the host if any of them is not public."""
    addresses = _addresses(target, ends)
    if not all(public_address.is_public(address) for address in addresses):
        raise Refused("forbidden_address")
    failure = OSError("The host has no address.")
    for number, address in enumerate(addresses):
        plain = socket.socket(socket.AF_INET if address.version == 4 else socket.AF_INET6)
        try:
            plain.settimeout(_left(ends) / (len(addresses) - number))  # one that is silent leaves time for the others
            plain.connect((str(address), target.port))
            return plain
        except OSError as error:
            plain.close()
            failure = error
    with _named("connect"):
        raise failure


def _secured(plain: socket.socket, target: Target, ends: float) -> socket.socket:
    if target.scheme == "http":
        return plain
    plain.settimeout(_left(ends))  # one for the whole handshake
    return _trust().wrap_socket(plain, server_hostname=target.host)


@cache
def _trust() -> ssl.SSLContext:
    return ssl.create_default_context()


def _request(target: Target, method: str) -> bytes:
    lines = [
        f"{method} {target.path} HTTP/1.1",
        f"Host: {target.authority}",
        f"User-Agent: CHM-portal (+{settings.PORTAL_ADDRESS})",
        "Accept: */*",
        "Accept-Encoding: gzip",
        "Connection: close",
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def _headers(response: HTTPResponse) -> dict[str, str]:
    # http.client reads bytes as Latin-1; what is not ASCII there is UTF-8 nowadays.
    values = {name.lower(): response.getheader(name) for name in response.headers}
    return {name: clean_text(value.encode("latin-1").decode(errors="replace")) for name, value in values.items()}


def _body(response: HTTPResponse, max_bytes: int) -> bytes:
    encoding = response.getheader("Content-Encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip", "x-gzip"):
        raise Unreachable("protocol")
    gzip = zlib.decompressobj(wbits=31) if "gzip" in encoding else None
    body = bytearray()
    while chunk := response.read(CHUNK):
        body += gzip.decompress(chunk, max_bytes + 1 - len(body)) if gzip else chunk
        if len(body) > max_bytes:
            raise Unreachable("too_large")
        if gzip and gzip.unused_data:
            raise Unreachable("protocol")
    if response.length or (gzip and body and not gzip.eof):  # it ended before its end, which read() does not say
        raise Unreachable("protocol")
    return bytes(body)


class _Wire(io.RawIOBase):
    """A connection as HTTPResponse reads one: no wait lasts past the deadline, no byte comes beyond the allowance.

    A time-out alone would begin anew with each byte of a server that sends one a second.
    """

    def __init__(self, connection: socket.socket, ends: float):
        super().__init__()
        self._connection = connection
        self._ends = ends
        self.allowance = HEADER_BYTES

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        self._connection.settimeout(_left(self._ends))
        received = self._connection.recv_into(buffer)
        self.allowance -= received
        if self.allowance < 0:
            raise Unreachable("too_large")
        return received


def _left(ends: float) -> float:
    left = ends - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


@contextmanager
def _named(reason: str):
    """Give what goes wrong on the network one of our names: this one, if it is neither time nor TLS."""
    try:
        yield
    except TimeoutError as error:
        raise Unreachable("timeout") from error
    except ssl.SSLError as error:
        raise Unreachable("tls") from error
    except (OSError, HTTPException, zlib.error, ValueError) as error:  # ValueError: of http.client, at odd chunks
        raise Unreachable(reason) from error
