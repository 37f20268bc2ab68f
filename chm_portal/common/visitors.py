"""Whether a request comes from somebody who reads; nothing is kept of who it is."""

import re

from django.http import HttpRequest

# Cubot is a telephone.
_ROBOT = re.compile(
    "(?<!cu)bot|crawl|spider|slurp|preview|monitor|archive|validator|scan|fetch|headless|lighthouse"
    "|curl|wget|libwww|python|java/|okhttp|go-http|httpclient|axios|scrapy|feed|facebookexternalhit",
    re.IGNORECASE,
)
_AHEAD = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")  # how browsers say that nobody looks at the page yet


def is_robot(request: HttpRequest) -> bool:
    """Whether a program calls itself one, as the polite ones do."""
    return bool(_ROBOT.search(request.headers.get("User-Agent", "")))


def is_reader(request: HttpRequest) -> bool:
    """Whether a browser asks for a person who looks now: not a robot, no HEAD, not fetched ahead of a click."""
    ahead = any(word in request.headers.get(name, "").lower() for name in _AHEAD for word in ("prefetch", "preview"))
    named = bool(request.headers.get("User-Agent"))
    return request.method == "GET" and named and not is_robot(request) and not ahead
