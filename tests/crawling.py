"""Walking through the portal by its links, as a person or a search engine would, a few pages of each sort."""

import re
from collections import Counter, deque
from html import unescape
from urllib.parse import urljoin, urlsplit

from django.test import Client
from django.urls import resolve

from chm_portal.common.offer import is_offered

LINK = re.compile(r'<(?:a|link)\b[^>]*\shref="([^"]+)"')
FORM = re.compile(r'<form\b[^>]*\saction="([^"]+)"')
OF_A_SORT = 3  # pages of one sort that are looked at
MORE = {"records/<str:identifier>/": 12, "<prose:slug>/": 12, "workspace/records/new/<slug:kind>/": 12}
GOOD = {200, 301, 302, 410}


def walk(client: Client, *starts: str) -> dict[str, str]:
    """Return {address: what is wrong with it, and the page that leads there} of what links and forms lead to."""
    wrong: dict[str, str] = {}
    seen: Counter = Counter()
    ways = deque((start, "") for start in starts)
    known = set(starts)
    while ways:
        address, before = ways.popleft()
        sort = sort_of(address)
        seen[sort] += 1
        if seen[sort] > MORE.get(sort[0], OF_A_SORT):
            continue
        response = client.get(address)
        if response.status_code not in GOOD:
            wrong[address] = f"{response.status_code}, from {before}"
        found, forms = ways_on(response, address)
        wrong |= {action: f"a form of {address}" for action in forms if not leads_somewhere(action)}
        ways.extend((path, address) for path in found if path not in known)
        known |= found
    return wrong


def ways_on(response, address: str) -> tuple[set[str], set[str]]:
    """Return the English addresses of the portal that a page links to, and those that its forms are sent to."""
    if "Location" in response:
        return _ours([response["Location"]], address), set()
    if response.streaming:
        deque(response.streaming_content, maxlen=0)  # to its end: only then is the file closed
    if response.streaming or "html" not in response["Content-Type"]:
        return set(), set()
    html = response.content.decode()
    return _ours(LINK.findall(html), address), _ours(FORM.findall(html), address)


def _ours(links: list[str], address: str) -> set[str]:
    found = set()
    for link in links:
        parts = urlsplit(urljoin(f"http://127.0.0.1:8000{address}", unescape(link)))
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        if parts.netloc == "127.0.0.1:8000" and path.startswith(("/en/", "/records/", "/files/")):
            found.add(path)
    return found


def sort_of(address: str) -> tuple[str, bool]:
    """Return which sort of page it is: the pattern of its address, and whether something is asked there."""
    path, _mark, query = address.partition("?")
    return resolve(path).route.removeprefix("en/"), bool(query)


def leads_somewhere(address: str) -> bool:
    """Whether a form can be sent there: the address is known, and not one of a service that is switched off."""
    return is_offered(resolve(address.partition("?")[0]).view_name)
