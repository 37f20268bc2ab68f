"""Registration, confirmation, forgotten passwords: what gets in, and what a stranger can learn."""

import time

import pytest
from django.core.management import call_command
from django.test import Client

from chm_portal.accounts.models import User
from tests.people import PASSWORD

SIGNUP = "/fr/accounts/signup/"
ANSWERS = {
    "name": "Amina  Diallo",
    "email": "Amina@Example.org",
    "password1": "quatre mots font un",
    "interface_language": "fr",
    "accepts_publicity": "on",
}


def test_somebody_registers_confirms_by_a_post_and_signs_in(db, visitor, enter, letters, link_in):
    assert visitor.post(SIGNUP, ANSWERS).url == "/fr/accounts/confirm-email/"
    user = User.objects.get()
    assert (user.email, user.name, user.interface_language) == ("amina@example.org", "Amina Diallo", "fr")
    link = link_in(letters[0])
    assert link.startswith("/fr/accounts/confirm-email/")
    page = visitor.get(link)
    assert page.status_code == 200
    assert not user.emailaddress_set.get().verified, "a mail scanner's GET must not confirm"
    visitor.post(link)
    assert user.emailaddress_set.get().verified
    assert enter(visitor, user.email, ANSWERS["password1"]).url.endswith("/workspace/")


@pytest.mark.parametrize("left_out", ["name", "email", "password1", "interface_language", "accepts_publicity"])
def test_every_answer_of_the_registration_is_needed(db, visitor, left_out):
    answer = visitor.post(SIGNUP, {name: value for name, value in ANSWERS.items() if name != left_out})
    assert answer.status_code == 200
    assert not User.objects.exists()


def test_an_address_that_is_taken_gets_the_same_answer_and_its_owner_a_letter(visitor, letters, ana):
    taken = visitor.post(SIGNUP, ANSWERS | {"email": "ANA@example.org"})
    free = Client().post(SIGNUP, ANSWERS)
    assert (taken.status_code, taken.url) == (free.status_code, free.url)
    assert User.objects.count() == 2
    assert letters[0].to == ["ana@example.org"]
    assert "password/reset" in letters[0].body


def test_an_address_is_unique_whatever_its_case_says_the_database(ana):
    with pytest.raises(Exception, match="accounts_user_email"):
        User.objects.create(email="Ana@EXAMPLE.org", name="Another")


def test_fields_that_the_form_does_not_have_change_nothing(db, visitor):
    visitor.post(SIGNUP, ANSWERS | {"is_superuser": "1", "is_staff": "1", "is_active": "0", "designations": "1"})
    user = User.objects.get()
    assert user.is_active and not user.is_superuser and not user.is_staff


@pytest.mark.parametrize(
    "password",
    [
        "too short",
        "password1234567",
        "Biodiversity2026!",
        "clearing-house-mechanism",
        "amina@example.org",
        "123456789012",
        "zzzzzzzzzzzzzz",
        "x" * 1001,
    ],
)
def test_passwords_that_are_easy_to_guess_are_refused(db, visitor, password):
    answer = visitor.post(SIGNUP, ANSWERS | {"password1": password})
    assert answer.status_code == 200
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "password",
    ["quatre mots font un", "ends with a space ", "🦉🐟🌿" * 4, "я люблю смешанный лес", "q1" * 64, "ab" * 500],
)
def test_long_passwords_of_any_signs_are_taken_whole(db, visitor, enter, password):
    visitor.post(SIGNUP, ANSWERS | {"password1": password})
    user = User.objects.get()
    user.emailaddress_set.update(verified=True)
    assert enter(Client(), user.email, password[:-1]).status_code == 200
    assert enter(Client(), user.email, password).status_code == 302


def test_a_forgotten_password_is_replaced_by_a_link_that_works_once(visitor, enter, letters, link_in, ana):
    visitor.post("/en/accounts/password/reset/", {"email": "Ana@example.org"})
    form = visitor.get(link_in(letters[0]), follow=True)
    visitor.post(form.redirect_chain[-1][0], {"password1": "another long password"})
    assert enter(Client(), ana.email, PASSWORD).status_code == 200
    assert enter(Client(), ana.email, "another long password").status_code == 302
    again = Client().get(link_in(letters[0]), follow=True)
    assert "This link no longer works" in again.content.decode()


def test_asking_for_a_new_password_tells_nothing_about_accounts(visitor, letters, ana):
    known = visitor.post("/en/accounts/password/reset/", {"email": ana.email})
    unknown = Client().post("/en/accounts/password/reset/", {"email": "nobody@example.org"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert [letter.to[0] for letter in letters] == [ana.email, "nobody@example.org"]
    assert "/signup/" in letters[1].body


def test_links_in_letters_name_the_portals_own_address_whatever_host_was_asked(visitor, letters, ana, settings):
    settings.ALLOWED_HOSTS = ["*"]
    visitor.post(
        "/en/accounts/password/reset/",
        {"email": ana.email},
        headers={"host": "evil.test", "x-forwarded-host": "evil.test"},
    )
    assert "evil.test" not in letters[0].body
    assert f"{settings.PORTAL_ADDRESS}/en/accounts/password/reset/key/" in letters[0].body


def test_a_letter_speaks_the_readers_language_not_the_pages(visitor, letters, ana):
    ana.interface_language = "ar"
    ana.save()
    visitor.post("/en/accounts/password/reset/", {"email": ana.email})
    assert "/ar/accounts/password/reset/key/" in letters[0].body


def test_a_new_address_counts_once_it_is_confirmed_and_the_old_one_hears_of_it(client_of, person, letters, link_in):
    member = client_of("member")
    member.post("/en/accounts/email/", {"action_add": "1", "email": "new@example.org"})
    user = person("member")
    user.refresh_from_db()
    assert user.email == "member@example.org"
    assert letters[0].to == ["new@example.org"]
    member.post(link_in(letters[0]))
    user.refresh_from_db()
    assert user.email == "new@example.org"
    assert ["member@example.org"] in [letter.to for letter in letters[1:]]


def test_registering_a_taken_address_takes_as_long(visitor, ana, settings):
    settings.PASSWORD_HASHERS = ["tests.accounts.hashing.SlowHasher"]

    def seconds(answers) -> float:
        start = time.perf_counter()
        Client().post(SIGNUP, answers)
        return time.perf_counter() - start

    assert seconds(ANSWERS | {"email": ana.email}) > 0.2
    assert seconds(ANSWERS) > 0.2


def test_a_superuser_is_made_on_the_command_line_and_can_sign_in(db, enter, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", email="root@example.org", name="Root", interactive=False, verbosity=0)
    assert enter(Client(), "root@example.org").status_code == 302


def test_registering_too_often_is_answered_with_a_page_of_ours(db, visitor, settings):
    settings.ACCOUNT_RATE_LIMITS = {"signup": "0/m/ip"}
    page = visitor.post(SIGNUP, ANSWERS)
    assert page.status_code == 429
    assert '<a class="skip"' in page.content.decode()


def test_an_error_in_the_form_says_where_and_keeps_what_was_typed(db, visitor):
    page = visitor.post("/en/accounts/signup/", ANSWERS | {"password1": "short"}).content.decode()
    assert "There is a problem" in page
    assert 'value="Amina  Diallo"' in page
    assert "short" not in page.split("Register")[-1]
    assert "<title>Error:" in page
