"""Roles come and go: an invitation, a hand-over, and what a person prefers."""

import pytest

from chm_portal.directory.models.roles import Role
from tests import people

pytestmark = pytest.mark.browser


@pytest.fixture
def team(scripts) -> tuple[str, people.User, people.User]:
    """Return the name of a Party, its focal point and a contributor of it."""
    code, name = ("ke", "Kenya") if scripts else ("uy", "Uruguay")
    speaker = people.make_person(f"speaker-{code}", (Role.CHM_FOCAL_POINT, code))
    return name, speaker, people.make_person(f"successor-{code}", (Role.CONTRIBUTOR, code))


def test_a_contributor_is_invited_accepts_and_sees_the_drafts_of_the_party(visitor, scripts):
    guest = people.make_person(f"guest-{'on' if scripts else 'off'}")
    speaker = visitor("focal-point")
    speaker.open("workspace/teams/")
    speaker.fill({"E-mail address": guest.email})
    speaker.choose("Language of the letter", "English")
    speaker.press("Send the invitation")
    speaker.sees(f"The invitation to {guest.email} is on its way.", "Invited, not answered yet")
    invited = visitor()
    invited.sign_in(guest.email, people.PASSWORD)
    invited.open(invited.portal.link_in(invited.portal.letter_to(guest.email)))
    invited.sees("Paul Exemple", "Belgium")
    invited.press("Accept")
    invited.sees("Welcome. You are now:")
    invited.open("workspace/records/")
    invited.sees("Belgium's National Biodiversity Strategy 2006–2016")
    speaker.open("workspace/teams/")
    speaker.sees(guest.name)


def test_a_focal_point_hands_over_and_the_history_keeps_both(visitor, team):
    party, leaving, coming = team
    speaker = visitor()
    speaker.sign_in(leaving.email, people.PASSWORD)
    speaker.open("workspace/roles/")
    speaker.follow("Hand over")
    speaker.tick(coming.name, within="Successor")
    speaker.press("Hand over")
    speaker.sees(f"{coming.name} has taken over.")
    assert speaker.status_of("workspace/teams/") == 403
    successor = visitor()
    successor.sign_in(coming.email, people.PASSWORD)
    successor.open("workspace/teams/")
    successor.sees(f"Team of {party}", coming.name)
    successor.unfold("People of other times")
    successor.sees(leaving.name)


def test_pages_and_letters_come_in_the_language_a_person_prefers(visitor, scripts):
    reader = people.make_person(f"reader-{'on' if scripts else 'off'}")
    member = visitor()
    member.sign_in(reader.email, people.PASSWORD)
    member.open("accounts/profile/")
    member.choose("Language of pages and letters", "العربية")
    member.choose("Time zone", "Cairo")
    member.press("Save")
    assert member.path == "/ar/accounts/profile/"
    assert member.page.locator("html").get_attribute("dir") == "rtl"
    again = visitor()
    again.open("accounts/login/")
    again.give_password(reader.email, people.PASSWORD)
    assert again.path == "/ar/workspace/"
