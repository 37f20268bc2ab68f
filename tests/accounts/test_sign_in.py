"""Signing in and out: who gets in, where it leads, what a session survives."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from chm_portal.audit.models import AuditEvent
from tests.people import PASSWORD, make_person

LOGIN = "/en/accounts/login/"
ACCOUNT = "/en/accounts/profile/"


def test_a_person_signs_in_by_address_whatever_its_case_and_it_is_on_record(visitor, enter, ana):
    answer = enter(visitor, "ANA@Example.org")
    assert answer.status_code == 302
    assert visitor.get(ACCOUNT).status_code == 200
    assert AuditEvent.objects.filter(action="user.signed_in", actor=ana).exists()


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(visitor, enter, ana):
    wrong = enter(visitor, ana.email, "not the right password")
    unknown = enter(visitor, "nobody@example.org", "not the right password")
    assert wrong.status_code == unknown.status_code == 200
    said = "E-mail address and password do not go together"
    assert said in wrong.content.decode() and said in unknown.content.decode()


def test_an_unconfirmed_address_does_not_get_in(visitor, enter, ana):
    ana.emailaddress_set.update(verified=False)
    enter(visitor, ana.email)
    assert visitor.get(ACCOUNT).status_code == 302


def test_a_closed_account_does_not_get_in_and_its_open_session_ends_at_once(visitor, enter, ana):
    enter(visitor, ana.email)
    ana.is_active = False
    ana.save()
    assert visitor.get(ACCOUNT).status_code == 302
    assert enter(Client(), ana.email).url == "/en/accounts/inactive/"


def test_the_session_gets_a_new_id_at_sign_in(visitor, enter, ana):
    session = visitor.session
    session["something"] = 1
    session.save()
    visitor.cookies["sessionid"] = session.session_key
    before = session.session_key
    enter(visitor, ana.email)
    assert visitor.cookies["sessionid"].value != before


def test_signing_out_ends_the_session_and_only_a_post_does_it(visitor, enter, ana):
    enter(visitor, ana.email)
    kept = visitor.cookies["sessionid"].value
    assert visitor.get("/en/accounts/logout/").status_code == 200
    assert visitor.get(ACCOUNT).status_code == 200
    visitor.post("/en/accounts/logout/")
    replayed = Client()
    replayed.cookies["sessionid"] = kept
    assert replayed.get(ACCOUNT).status_code == 302


def test_a_new_password_ends_the_other_sessions(visitor, enter, ana):
    other = Client()
    enter(visitor, ana.email)
    enter(other, ana.email)
    new = "four words make one"
    answer = visitor.post("/en/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new})
    assert answer.status_code == 302
    assert visitor.get(ACCOUNT).status_code == 200
    assert other.get(ACCOUNT).status_code == 302
    assert AuditEvent.objects.filter(action="user.password_changed", subject=f"user:{ana.pk}").exists()


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.test/",
        "//evil.test/",
        "///evil.test",
        "/\\evil.test",
        "http:evil.test",
        "javascript:alert(1)",
        "https://testserver.evil.test/",
        "https://testserver@evil.test/",
        "\thttps://evil.test",
        "/%09/evil.test",
        "http:///evil.test",
    ],
)
def test_sign_in_and_sign_out_never_lead_to_another_host(visitor, enter, ana, elsewhere):
    assert "evil.test" not in enter(visitor, ana.email, next=elsewhere).url.replace("%09/evil.test", "")
    assert "evil.test" not in visitor.post("/en/accounts/logout/", {"next": elsewhere}).url.replace("%09/evil.test", "")


def test_sign_in_leads_back_to_the_page_that_asked_for_it(visitor, enter, ana):
    asked = visitor.get(ACCOUNT)
    assert asked.url == f"{LOGIN}?next={ACCOUNT}"
    assert enter(visitor, ana.email, next=ACCOUNT).url == ACCOUNT


def test_a_session_of_somebody_who_publishes_ends_after_an_hour_of_rest(client_of):
    curator, member = client_of("curator"), client_of("member")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        assert curator.get(ACCOUNT).status_code == 200
        assert member.get(ACCOUNT).status_code == 200
        clock.shift(timedelta(minutes=59))
        assert curator.get(ACCOUNT).status_code == 200
        clock.shift(timedelta(minutes=61))
        assert curator.get(ACCOUNT).status_code == 302
        assert member.get(ACCOUNT).status_code == 200


def test_a_session_of_somebody_who_publishes_ends_after_twelve_hours_of_work(client_of):
    curator = client_of("curator")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _half_hour in range(24):
            assert curator.get(ACCOUNT).status_code == 200
            clock.shift(timedelta(minutes=30))
        clock.shift(timedelta(seconds=1))
        assert curator.get(ACCOUNT).status_code == 302


def test_a_page_with_a_language_keeps_it_and_others_speak_the_persons(client_of, person):
    user = person("curator")
    user.interface_language = "fr"
    user.save()
    curator = client_of("curator")
    assert 'lang="fr"' in curator.get("/admin/").content.decode()
    assert 'lang="en"' in curator.get(ACCOUNT).content.decode()


def test_what_a_signed_in_person_sees_is_for_no_shared_cache(client_of):
    assert client_of("member").get("/en/partners/")["Cache-Control"] == "private"
    assert "private" in client_of("member").get(ACCOUNT)["Cache-Control"]


def test_the_sign_in_page_needs_few_queries(visitor, db, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        visitor.get(LOGIN)


def test_the_same_password_from_another_keyboard_is_the_same_password(visitor, enter):
    user = make_person("zoe")
    user.set_password("café au lait and a croissant")  # é in one sign
    user.save()
    assert enter(visitor, user.email, "cafe\u0301 au lait and a croissant").status_code == 302
