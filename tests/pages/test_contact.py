"""The contact form: a message becomes a mail to the secretariat, for people, at a human pace."""

import pytest
from django.core.cache import cache

from chm_portal.notifications.messages import HOUR, MESSAGES_AN_HOUR
from chm_portal.outbox.models import OutboxItem

pytestmark = pytest.mark.django_db
ANSWERS = {"name": "Ana Pérez", "email": "ana@example.org", "subject": "A question", "message": "Where is\nit?"}


@pytest.fixture(autouse=True)
def fresh_limits(settings):
    """Count messages in this process alone, from nothing."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "contact"}}
    cache.clear()


def test_a_message_goes_to_the_secretariat_and_is_answered_to_its_writer(client, mailoutbox, settings):
    response = client.post("/fr/contact/", ANSWERS)
    assert response.status_code == 302
    assert response["Location"].startswith("/fr/contact/sent/?sent=")
    assert client.get(response["Location"]).status_code == 200
    assert client.get("/fr/contact/sent/")["Location"] == "/fr/contact/"
    (message,) = mailoutbox
    assert message.to == [settings.SECRETARIAT_EMAIL]
    assert message.reply_to == ["ana@example.org"]
    assert "Where is\nit?" in message.body
    assert "(fr)" in message.body


def test_the_message_waits_in_the_outbox_and_is_not_sent_by_the_request(client, settings, mailoutbox):
    settings.EMAIL_BACKEND = "chm_portal.outbox.mail.OutboxBackend"
    client.post("/en/contact/", ANSWERS)
    assert OutboxItem.objects.waiting().filter(kind="mail").count() == 1
    assert mailoutbox == []


@pytest.mark.parametrize("missing", ["name", "email", "subject", "message"])
def test_each_missing_answer_is_named_and_what_was_typed_stays(client, mailoutbox, missing):
    html = client.post("/en/contact/", ANSWERS | {missing: ""}).content.decode()
    assert f'href="#id_{missing}"' in html
    assert "Error:" in html.partition("</title>")[0]
    kept = "Ana Pérez" if missing != "name" else "A question"
    assert kept in html
    assert mailoutbox == []


def test_a_filled_trap_sends_nothing_and_tells_nobody(client, mailoutbox):
    assert client.post("/en/contact/", ANSWERS | {"website": "https://buy.test"}).status_code == 302
    assert mailoutbox == []


def test_line_breaks_and_control_characters_make_no_second_header(client, mailoutbox):
    client.post("/en/contact/", ANSWERS | {"subject": "Hello\r\nBcc: all@example.org", "name": "A\x0bB"})
    (message,) = mailoutbox
    assert "\n" not in message.subject
    assert "\x0b" not in message.body


@pytest.mark.parametrize("text", ["\x00", "\ud800".encode("utf-8", "surrogatepass"), "x" * 1_000_000, "\ufffe\u202e😀"])
@pytest.mark.parametrize("field", ["name", "email", "subject", "message", "website"])
def test_no_text_whatever_breaks_the_form(client, mailoutbox, field, text):
    assert client.post("/en/contact/", ANSWERS | {field: text}).status_code in (200, 302)


def test_more_messages_than_a_person_writes_are_refused_with_the_text_kept(client, mailoutbox):
    for _number in range(MESSAGES_AN_HOUR):
        assert client.post("/en/contact/", ANSWERS).status_code == 302
    response = client.post("/en/contact/", ANSWERS)
    assert response.status_code == 429
    assert response["Retry-After"] == str(HOUR)
    assert "Where is" in response.content.decode()
    assert len(mailoutbox) == MESSAGES_AN_HOUR


def test_mistakes_do_not_count_as_messages(client, mailoutbox):
    for _number in range(MESSAGES_AN_HOUR + 1):
        assert client.post("/en/contact/", ANSWERS | {"email": "x"}).status_code == 200
    assert client.post("/en/contact/", ANSWERS).status_code == 302


def test_a_cache_that_is_away_stops_nobody(client, mailoutbox, settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "chm_portal.common.cache.FailOpenRedisCache",
            "LOCATION": "unix:///nowhere/at/all",
            "OPTIONS": {"socket_connect_timeout": 0.2},
        }
    }
    assert client.post("/en/contact/", ANSWERS).status_code == 302
