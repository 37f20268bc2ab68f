"""Hearing of what concerns one: a theme is followed, a partner publishes, the letter comes, and letters end (R122)."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from chm_portal.notifications import letters
from tests import people
from tests.browser import steps

pytestmark = pytest.mark.browser

TITLE = "Wild bees of the hay meadows, {} edition"


def test_a_theme_is_followed_its_daily_letter_comes_and_the_link_in_it_ends_them(visitor, portal, scripts):
    title = TITLE.format("first" if scripts else "second")
    reader = people.make_person(f"follower-{'on' if scripts else 'off'}")
    member = visitor()
    _follows(member, reader.email)
    _a_partner_publishes(visitor, title)
    letter = _letter_of_tomorrow(portal, reader.email)
    assert title in letter.body

    nobody = visitor()  # the letter is read where nobody is signed in
    unsubscribe = next(link for link in _links(letter) if "/unsubscribe/" in link)
    nobody.open(unsubscribe)
    nobody.sees("End these letters?", "Agricultural biodiversity")
    nobody.press("End these letters")
    nobody.sees("These letters have ended")
    member.open("workspace/following/")
    assert member.page.get_by_label("Letters: Agricultural biodiversity").input_value() == "never"
    member.open("workspace/notices/")
    member.follow(title)
    member.sees(title, "First published")


def _follows(member, email: str) -> None:
    """Follow a theme as somebody who has to sign in first, and be written to once a day."""
    member.open("themes/agricultural-biodiversity/")
    member.follow("Follow")
    member.give_password(email, people.PASSWORD)
    member.choose("Letters", "once a day")
    member.press("Follow")
    member.sees("You follow this now.", "You follow this.")


def _a_partner_publishes(visitor, title: str) -> None:
    partner = visitor("partner-contact")
    steps.begin(partner, title)
    steps.go_on(partner, theme="Agricultural biodiversity", provider="International Union for Conservation of Nature")
    partner.press("Submit")
    steps.publish(visitor("curator"), title)


def _letter_of_tomorrow(portal, email: str):
    """Let it be the next morning, when daily letters are written, and return the one to somebody."""
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        letters.ask_for_digests()
        portal.work()
    return portal.letter_to(email, "Agricultural biodiversity")


def _links(letter) -> list[str]:
    return [word.strip("<>") for word in letter.body.split() if word.startswith("http")]
