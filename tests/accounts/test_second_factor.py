"""The second factor: for whom it is obligatory, what can be reached without it, codes that count once (C8)."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from django.utils import timezone

from chm_portal.accounts.second_factor import PortalMFAAdapter, spend_code
from chm_portal.audit.models import AuditEvent
from chm_portal.common.models import Installation
from tests.accounts.conftest import SECRET
from tests.people import ROLES, make_person

ACCOUNT = "/en/accounts/profile/"
ACTIVATE = "/en/accounts/2fa/totp/activate/"
PUBLISHING = ["focal_point_a", "curator", "moderator"]
OTHERS = ["member", "contributor_a", "partner_contact"]


@pytest.fixture
def half_in(person):
    """Return a function that signs a person in with the password alone."""

    def give(name: str) -> Client:
        client = Client()
        client.force_login(person(name), backend="chm_portal.accounts.backends.SignInBackend")
        return client

    return give


@pytest.mark.parametrize("name", PUBLISHING)
def test_without_a_second_factor_a_publishing_role_reaches_only_its_set_up(half_in, name):
    client = half_in(name)
    for address in [ACCOUNT, "/en/workspace/", "/en/workspace/roles/", "/en/accounts/email/", "/en/accounts/2fa/"]:
        assert client.get(address).url.startswith(ACTIVATE), address
    assert client.post("/en/workspace/roles/ask/contributor-of-party/", {"reason": "x"}).url.startswith(ACTIVATE)
    assert client.get("/admin/").status_code == 302


@pytest.mark.parametrize("name", PUBLISHING)
def test_without_a_second_factor_public_pages_are_those_of_a_visitor(half_in, name):
    page = half_in(name).get("/en/partners/")
    assert page.status_code == 200
    assert not page.wsgi_request.user.is_authenticated
    assert page.wsgi_request.awaits_second_factor.designations.exists()


@pytest.mark.parametrize("name", OTHERS)
def test_other_people_are_not_asked_for_one(half_in, name):
    assert half_in(name).get(ACCOUNT).status_code == 200


def test_in_the_marked_demonstration_it_is_merely_offered(half_in):
    Installation.mark_as_demonstration()
    client = half_in("curator")
    assert client.get(ACCOUNT).status_code == 200
    assert "Set up the second step" in client.get(ACCOUNT).content.decode()


def test_who_needs_it_can_sign_out_instead(half_in):
    client = half_in("curator")
    assert client.post("/en/accounts/logout/").status_code == 302
    assert "_auth_user_id" not in client.session


def test_setting_it_up_opens_the_workspace_shows_codes_once_and_is_on_record(
    enter, person, letters, django_capture_on_commit_callbacks
):
    client, user = Client(), person("curator")
    enter(client, user.email)
    assert client.get(ACTIVATE).url.startswith("/en/accounts/reauthenticate/")
    client.post("/en/accounts/reauthenticate/", {"password": "a long enough password", "next": ACTIVATE})
    assert client.get(ACTIVATE).status_code == 200
    picture = client.get("/en/accounts/2fa/totp/picture.svg")
    assert picture["Content-Type"] == "image/svg+xml" and b"<svg" in picture.content
    secret = client.session["mfa.totp.secret"]
    before = client.session.session_key
    with django_capture_on_commit_callbacks(execute=True):
        shown = client.post(ACTIVATE, {"code": code_of(secret)}, follow=True)
    assert shown.redirect_chain[-1][0] == "/en/accounts/2fa/recovery-codes/"
    assert client.session.session_key != before
    assert client.get(ACCOUNT).status_code == 200
    codes = Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()
    assert codes[0] in shown.content.decode()
    assert codes[0] not in client.get("/en/accounts/2fa/recovery-codes/").content.decode()
    assert AuditEvent.objects.filter(action="user.totp_activated", actor=user).exists()
    assert "The second step is on" in letters[-1].subject


def code_of(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time()) + 1))


def test_with_an_app_the_code_is_asked_for_at_sign_in(enter, ana, app_of):
    app, client = app_of(ana), Client()
    assert enter(client, ana.email).url == "/en/accounts/2fa/authenticate/"
    assert client.get(ACCOUNT).status_code == 302, "half signed in is not signed in"
    assert client.post("/en/accounts/2fa/authenticate/", {"code": app.code()}).status_code == 302
    assert client.get(ACCOUNT).status_code == 200


def test_a_session_older_than_the_app_has_to_give_a_code(half_in, person, app_of):
    client = half_in("curator")
    app = app_of(person("curator"))
    asked = client.get(ACCOUNT)
    assert asked.url == "/en/accounts/2fa/reauthenticate/?next=%2Fen%2Faccounts%2Fprofile%2F"
    client.post(asked.url, {"code": app.code()})
    assert client.get(ACCOUNT).status_code == 200


def test_a_code_signs_in_once_even_when_the_cache_forgets(ana, app_of):
    app = app_of(ana)
    code = app.code()
    assert spend_code(ana, code)
    assert spend_code(ana, code) is None


def test_an_older_code_does_not_work_after_a_newer_one(ana, app_of):
    app = app_of(ana)
    assert spend_code(ana, app.code(steps=1))
    assert spend_code(ana, app.code()) is None


@pytest.mark.parametrize(("steps", "is_right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_telephones_clock_may_be_one_step_wrong(ana, app_of, steps, is_right):
    with time_machine.travel(timezone.now(), tick=False):
        assert bool(spend_code(ana, app_of(ana).code(steps))) is is_right


def test_a_recovery_code_works_once(ana, app_of, client_of):
    app_of(ana)
    code = RecoveryCodes.activate(ana).get_unused_codes()[0]
    assert spend_code(ana, code)
    assert spend_code(ana, code) is None


def test_guessing_codes_locks_the_account_from_every_address(enter, ana, app_of):
    app = app_of(ana)
    for number in range(5):
        client = Client(REMOTE_ADDR=f"203.0.113.{number}")
        enter(client, ana.email)
        client.post("/en/accounts/2fa/authenticate/", {"code": "000000"})
    client = Client(REMOTE_ADDR="203.0.113.99")
    enter(client, ana.email)
    assert client.post("/en/accounts/2fa/authenticate/", {"code": app.code()}).status_code == 429
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        enter(client, ana.email)
        assert client.post("/en/accounts/2fa/authenticate/", {"code": app.code()}).status_code == 302


def test_guessing_the_first_code_is_counted_too(enter, ana):
    client = Client()
    enter(client, ana.email)
    client.post("/en/accounts/reauthenticate/", {"password": "a long enough password"})
    client.get(ACTIVATE)
    assert [client.post(ACTIVATE, {"code": "000000"}).status_code for _time in range(6)][-1] == 429


def test_a_new_password_by_letter_does_not_get_round_the_code(ana, app_of, letters, link_in):
    app_of(ana)
    client = Client()
    client.post("/en/accounts/password/reset/", {"email": ana.email})
    form = client.get(link_in(letters[0]), follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": "another long password"})
    assert client.get(ACCOUNT).status_code == 302


def test_secrets_are_not_in_the_database_in_the_clear_and_survive_a_change_of_key(ana, app_of, settings):
    app = app_of(ana)
    assert SECRET not in str(app.row.data)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "y" * 50, [settings.SECRET_KEY]
    assert PortalMFAAdapter().decrypt(app.row.data["secret"]) == SECRET


def test_switching_it_off_leads_a_publishing_role_back_to_the_set_up(client_of, person, app_of):
    curator = client_of("curator")
    app = app_of(person("curator"))
    curator.post("/en/accounts/2fa/reauthenticate/", {"code": app.code()})
    assert curator.post("/en/accounts/2fa/totp/deactivate/").status_code == 302
    assert not Authenticator.objects.exists()


def test_the_fixed_people_hold_what_this_page_says_of_them(db):
    for name in [*PUBLISHING, *OTHERS]:
        assert make_person(name, ROLES[name]).needs_second_factor is (name in PUBLISHING)
