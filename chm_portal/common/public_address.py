"""Addresses of the web as the portal dials them: taken apart in one way only, and none that is near home (C16)."""

import re
from contextlib import contextmanager
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit

import idna
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from chm_portal.common.clean_text import clean_text

PORTS = frozenset({80, 443})
DEFAULT_PORTS = {"http": 80, "https": 443}
ADDRESS_LENGTH = 4_096
# What the registries of IANA keep for special purposes. Written out, because the answers of Python's is_private and
# is_global differ from one patch release to the next.
SPECIAL = [
    ip_network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24"),
        *("203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        *("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"),
    )
]
GLOBAL_IPV6 = ip_network("2000::/3")  # beyond it: loopback, mapped, local, multicast, not given out
NAT64 = ip_network("64:ff9b::/96")  # the IPv4 address that is meant stands in its last 32 bits
HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*")
NUMBER = re.compile(r"(.*\.)?(0x[0-9a-f]*|[0-9]+)")  # what a resolver may read as an IPv4 address: 127.1, 0x7f000001


class FetchError(Exception):
    """An address that was not fetched; `reason` is a short code for machines."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


class Refused(FetchError):
    """The portal does not go there: forbidden_scheme, forbidden_port, forbidden_address (or unreadable), userinfo."""


class Target(NamedTuple):
    """An address taken apart, in the form in which it is sent: all of it ASCII."""

    scheme: str
    host: str  # without the brackets of IPv6
    port: int
    path: str  # with the query

    @property
    def authority(self) -> str:
        """What the Host header says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def address(self) -> str:
        """The address as it is read, without a fragment."""
        return f"{self.scheme}://{self.authority}{self.path}"


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Return whether an address belongs to the public internet, and to no machine or network near the portal."""
    if address in NAT64:
        return is_public(IPv4Address(int(address) & 0xFFFF_FFFF))
    if address.version == 6 and address not in GLOBAL_IPV6:
        return False
    return not any(address in network for network in SPECIAL)


def target(address: str, seen_from: str = "") -> Target:
    """Take an address apart, or refuse it for what it says."""
    if len(address) > ADDRESS_LENGTH:
        raise Refused("forbidden_address")
    with _refused("forbidden_address"):
        parts = urlsplit(urljoin(seen_from, address))
    if parts.scheme not in DEFAULT_PORTS:
        raise Refused("forbidden_scheme")
    if "@" in parts.netloc:
        raise Refused("userinfo")
    with _refused("forbidden_port"):
        port = DEFAULT_PORTS[parts.scheme] if parts.port is None else parts.port
    if port not in PORTS:
        raise Refused("forbidden_port")
    with _refused("forbidden_address"):
        host = _host(parts.hostname or "", is_bracketed="[" in parts.netloc)
    query = f"?{_quoted(parts.query)}" if parts.query else ""
    return Target(parts.scheme, host, port, (_quoted(parts.path) or "/") + query)


def require_public_address(address: str) -> None:
    """Validate what a form was given as the address of a public site. Raises ValidationError."""
    try:
        host = target(address).host
        is_near = "." not in host if ":" not in host and not NUMBER.fullmatch(host) else not is_public(ip_address(host))
    except Refused:
        is_near = True
    if is_near:
        raise ValidationError(_("Give the address of a site that everybody can reach on the web."), code="not_public")


def _host(host: str, is_bracketed: bool) -> str:
    """Return a host's name in ASCII, or its number in the one form that has one meaning; else raise ValueError."""
    if is_bracketed:
        if "%" in host:
            raise ValueError("A zone is a network of this machine.")
        return str(IPv6Address(host))
    host = (host if host.isascii() else idna.encode(host, uts46=True).decode()).removesuffix(".")
    if NUMBER.fullmatch(host):
        return str(IPv4Address(host))
    if not HOST.fullmatch(host):
        raise ValueError("Not the name of a host.")
    return host


def _quoted(text: str) -> str:
    return quote(clean_text(text), safe="/?%:@!$&'()*+,;=[]~")


@contextmanager
def _refused(reason: str):
    """Refuse what cannot be read."""
    try:
        yield
    except ValueError as error:
        raise Refused(reason) from error
