"""A message to a focal point is passed on; nobody's address is shown (R86, R93)."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from chm_portal.audit.models import AuditEvent
from chm_portal.notifications.messages import MESSAGES_AN_HOUR

pytestmark = pytest.mark.django_db
ANSWERS = {"name": "Ana Pérez", "email": "ana@example.org", "subject": "A question", "message": "Where is\nit?"}


@pytest.fixture(autouse=True)
def fresh_limits(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "country"}}
    cache.clear()


@pytest.fixture
def url(person):
    designation = person("focal_point_a").designations.get()
    return f"{reverse('country_profiles:message_write', args=['be'])}?to={designation.pk}"


def test_it_reaches_the_focal_point_in_the_focal_points_language_to_be_answered_to_its_writer(
    client, person, url, letters
):
    focal_point = person("focal_point_a")
    focal_point.interface_language = "fr"
    focal_point.save()
    answer = client.post(url, ANSWERS)
    assert answer["Location"].startswith("/en/countries/be/message/sent/?sent=")
    (letter,) = letters
    assert letter.to == [focal_point.email]
    assert letter.reply_to == ["ana@example.org"]
    assert "Where is\nit?" in letter.body
    assert focal_point.email not in client.get(url).content.decode()
    assert focal_point.email not in client.get(answer["Location"]).content.decode()


def test_it_is_on_record_without_what_it_says(client, url, letters):
    client.post(url, ANSWERS)
    act = AuditEvent.objects.get(action="message.relayed")
    assert act.subject == "country:be"
    assert "ana" not in str(act.details)


def test_without_a_focal_point_it_goes_to_the_secretariat(client, letters, settings):
    client.post("/en/countries/fj/message/", ANSWERS)
    assert letters[0].to == [settings.SECRETARIAT_EMAIL]
    assert "/en/countries/fj/message/" in letters[0].body


@pytest.mark.parametrize("to", ["0", "999999", "x", "-1", "9" * 400, "٢"])
def test_nobody_but_a_focal_point_of_the_country_can_be_written_to(client, person, letters, to):
    person("contributor_a")
    assert client.post(f"/en/countries/be/message/?to={to}", ANSWERS).status_code == 404
    assert letters == []


def test_contributors_and_other_countries_people_cannot_be_written_to(client, person, letters):
    for name in ("contributor_a", "focal_point_b", "curator"):
        designation = person(name).designations.get()
        assert client.post(f"/en/countries/be/message/?to={designation.pk}", ANSWERS).status_code == 404
    assert letters == []


def test_a_filled_trap_sends_nothing(client, url, letters):
    assert client.post(url, ANSWERS | {"website": "https://buy.test"}).status_code == 302
    assert letters == []


def test_one_place_cannot_flood_the_focal_points_of_the_world(client, url, letters):
    for _number in range(MESSAGES_AN_HOUR):
        assert client.post(url, ANSWERS).status_code == 302
    answer = client.post(url, ANSWERS)
    assert answer.status_code == 429
    assert "Where is" in answer.content.decode()
    assert len(letters) == MESSAGES_AN_HOUR


def test_line_breaks_make_no_second_header(client, url, letters):
    client.post(url, ANSWERS | {"subject": "Hello\r\nBcc: all@example.org", "name": "A\x0bB"})
    assert "\n" not in letters[0].subject
    assert letters[0].recipients() == letters[0].to


def test_nobody_is_told_that_a_message_is_sent_who_has_sent_none(client, url, letters, time_machine):
    sent = "/en/countries/be/message/sent/"
    for address in (sent, f"{sent}?sent=", f"{sent}?sent=x", f"{sent}?sent=" + "9" * 400):
        assert client.get(address)["Location"] == "/en/countries/be/message/"
    answer = client.post(url, ANSWERS)
    assert client.get(answer["Location"]).status_code == 200
    of_contact = client.post("/en/contact/", ANSWERS)["Location"]
    assert client.get(f"{sent}?{of_contact.partition('?')[2]}").status_code == 302
    time_machine.move_to(timezone.now() + timedelta(seconds=3601))
    assert client.get(answer["Location"]).status_code == 302
