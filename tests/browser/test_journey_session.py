"""A session that ends in the middle of a form: nothing typed is lost, and nobody else gets it (R65, U11)."""

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.contrib.sessions.models import Session

from chm_portal.accounts.models import User
from chm_portal.directory.models.roles import Role
from tests import people, world
from tests.browser.steps import PDF
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

TITLE, AUTHORS = "Written while the clock ran out", "Ada Author\nÉmile Auteur\nمؤلف"
BACK = "You are signed in again. What you had typed is below and is not saved yet."


def section_of_a_draft(section: str) -> tuple[str, int]:
    """Return the path of a section of a new draft of Belgium's, and the number of its revision."""
    revision = world.draft(User.objects.get(email="contributor@example.org"))
    return f"workspace/revisions/{revision.pk}/sections/{section}/", revision.pk


def lose_session(writer: Visitor) -> None:
    """Delete the session in the database, as its end does."""
    cookie = next(cookie for cookie in writer.context.cookies() if cookie["name"] == "sessionid")
    Session.objects.get(session_key=cookie["value"]).delete()


def payload_of(pk: int) -> dict:
    """Return what is stored of a revision."""
    from chm_portal.records.models import Revision

    return Revision.objects.get(pk=pk).payload


def test_what_was_typed_comes_back_after_signing_in_and_is_saved_by_continue(visitor):
    writer = visitor("contributor")
    path, pk = section_of_a_draft("source")
    writer.open(path)
    writer.fill({"Authors": AUTHORS, "Publisher": "House of Clocks"})
    lose_session(writer)
    writer.press("Continue")
    writer.sees("You were signed out", "Nothing you typed is lost")
    writer.give_password("contributor")
    assert writer.path == writer.address(path).removeprefix(writer.portal.address)
    writer.sees(BACK)
    assert "authors" not in payload_of(pk)
    writer.press("Continue")
    assert payload_of(pk)["authors"] == AUTHORS
    assert payload_of(pk)["publisher"] == "House of Clocks"


def test_files_have_to_be_chosen_again_and_the_page_says_so(visitor):
    writer = visitor("contributor")
    path, _pk = section_of_a_draft("access")
    writer.open(path)
    writer.fill({"Address on the national CHM": "https://www.example.org/national"})
    writer.page.set_input_files("input[type=file]", {"name": "guide.pdf", "mimeType": "application/pdf", "buffer": PDF})
    lose_session(writer)
    writer.press("Continue")
    writer.give_password("contributor")
    writer.sees(f"{BACK} Choose your files again.")
    assert writer.page.get_by_label("Address on the national CHM").input_value() == "https://www.example.org/national"


def test_another_person_who_signs_in_on_the_same_page_gets_nothing(visitor):
    writer = visitor("contributor")
    path, pk = section_of_a_draft("about")
    writer.open(path)
    writer.fill({"English": TITLE}, within="Title")
    lose_session(writer)
    writer.press("Continue")
    writer.give_password("focal-point-cm")
    assert writer.path == "/en/workspace/"
    writer.misses(TITLE)
    assert writer.status_of(path) == 404
    assert payload_of(pk)["title_en"] != TITLE


def test_a_wrong_password_first_does_not_lose_the_fields(visitor):
    writer = visitor("contributor")
    path, _pk = section_of_a_draft("about")
    writer.open(path)
    writer.fill({"English": TITLE}, within="Title")
    lose_session(writer)
    writer.press("Continue")
    writer.give_password("contributor", "not the password")
    writer.sees("E-mail address and password do not go together.")
    writer.give_password("contributor")
    assert writer.page.get_by_role("group", name="Title").get_by_label("English").input_value() == TITLE


def code_of(secret: str, later: int = 0) -> str:
    """Return the code an authenticator shows now, or so many steps of 30 seconds later: each counts once."""
    counter = list(totp.yield_hotp_counters_from_time())[1] + later
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def test_the_second_step_carries_the_fields_too(visitor, scripts):
    name = "with-authenticator-on" if scripts else "with-authenticator-off"
    person = people.make_person(name, (Role.CONTRIBUTOR, "be"))
    writer = visitor()
    writer.sign_in(person.email, people.PASSWORD)
    writer.open("accounts/profile/")
    writer.follow("Set up the second step")
    writer.follow("Set it up")
    writer.fill({"Password": people.PASSWORD})
    writer.press("Continue")
    secret = writer.page.locator("main code").inner_text()
    writer.page.locator("[name=code]").fill(code_of(secret))
    writer.press("Switch the second step on")
    writer.follow("I have kept them")
    path, pk = section_of_a_draft("about")
    writer.open(path)
    writer.fill({"English": TITLE}, within="Title")
    lose_session(writer)
    writer.press("Continue")
    writer.give_password(person.email, people.PASSWORD)
    writer.sees("Open your authenticator app")
    writer.page.locator("[name=code]").fill(code_of(secret, later=1))
    writer.press("Sign in")
    writer.sees(BACK)
    writer.press("Continue")
    assert payload_of(pk)["title_en"] == TITLE


def test_a_page_from_before_signing_in_anew_offers_to_send_the_form_again(visitor):
    writer = visitor("contributor")
    path, pk = section_of_a_draft("about")
    writer.open(path)
    writer.fill({"English": TITLE}, within="Title")
    writer.context.clear_cookies()
    other_tab = Visitor(writer.context, writer.portal)
    other_tab.sign_in("contributor")
    writer.press("Continue")
    writer.sees("What you typed is kept in this page.")
    writer.press("Send it again")
    assert payload_of(pk)["title_en"] == TITLE
