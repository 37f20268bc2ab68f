"""One's own account: name, language, time zone; and the pages around it."""

import pytest
from django.test import Client

PAGES = [
    "/{}/accounts/login/",
    "/{}/accounts/signup/",
    "/{}/accounts/password/reset/",
    "/{}/accounts/password/reset/done/",
    "/{}/accounts/password/reset/key/done/",
    "/{}/accounts/password/reset/key/1-abc/",
    "/{}/accounts/confirm-email/",
    "/{}/accounts/confirm-email/rubbish/",
    "/{}/accounts/inactive/",
]
LETTERS = {"mail_frequency": "weekly"}
OWN_PAGES = [
    "/{}/accounts/profile/",
    "/{}/accounts/email/",
    "/{}/accounts/password/change/",
    "/{}/accounts/logout/",
    "/{}/accounts/2fa/",
    "/{}/accounts/reauthenticate/",
]


def test_the_answer_comes_in_the_language_just_chosen(client_of, person):
    member = client_of("member")
    answer = member.post(
        "/en/accounts/profile/",
        {"name": "  Zoé  Ünal\x00 ", "interface_language": "fr", "time_zone": "Europe/Brussels"} | LETTERS,
    )
    assert answer.url == "/fr/accounts/profile/"
    user = person("member")
    user.refresh_from_db()
    assert (user.name, user.interface_language, user.time_zone) == ("Zoé Ünal", "fr", "Europe/Brussels")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 151),
        ("interface_language", "de"),
        ("time_zone", "Mars/Olympus"),
        ("time_zone", "../x"),
        ("mail_frequency", "hourly"),
    ],
)
def test_answers_that_cannot_be_used_change_nothing(client_of, person, field, value):
    answers = {"name": "Member", "interface_language": "en", "time_zone": "UTC", **LETTERS} | {field: value}
    page = client_of("member").post("/en/accounts/profile/", answers)
    assert page.status_code == 200
    assert "There is a problem" in page.content.decode()
    user = person("member")
    user.refresh_from_db()
    assert (user.name, user.interface_language, user.time_zone) == ("Member", "en", "UTC")


def test_nobody_makes_themselves_more_than_they_are(client_of, person):
    answers = {"name": "Member", "interface_language": "en", "time_zone": "UTC", **LETTERS}
    client_of("member").post("/en/accounts/profile/", answers | {"is_superuser": "on", "email": "x@example.org"})
    user = person("member")
    user.refresh_from_db()
    assert not user.is_superuser and user.email == "member@example.org"


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("address", PAGES)
def test_pages_of_signing_in_are_ours_and_need_no_account(db, language, address):
    page = Client().get(address.format(language))
    assert page.status_code == 200
    text = page.content.decode()
    assert '<a class="skip"' in text and text.count("<h1") == 1
    assert 'content="noindex"' in text
    assert "style=" not in text and "<script" not in text


@pytest.mark.parametrize("address", OWN_PAGES)
def test_pages_of_ones_account_are_ours_and_need_one(client_of, address):
    assert Client().get(address.format("en")).status_code == 302 or "logout" in address
    text = client_of("member").get(address.format("en")).content.decode()
    assert '<a class="skip"' in text and text.count("<h1") == 1
    assert "style=" not in text and "<script" not in text


def test_the_account_page_needs_few_queries(client_of, django_assert_max_num_queries):
    member = client_of("member")
    with django_assert_max_num_queries(6):
        member.get("/en/accounts/profile/")
