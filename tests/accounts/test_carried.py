"""What was typed survives an expired session, for the person who typed it and for nobody else."""

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from chm_portal.directory.models import RoleRequest
from tests.people import PASSWORD, make_person, sign_in

PAGE = "/en/workspace/roles/ask/contributor-of-party/"
LOGIN = "/en/accounts/login/"
REASON = "I keep the register of wetlands.\nMy focal point knows me – “Ana”, 北京, العربية."


def hidden(page, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*?value="([^"]*)"|value="([^"]*)"[^>]*?name="{name}"', page.content.decode())
    assert found, f"no field {name}"
    return unescape(found.group(1) or found.group(2) or "")


@pytest.fixture
def typed(ana):
    """The client of a person whose session has ended while a form was filled in, with what was typed."""
    client = sign_in(Client(), ana)
    token = hidden(client.get(PAGE), "carried")
    Session.objects.all().delete()
    return client, {"country": "be", "reason": REASON, "carried": token}


def test_the_post_shows_sign_in_and_the_fields_come_back_to_the_form(typed, ana, enter):
    client, fields = typed
    page = client.post(PAGE, fields)
    assert page.status_code == 401
    assert "Nothing you typed is lost" in page.content.decode()
    assert not Session.objects.exists(), "nothing is kept for strangers"
    answer = enter(client, ana.email, carried_fields=hidden(page, "carried_fields"))
    assert answer.url == PAGE
    form = client.get(PAGE).content.decode()
    assert "You are signed in again" in form and "not saved yet" in form
    assert "I keep the register of wetlands." in form and "العربية" in form
    assert '<option value="be" selected>' in form
    assert "files again" not in form
    assert not RoleRequest.objects.exists()
    assert "I keep the register" not in client.get(PAGE).content.decode(), "once"


def test_the_fields_wait_for_the_second_factor(typed, ana, enter, app_of):
    client, fields = typed
    app = app_of(ana)
    page = client.post(PAGE, fields)
    asked = enter(client, ana.email, carried_fields=hidden(page, "carried_fields"))
    assert asked.url == "/en/accounts/2fa/authenticate/"
    assert client.post(asked.url, {"code": app.code()}).url == PAGE
    assert "I keep the register" in client.get(PAGE).content.decode()


def test_a_wrong_password_keeps_carrying_and_keeps_nothing(typed, ana, enter):
    client, fields = typed
    page = client.post(PAGE, fields)
    again = enter(client, ana.email, "not the right password", carried_fields=hidden(page, "carried_fields"))
    assert again.status_code == 200
    assert not Session.objects.exists()
    assert enter(client, ana.email, carried_fields=hidden(again, "carried_fields")).url == PAGE


def test_another_person_gets_nothing_and_hears_of_nothing(typed, enter):
    client, fields = typed
    eve = make_person("eve")
    page = client.post(PAGE, fields)
    answer = enter(client, eve.email, carried_fields=hidden(page, "carried_fields"))
    assert answer.url == "/en/workspace/"
    form = client.get(PAGE).content.decode()
    assert "register of wetlands" not in form and "signed in again" not in form
    assert "wetlands" not in str(dict(client.session))


def test_what_one_person_left_in_the_session_is_not_the_next_ones(typed, ana, enter, app_of):
    client, fields = typed
    app_of(ana)
    page = client.post(PAGE, fields)
    enter(client, ana.email, carried_fields=hidden(page, "carried_fields"))  # and no code is given
    client.post("/en/accounts/logout/")
    enter(client, make_person("eve").email)
    assert "register of wetlands" not in client.get(PAGE).content.decode()


def test_files_have_to_be_chosen_again_and_it_says_so(typed, ana, enter):
    client, fields = typed
    page = client.post(PAGE, fields | {"upload": SimpleUploadedFile("a.pdf", b"%PDF-1.4")})
    enter(client, ana.email, carried_fields=hidden(page, "carried_fields"))
    assert "Choose your files again" in client.get(PAGE).content.decode()


def test_a_field_of_a_megabyte_survives(typed, ana, enter):
    client, fields = typed
    long = "".join(f"{number:x} " for number in range(180_000))
    assert len(long) > 1_000_000
    page = client.post(PAGE, fields | {"reason": long})
    answer = enter(client, ana.email, carried_fields=hidden(page, "carried_fields"))
    assert answer.url == PAGE
    assert long.strip()[-200:] in client.get(PAGE).content.decode()


def test_what_is_too_long_to_be_carried_is_said_and_not_swallowed(typed, monkeypatch):
    monkeypatch.setattr("chm_portal.accounts.carried.ROOM", 100)
    client, fields = typed
    page = client.post(PAGE, fields).content.decode()
    assert "too long to be carried" in page and "Nothing you typed is lost" not in page


def test_a_visitor_without_a_token_of_ours_is_sent_to_sign_in_and_nothing_is_carried(db):
    for token in ["", "rubbish", "a:b:c"]:
        answer = Client().post(PAGE, {"country": "be", "reason": REASON, "carried": token})
        assert answer.status_code == 302
        assert answer.url.startswith(LOGIN)


def test_a_view_that_does_not_carry_just_asks_to_sign_in(typed):
    client, fields = typed
    assert client.post("/en/accounts/profile/", fields).status_code == 302


def test_broken_or_old_seals_lead_to_the_workspace_with_nothing(typed, ana, enter):
    client, fields = typed
    seal = hidden(client.post(PAGE, fields), "carried_fields")
    assert enter(client, ana.email, carried_fields=seal[:-3] + "xyz").url == "/en/workspace/"
    client.post("/en/accounts/logout/")
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert enter(client, ana.email, carried_fields=seal).url == "/en/workspace/"


def test_a_stale_form_of_a_signed_in_person_is_sent_again_by_a_click(ana):
    client = Client(enforce_csrf_checks=True)
    sign_in(client, ana)
    token = hidden(client.get(PAGE), "carried")
    page = client.post(PAGE, {"country": "be", "reason": REASON, "carried": token, "csrfmiddlewaretoken": "x" * 64})
    assert page.status_code == 403
    assert "Send it once more" in page.content.decode()
    assert not RoleRequest.objects.exists()
    fresh = {name: hidden(page, name) for name in ("csrfmiddlewaretoken", "carried", "country", "reason")}
    assert client.post(PAGE, fresh).status_code == 302
    assert RoleRequest.objects.get().reason == REASON


def test_a_stale_form_whose_session_ended_too_comes_back_through_sign_in(typed, ana):
    stale, fields = typed
    client = Client(enforce_csrf_checks=True)
    client.cookies = stale.cookies
    page = client.post(PAGE, fields | {"csrfmiddlewaretoken": "x" * 64})
    assert page.status_code == 401
    answer = client.post(
        LOGIN,
        {
            "login": ana.email,
            "password": PASSWORD,
            "carried_fields": hidden(page, "carried_fields"),
            "csrfmiddlewaretoken": hidden(page, "csrfmiddlewaretoken"),
        },
    )
    assert answer.url == PAGE


@pytest.mark.parametrize("name", ["curator", "visitor"])
def test_a_form_from_elsewhere_is_refused_with_a_page_of_ours(client_of, name):
    client = client_of(name)
    client.handler.enforce_csrf_checks = True
    page = client.post("/en/accounts/logout/", {}, headers={"origin": "https://evil.test"})
    assert page.status_code == 403
    assert "This form could not be checked" in page.content.decode()


def test_a_token_of_somebody_else_does_not_pass_for_ones_own(typed, client_of):
    _client, fields = typed
    member = client_of("member")
    member.handler.enforce_csrf_checks = True
    page = member.post(PAGE, fields | {"csrfmiddlewaretoken": "x" * 64})
    assert page.status_code == 403
    assert "wetlands" not in page.content.decode()


def test_what_is_posted_before_the_second_factor_is_set_up_is_kept(person):
    client, user = Client(), person("curator")
    client.force_login(user, backend="chm_portal.accounts.backends.SignInBackend")
    token = hidden(sign_in(Client(), user).get(PAGE), "carried")
    sent_away = client.post(PAGE, {"country": "be", "reason": REASON, "carried": token})
    assert sent_away.status_code == 302
    sign_in_again = client.session
    sign_in_again["account_authentication_methods"] = [{"method": "mfa", "at": 0}]
    sign_in_again["account_authentication_methods_user"] = str(user.pk)
    sign_in_again.save()
    assert "I keep the register" in client.get(PAGE).content.decode()


def test_control_signs_in_carried_fields_do_no_harm(typed, ana, enter):
    client, fields = typed
    page = client.post(PAGE, fields | {"reason": "a\x00b\x1b\ufffe", "country": "\x00"})
    enter(client, ana.email, carried_fields=hidden(page, "carried_fields"))
    assert client.get(PAGE).status_code == 200
