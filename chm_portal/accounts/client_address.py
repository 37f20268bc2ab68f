"""Where a request comes from, as far as it can be believed."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "0.0.0.0"  # a server on a Unix socket without a proxy has no address to give  # noqa: S104


def client_address(request: HttpRequest) -> str:
    """Return the caller's address; an IPv6 one as its /64, since one caller has all of those.

    X-Forwarded-For counts only behind our own proxy (PORTAL_BEHIND_PROXY), and of it only the last entry, which that
    proxy wrote: whatever stands before it was sent by the caller.
    """
    if settings.BEHIND_PROXY:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        if address := _readable(forwarded):
            return address
    return _readable(request.META.get("REMOTE_ADDR", "")) or UNKNOWN


def _readable(text: str) -> str:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False).network_address)
    return str(address)
