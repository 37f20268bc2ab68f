"""Dates written out in the six languages, with the time zone where a time is meant."""

import re
import zoneinfo
from datetime import date, datetime

from django.utils import timezone
from django.utils.dateformat import format as written

from chm_portal.common.languages import current

DAY = {"ar": "j F Y", "en": "j F Y", "es": r"j \d\e F \d\e Y", "fr": "j F Y", "ru": "j E Y", "zh-hans": "Y年n月j日"}
MONTH = {"ar": "F Y", "en": "F Y", "es": r"F \d\e Y", "fr": "F Y", "ru": "F Y", "zh-hans": "Y年n月"}
PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def day(value: date | datetime) -> str:
    """Return the day in words; a moment is taken in the reader's time zone."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    in_words = written(value, DAY[current()])
    # French counts the first of a month: 1er janvier, 2 janvier.
    return f"1er{in_words[1:]}" if current() == "fr" and value.day == 1 else in_words


def moment(value: datetime) -> str:
    """Return day, time and time zone, the reader's."""
    local = timezone.localtime(value)
    return f"{day(local)} {written(local, 'H:i')} {local.tzname()}"


def moment_in(value: datetime, zone: str) -> str:
    """Return day, time and time zone as they are in a named zone: "27 November 2026 18:00 CET" in Europe/Brussels."""
    with timezone.override(zone_called(zone)):
        return moment(value)


def zone_called(name: str) -> zoneinfo.ZoneInfo:
    """Return the time zone of this name, UTC when this machine does not know it (any more)."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return zoneinfo.ZoneInfo("UTC")


def partial_date(value: str) -> str:
    """Return "2010", "2010-04" or "2010-04-05" in words; anything else as it is."""
    match = PARTIAL_DATE.fullmatch(value)
    try:
        parts = [int(part) for part in match.groups() if part]
        begin = date(*[*parts, 1, 1][:3])
    except (AttributeError, ValueError):
        return value
    return [str(begin.year), written(begin, MONTH[current()]), day(begin)][len(parts) - 1]
