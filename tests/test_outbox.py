"""Work that follows a commit: written with it, done once it is done, never lost."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from chm_portal.outbox import queue
from chm_portal.outbox.models import LEASE, OutboxItem, OutgoingMail

pytestmark = pytest.mark.django_db


@pytest.fixture
def work(monkeypatch):
    """A handler of kind "test" that notes its keys, and raises for keys that begin with "bad"."""
    done = []

    def handle(keys: list[str]) -> None:
        if any(key.startswith("bad") for key in keys):
            raise ValueError("cannot")
        done.extend(keys)

    monkeypatch.setitem(queue._handlers, "test", queue.Handler("test", "default", handle))
    return done


@pytest.fixture
def sent(monkeypatch):
    """What the relay hands to Celery."""
    handed = []
    monkeypatch.setattr(
        queue.current_app, "send_task", lambda name, args, **options: handed.append((*args, options["queue"]))
    )
    return handed


@pytest.fixture
def own_mail(settings):
    """The portal's own mail backend, which the test runner has replaced by one that keeps letters in a list."""
    settings.EMAIL_BACKEND = "chm_portal.outbox.mail.OutboxBackend"


def pks() -> list[int]:
    return list(OutboxItem.objects.values_list("pk", flat=True))


def test_work_that_is_rolled_back_is_never_done(work):
    with pytest.raises(RuntimeError), transaction.atomic():
        queue.enqueue("test", "1")
        raise RuntimeError
    assert pks() == []


def test_the_same_work_asked_for_twice_waits_once(work):
    queue.enqueue("test", "1")
    queue.enqueue("test", "1")
    assert OutboxItem.objects.get().version == 2


def test_work_asked_for_again_while_it_is_done_is_done_again(work, monkeypatch):
    queue.enqueue("test", "1")
    monkeypatch.setitem(
        queue._handlers, "test", queue.Handler("test", "default", lambda keys: queue.enqueue("test", "1"))
    )
    queue.run("test", pks())
    assert OutboxItem.objects.waiting().count() == 1


def test_one_bad_key_does_not_hold_up_the_others(work):
    for key in ("1", "bad", "2"):
        queue.enqueue("test", key)
    queue.run("test", pks())
    assert sorted(work) == ["1", "2"]
    waiting = OutboxItem.objects.waiting().get()
    assert waiting.key == "bad"
    assert waiting.next_try > timezone.now()
    assert "ValueError" in waiting.last_error


def test_pauses_between_tries_grow_to_half_an_hour_at_most(work):
    queue.enqueue("test", "bad")
    for attempts, most in ((1, 3), (5, 33), (40, 1801)):
        OutboxItem.objects.update(attempts=attempts)
        OutboxItem.objects.all().postpone(pks(), "no")
        assert OutboxItem.objects.get().next_try - timezone.now() <= timedelta(seconds=most)


def test_the_relay_hands_over_each_row_once_a_lease(work, sent):
    queue.enqueue("test", "1")
    queue.enqueue("index", "record:1")
    assert queue.relay() == 2
    assert {(kind, name) for kind, _pks, name in sent} == {("test", "default"), ("index", "index")}
    assert queue.relay() == 0
    OutboxItem.objects.update(next_try=timezone.now() - LEASE)
    assert queue.relay() == 2


def test_rows_stay_due_when_the_broker_is_away(work, monkeypatch):
    queue.enqueue("test", "1")

    def away(*args, **options):
        raise OperationalError("connection refused")

    monkeypatch.setattr(queue.current_app, "send_task", away)
    with pytest.raises(OperationalError), transaction.atomic():
        queue.relay()
    assert OutboxItem.objects.due().count() == 1


def test_mail_is_a_row_until_a_worker_sends_it(own_mail, drain_outbox):
    send_mail("Hello", "Body ü", None, ["reader@example.org"])
    assert mail.outbox == []
    assert OutgoingMail.objects.get().sent_at is None
    drain_outbox("mail")
    assert [message.subject for message in mail.outbox] == ["Hello"]
    assert mail.outbox[0].message()["Message-ID"] == OutgoingMail.objects.get().message_id


def test_mail_is_sent_once_however_often_the_work_is_done(own_mail):
    send_mail("Hello", "Body", None, ["reader@example.org"])
    keys = [str(OutgoingMail.objects.get().pk)]
    queue._handlers["mail"].work(keys)
    queue._handlers["mail"].work(keys)
    assert len(mail.outbox) == 1
