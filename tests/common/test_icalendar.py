"""Calendar files that calendar programs take in (RFC 5545; R12)."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from chm_portal.common.icalendar import Day, calendar, escaped, folded

STAMP = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)


def test_a_day_is_a_whole_day_and_ends_on_the_next():
    text = calendar("Tasks", [Day("task-1.be@example.org", date(2026, 12, 31), "Report")], STAMP)
    assert "DTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270101\r\n" in text
    assert "UID:task-1.be@example.org\r\n" in text
    assert "DTSTAMP:20261125T100000Z\r\n" in text
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert text.endswith("END:VEVENT\r\nEND:VCALENDAR\r\n")


def test_separators_and_line_breaks_are_escaped():
    assert escaped("a;b,c\\d\r\ne") == "a\\;b\\,c\\\\d\\ne"


def test_nobody_writes_a_line_of_the_file_through_a_title():
    text = calendar("Tasks", [Day("1", date(2026, 1, 1), "x\r\nEND:VCALENDAR\rATTACH:file\x00\x0b")], STAMP)
    assert text.count("\r\nEND:VCALENDAR\r\n") == 1
    assert "\r\nATTACH" not in text
    assert "\x00" not in text


@given(st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=400))
def test_lines_are_folded_at_75_octets_and_unfold_to_what_they_were(line):
    text = folded(line)
    assert all(len(piece.encode()) <= 75 for piece in text.split("\r\n"))
    assert text.replace("\r\n ", "") == line
