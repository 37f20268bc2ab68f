"""Mail on its way: a server that is away, slow or refuses costs time and no letter, and nobody gets one twice."""

from datetime import timedelta
from email import message_from_bytes

import pytest
from django.core.mail import send_mail
from django.test import Client
from django.utils import timezone

from chm_portal.outbox import mail as delivery
from chm_portal.outbox import queue
from chm_portal.outbox.models import HANDS_OFF, LONGEST_PAUSE, OutboxItem, OutgoingMail
from chm_portal.outbox.tasks import tidy
from tests.people import sign_in
from tests.smtp import ScriptedServer, slowly

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings):
    """A scripted mail server to which the portal delivers."""
    settings.EMAIL_BACKEND = "chm_portal.outbox.mail.OutboxBackend"
    settings.MAIL_DELIVERY_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_TIMEOUT = 5
    made = ScriptedServer()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", made.port
    yield made
    made.close()


def write(number: int = 1) -> list[OutgoingMail]:
    """Write so many letters."""
    for place in range(number):
        send_mail(f"Letter {place}", "Text ü", None, [f"reader{place}@example.org"])
    return list(OutgoingMail.objects.order_by("pk"))


def deliver() -> None:
    """Do the work that waits now, as a worker does."""
    queue.run("mail", list(OutboxItem.objects.waiting().filter(kind="mail").values_list("pk", flat=True)))


def waiting() -> list[OutboxItem]:
    return list(OutboxItem.objects.waiting().filter(kind="mail").order_by("pk"))


def test_mail_goes_out_over_one_connection_and_is_done(server):
    write(3)
    deliver()
    assert len(server.received) == 3
    assert server.connections == 1
    assert waiting() == []
    assert not OutgoingMail.objects.filter(sent_at=None).exists()


def test_a_server_that_is_away_is_asked_once_and_everything_waits(server, settings):
    write(3)
    server.answers["connect"] = "421 Not now"
    deliver()
    assert server.connections == 1
    assert [row.attempts for row in waiting()] == [1, 1, 1]
    assert "421" in waiting()[0].last_error
    assert all(row.next_try > timezone.now() for row in waiting())
    assert not OutgoingMail.objects.exclude(failed_at=None).exists()
    server.answers.clear()
    deliver()
    assert len(server.received) == 3
    assert waiting() == []


def test_nobody_listening_is_a_server_that_is_away(server, settings):
    settings.EMAIL_PORT = 1
    write()
    deliver()
    assert "ConnectionRefused" in waiting()[0].last_error


@pytest.mark.parametrize("command", ["RCPT", "MAIL", "DATA", "end"])
def test_what_is_refused_for_now_is_tried_again_and_sent_once(server, command):
    write()
    server.answers[command] = "450 Mailbox busy"
    deliver()
    (row,) = waiting()
    assert "450" in row.last_error
    tries = len(server.received)
    server.answers.clear()
    deliver()
    assert len(server.received) == tries + 1
    assert waiting() == []


@pytest.mark.parametrize("command", ["RCPT", "MAIL", "DATA", "end"])
def test_what_is_refused_for_good_is_given_up_at_once_and_the_others_are_sent(server, command):
    first, second = write(2)
    server.answers[command] = lambda: "550 No such mailbox" if server.answers.pop(command) else ""
    deliver()
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.failed_at and not first.sent_at
    assert "550" in first.failure
    assert second.sent_at
    assert waiting() == []


def test_a_refusal_of_the_portal_itself_gives_up_no_letter(server, settings):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "portal", "wrong"
    write()
    server.answers["EHLO"] = "250 AUTH PLAIN"
    server.answers["AUTH"] = "535 Wrong password"
    deliver()
    (letter,) = OutgoingMail.objects.all()
    assert letter.failed_at is None
    assert len(waiting()) == 1


def test_a_slow_server_is_left_after_its_first_letter_and_holds_up_no_task(server, settings):
    settings.EMAIL_TIMEOUT = 0.3
    write(5)
    server.answers["RCPT"] = slowly(1)
    deliver()
    assert server.connections == 1
    assert len(waiting()) == 5
    server.answers.clear()
    settings.EMAIL_TIMEOUT = 5
    deliver()
    assert waiting() == []
    assert len(server.received) == 5


def test_a_task_begins_no_letter_when_its_time_is_over(server, monkeypatch):
    write(2)
    monkeypatch.setattr(delivery, "SECONDS", -1)
    deliver()
    assert server.received == []
    assert len(waiting()) == 2


def test_a_connection_that_breaks_costs_one_letter_a_try_and_not_the_others(server):
    first, _second = write(2)
    server.answers["DATA"] = lambda: server.answers.pop("DATA") and ""
    deliver()
    assert [row.key for row in waiting()] == [str(first.pk)]
    deliver()
    assert len(server.received) == 2


def test_after_48_hours_a_letter_is_given_up_and_the_secretariat_sees_it(server, person):
    (letter,) = write()
    server.answers["RCPT"] = "450 Mailbox busy"
    OutgoingMail.objects.update(created_at=timezone.now() - timedelta(hours=47))
    deliver()
    assert len(waiting()) == 1
    OutgoingMail.objects.update(created_at=timezone.now() - timedelta(hours=49))
    deliver()
    letter.refresh_from_db()
    assert letter.failed_at
    assert waiting() == []
    client = sign_in(Client(), person("curator"))
    address = "/admin/outbox/outgoingmail/"
    for page in (address, f"{address}{letter.pk}/change/"):
        shown = client.get(page, {"failed_at__isempty": "0"} if page == address else {}).content.decode()
        assert "Letter 0" in shown
        assert "450" in shown
        assert "…@example.org" in shown
        assert "reader0" not in shown
    assert "Letter 0" not in client.get(address, {"q": "reader0"}).content.decode()


def test_a_letter_is_deleted_a_day_after_it_left_and_one_that_waits_stays(server):
    write(3)
    sent, waiting_yet, failed = OutgoingMail.objects.order_by("pk")
    long_ago = timezone.now() - timedelta(days=2)
    OutgoingMail.objects.filter(pk=sent.pk).update(sent_at=long_ago)
    OutgoingMail.objects.filter(pk=failed.pk).update(failed_at=long_ago)
    tidy()
    assert set(OutgoingMail.objects.all()) == {waiting_yet, failed}
    OutgoingMail.objects.filter(pk=failed.pk).update(failed_at=timezone.now() - timedelta(days=31))
    tidy()
    assert list(OutgoingMail.objects.all()) == [waiting_yet]


def test_pauses_of_a_letter_grow_and_stay_in_its_row(server):
    write()
    server.answers["RCPT"] = "450 Mailbox busy"
    pauses = []
    for _time in range(3):
        deliver()
        pauses.append(waiting()[0].next_try - timezone.now())
    assert pauses[0] < pauses[1] < pauses[2] < LONGEST_PAUSE


def test_a_letter_that_another_worker_is_sending_is_left_to_it(server):
    (letter,) = write()
    assert OutgoingMail.objects.take(letter.pk)
    deliver()
    assert server.received == []
    assert len(waiting()) == 1
    OutgoingMail.objects.update(taken_at=timezone.now() - 2 * HANDS_OFF)  # that worker was killed
    deliver()
    assert len(server.received) == 1


def test_sent_again_after_a_crash_it_is_the_same_message(server):
    (letter,) = write()
    deliver()
    OutgoingMail.objects.update(sent_at=None)  # the worker died before it could note that
    queue.enqueue("mail", str(letter.pk))
    deliver()
    ids = {message_from_bytes(message)["Message-ID"] for message in server.received}
    assert len(server.received) == 2
    assert ids == {letter.message_id}


def test_three_hundred_letters_over_a_bad_line_arrive_and_none_twice(server):
    """Every third recipient is busy at first, and the connection breaks now and then before a letter is taken."""
    write(300)
    asked = iter(range(10_000))
    server.answers["RCPT"] = lambda: (
        "450 Busy" if (number := next(asked)) % 3 == 0 else "" if number % 50 == 7 else "250 OK"
    )
    for _round in range(30):
        if not waiting():
            break
        deliver()
    assert waiting() == []
    ids = [message_from_bytes(message)["Message-ID"] for message in server.received]
    assert len(ids) == len(set(ids)) == 300
