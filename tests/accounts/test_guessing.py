"""Guessing passwords: slowed down by PostgreSQL, without helping or hurting anybody else (C6)."""

from datetime import timedelta

import pytest
import time_machine
from axes.models import AccessAttempt
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.utils import timezone

from chm_portal.accounts.client_address import client_address
from tests.people import PASSWORD, make_person

WRONG = "not the right password"


def guess(enter, email: str, address: str = "198.51.100.7", times: int = 1, **headers) -> list[int]:
    client = Client(REMOTE_ADDR=address)
    return [enter(client, email, WRONG, headers=headers or None).status_code for _time in range(times)]


def test_five_wrong_passwords_and_the_address_waits_five_minutes(enter, ana):
    assert guess(enter, ana.email, times=6)[-2:] == [429, 429]
    client = Client(REMOTE_ADDR="198.51.100.7")
    locked = enter(client, ana.email, PASSWORD)
    assert locked.status_code == 429
    assert locked["Retry-After"] == "300"
    assert "Too many attempts" in locked.content.decode()
    with time_machine.travel(timezone.now() + timedelta(minutes=5, seconds=1)):
        assert enter(client, ana.email, PASSWORD).status_code == 302


def test_nobody_can_lock_an_account_for_its_owner(enter, ana):
    guess(enter, ana.email, times=10)
    assert enter(Client(REMOTE_ADDR="203.0.113.9"), ana.email).status_code == 302


def test_forged_headers_do_not_make_another_address(enter, ana):
    for number in range(5):
        guess(enter, ana.email, **{"x-forwarded-for": f"203.0.113.{number}", "x-real-ip": f"203.0.113.{number}"})
    assert guess(enter, ana.email, **{"x-forwarded-for": "192.0.2.1"}) == [429]


@pytest.mark.parametrize("spelling", ["ANA@example.org", " ana@Example.org ", "ana@example.org"])
def test_other_spellings_of_the_address_are_the_same_account(enter, ana, spelling):
    guess(enter, ana.email, times=5)
    assert guess(enter, spelling) == [429]


def test_an_unknown_account_is_locked_like_a_known_one(enter, ana):
    assert guess(enter, "nobody@example.org", times=6) == guess(enter, ana.email, times=6)


def test_one_address_has_thirty_guesses_at_all_accounts_together(enter, db):
    answers = [guess(enter, f"person{number}@example.org")[0] for number in range(31)]
    assert answers[:29] == [200] * 29
    assert answers[-1] == 429


def test_an_own_account_does_not_clear_the_guesses_at_others(enter, ana):
    make_person("eve")
    for number in range(29):
        guess(enter, f"person{number}@example.org")
    assert enter(Client(REMOTE_ADDR="198.51.100.7"), "eve@example.org").status_code == 302
    assert guess(enter, ana.email, times=2)[-1] == 429


def test_signing_in_forgets_ones_own_slips(enter, ana):
    client = Client(REMOTE_ADDR="198.51.100.7")
    guess(enter, ana.email, times=4)
    assert enter(client, ana.email).status_code == 302
    assert guess(enter, ana.email, times=4) == [200] * 4


def test_the_count_does_not_live_in_the_cache(enter, ana):
    guess(enter, ana.email, times=5)
    cache.clear()
    assert guess(enter, ana.email) == [429]


def test_what_was_typed_is_not_kept_with_the_guess(enter, ana):
    enter(Client(), ana.email, WRONG, carried_fields="a very private draft")
    attempt = AccessAttempt.objects.get()
    assert WRONG not in attempt.post_data and "private draft" not in attempt.post_data


def test_a_password_asked_for_again_is_counted_too(client_of):
    member = client_of("member")
    answers = [member.post("/en/accounts/reauthenticate/", {"password": WRONG}).status_code for _time in range(6)]
    assert answers[-1] == 429


@pytest.mark.parametrize(
    ("behind_proxy", "forwarded", "remote", "expected"),
    [
        (False, "203.0.113.9", "198.51.100.7", "198.51.100.7"),
        (True, "203.0.113.9", "10.0.0.1", "203.0.113.9"),
        (True, "1.2.3.4, 203.0.113.9", "10.0.0.1", "203.0.113.9"),
        (True, "", "10.0.0.1", "10.0.0.1"),
        (True, "rubbish", "10.0.0.1", "10.0.0.1"),
        (False, "", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        (False, "", "::ffff:198.51.100.7", "198.51.100.7"),
        (False, "", "", "0.0.0.0"),
    ],
)
def test_where_a_request_comes_from(settings, behind_proxy, forwarded, remote, expected):
    settings.BEHIND_PROXY = behind_proxy
    request = RequestFactory().get("/", REMOTE_ADDR=remote, headers={"x-forwarded-for": forwarded})
    assert client_address(request) == expected
