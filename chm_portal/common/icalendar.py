"""Calendars as files (iCalendar, RFC 5545): whole days that a calendar program takes in.

Times of day do not occur here, so no time zones are needed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.http import HttpResponse
from django.utils import timezone

from chm_portal.common.clean_text import clean_text

LINE = 75  # octets, without the line break
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


@dataclass(frozen=True)
class Day:
    """Something that stands in a calendar for a whole day; `uid` is the same for ever."""

    uid: str
    day: date
    summary: str
    description: str = ""
    url: str = ""


def escaped(text: str) -> str:
    """Return a text as a value: separators and line breaks escaped, what no file should hold left out."""
    return clean_text(str(text)).translate(_ESCAPED)


def folded(line: str) -> str:
    """Return a line in pieces of at most 75 octets, each after the first begun by a space; no sign is cut in two."""
    pieces, piece, size = [], "", 0
    for sign in line:
        weight = len(sign.encode())
        if size + weight > LINE:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + sign, size + weight
    return "\r\n".join([*pieces, piece])


def _lines(name: str, days: Iterable[Day], stamp: datetime) -> Iterator[str]:
    yield from (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Clearing-House Mechanism//Portal//EN",
        "CALSCALE:GREGORIAN",
    )
    yield f"X-WR-CALNAME:{escaped(name)}"
    for one in days:
        yield "BEGIN:VEVENT"
        yield f"UID:{escaped(one.uid)}"
        yield f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}"
        yield f"DTSTART;VALUE=DATE:{one.day:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{one.day + timedelta(days=1):%Y%m%d}"
        yield f"SUMMARY:{escaped(one.summary)}"
        if one.description:
            yield f"DESCRIPTION:{escaped(one.description)}"
        if one.url:
            yield f"URL:{one.url}"
        yield "TRANSP:TRANSPARENT"
        yield "END:VEVENT"
    yield "END:VCALENDAR"


def calendar(name: str, days: Iterable[Day], stamp: datetime) -> str:
    """Return a calendar of this name; `stamp` (UTC) says when it was made."""
    return "".join(f"{folded(line)}\r\n" for line in _lines(name, days, stamp))


def calendar_response(name: str, days: Iterable[Day], file_name: str) -> HttpResponse:
    """Return a calendar as a file to download."""
    response = HttpResponse(calendar(name, days, timezone.now()), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file_name}.ics"'
    return response
