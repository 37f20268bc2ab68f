"""The HTML part of letters: one layout for all of them, made of the text, with nothing of anybody's in it unescaped."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from chm_portal.accounts.letter_html import parts_of
from chm_portal.notifications.mail import tell_address

EMAILS = Path(settings.BASE_DIR) / "templates" / "emails"


def page_of(letters) -> str:
    html, kind = letters[-1].alternatives[0]
    assert kind == "text/html"
    return html


def test_a_letter_without_a_page_of_its_own_is_set_in_the_layout(letters):
    message = {"name": "Ana", "subject": "Hello", "message": "One\n\nTwo", "language": "English", "page": ""}
    tell_address("x@example.org", "fr", "notifications/message", {"message": message, "person": {"name": "<Zoé>"}})
    html = page_of(letters)
    assert '<html lang="fr" dir="ltr">' in html
    assert "&lt;Zoé&gt;" in html
    assert "-- " not in html  # the layout signs
    assert settings.PORTAL_ADDRESS in html


def test_addresses_on_the_portal_are_links_and_those_that_strangers_write_are_text():
    (part,) = parts_of(f"See {settings.PORTAL_ADDRESS}/en/ and https://evil.example/x\n")
    assert part.lines[0].count("<a ") == 1
    assert "https://evil.example/x" in part.lines[0]


def test_lists_and_lines_stay_what_they_are():
    paragraph, items = parts_of("Dear Ana,\nhello\n\n- one: 2\n- two: 3\n\n-- \nThe portal\n")
    assert (paragraph.lines, paragraph.is_list) == (["Dear Ana,", "hello"], False)
    assert (items.lines, items.is_list) == (["one: 2", "two: 3"], True)


def test_markup_in_a_letter_is_text():
    (part,) = parts_of('<script>alert("x")</script>')
    assert part.lines == ["&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;"]


@pytest.mark.parametrize("path", sorted(EMAILS.rglob("*.html")), ids=lambda path: path.name)
def test_pages_of_letters_bring_everything_along(path):
    source = path.read_text()
    assert not re.search(r"<(img|link|script|iframe|style)\b|url\(|@import|\bsrc=|\|safe|autoescape", source)
