"""Texts of public files come and go with what the record shows; nothing is tried for ever, nothing private is read."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from chm_portal.outbox.models import OutboxItem
from chm_portal.records import file_texts, publication, submission, tasks
from chm_portal.records.extraction import sandbox
from chm_portal.records.models import Attachment, AttachmentText
from tests import world
from tests.records.documents import docx, encrypted_pdf, pdf
from tests.records.files import png
from tests.search.attached import published_with, read_all, with_files

pytestmark = pytest.mark.django_db


@pytest.fixture
def publish(person, settings, tmp_path):
    """Return a function that publishes a resource with files that nobody has read yet."""
    settings.MEDIA_ROOT = tmp_path

    def give(files: dict[str, bytes], **answers):
        return published_with(person("focal_point_a"), person("curator"), files, **answers)

    return give


def outcomes() -> dict[str, str]:
    return dict(AttachmentText.objects.values_list("attachment__original_name", "outcome"))


def come_due() -> None:
    """Let the pauses be over."""
    AttachmentText.objects.update(next_try=timezone.now() - timedelta(seconds=1))


def test_publication_asks_for_its_files_and_a_record_without_files_asks_for_nothing(publish, drain_outbox, monkeypatch):
    asked = []
    monkeypatch.setattr(tasks.read_files, "apply_async", lambda **_options: asked.append(1))
    publish({})
    assert not OutboxItem.objects.filter(kind="read-files").exists()
    publish({"a.txt": b"Dugong"})
    drain_outbox("read-files")
    assert asked == [1]
    assert outcomes() == {"a.txt": "waiting"}
    assert tasks.read_files() == 1
    assert AttachmentText.objects.get().text == "Dugong"


def test_each_file_has_its_outcome_and_the_index_is_asked_for(publish):
    publish(
        {"a.txt": b"Dugong", "b.pdf": encrypted_pdf("x", "secret"), "c.docx": docx(), "d.pdf": pdf(""), "e.png": png()}
    )
    OutboxItem.objects.all().delete()
    assert read_all() == 4
    assert outcomes() == {"a.txt": "read", "b.pdf": "protected", "c.docx": "empty", "d.pdf": "empty"}
    assert OutboxItem.objects.filter(kind="index").exists()
    assert read_all() == 0  # a hostile file costs its seconds once


def test_the_sweep_finds_what_was_lost(publish):
    publish({"a.txt": b"Dugong"})
    OutboxItem.objects.all().delete()
    assert tasks.sweep_file_texts() == 1
    assert outcomes() == {"a.txt": "read"}


def test_a_draft_s_file_has_no_text_and_one_that_the_page_shows_no_more_loses_it(publish, person):
    record = publish({"a.txt": b"Dugong"})
    focal_point = person("focal_point_a")
    revision = with_files(submission.open_revision(record, focal_point), focal_point, {"b.txt": b"Manatee"})
    read_all()
    assert outcomes() == {"a.txt": "read"}
    revision = submission.submit(revision, focal_point)
    publication.publish(revision, person("curator"), check=world.check_of(revision))
    read_all()
    assert outcomes() == {"b.txt": "read"}


def test_withdrawal_forgets_the_text_and_publishing_again_reads_it_again(publish, person):
    record = publish({"a.txt": b"Dugong"})
    read_all()
    publication.withdraw(record, person("curator"), "A test.")
    assert outcomes() == {}
    read_all()
    assert outcomes() == {}
    revised = submission.submit(submission.open_revision(record, person("focal_point_a")), person("focal_point_a"))
    publication.publish(revised, person("curator"), check=world.check_of(revised))
    read_all()
    assert outcomes() == {"a.txt": "read"}


def test_what_is_withdrawn_while_it_is_read_leaves_nothing(publish, person, monkeypatch):
    record = publish({"a.txt": b"Dugong"})

    def withdrawn_meanwhile(_file, _media_type):
        publication.withdraw(record, person("curator"), "A test.")
        return sandbox.Reading("read", "Dugong")

    monkeypatch.setattr(sandbox, "read", withdrawn_meanwhile)
    read_all()
    assert outcomes() == {}


def test_a_text_goes_with_its_file(publish):
    publish({"a.txt": b"Dugong"})
    read_all()
    Attachment.objects.all().delete()
    assert outcomes() == {}


@pytest.mark.parametrize(("error", "outcome"), [(FileNotFoundError, "missing"), (OSError, "failed")])
def test_a_storage_that_is_away_is_asked_again_after_longer_and_longer_pauses(publish, monkeypatch, error, outcome):
    publish({"a.txt": b"Dugong"})

    def away(*_arguments):
        raise error

    monkeypatch.setattr(sandbox, "read", away)
    pauses = []
    file_texts.take_in()
    for attempt in range(file_texts.MOST_ATTEMPTS):
        assert outcomes() == {"a.txt": "waiting"}
        assert file_texts.read_due(5) == 1, attempt  # once, and not again before the pause is over
        pauses.append(AttachmentText.objects.get().next_try - timezone.now())
        come_due()
    assert pauses == sorted(pauses)
    assert outcomes() == {"a.txt": outcome}
    assert file_texts.read_due(5) == 0


def test_a_file_that_takes_the_worker_with_it_is_given_up(publish, monkeypatch):
    publish({"a.txt": b"Dugong"})
    monkeypatch.setattr(file_texts, "_read", lambda _text: None)  # the worker is killed in the middle
    file_texts.take_in()
    for _attempt in range(file_texts.MOST_ATTEMPTS):
        assert file_texts.read_due(1) == 1
        come_due()
    monkeypatch.undo()
    file_texts.read_due(5)
    assert outcomes() == {"a.txt": "failed"}


def test_better_readers_read_again_and_the_old_text_stays_until_then(publish, monkeypatch):
    publish({"a.txt": b"Dugong"})
    read_all()
    monkeypatch.setattr(file_texts, "VERSION", file_texts.VERSION + 1)
    file_texts.take_in()
    text = AttachmentText.objects.get()
    assert (text.outcome, text.text) == ("waiting", "Dugong")
    assert file_texts.read_due(5) == 1
    assert outcomes() == {"a.txt": "read"}
    file_texts.take_in()
    assert file_texts.read_due(5) == 0


def test_a_text_is_kept_only_of_what_was_read(publish):
    publish({"a.txt": b"Dugong"})
    read_all()
    with pytest.raises(IntegrityError), transaction.atomic():
        AttachmentText.objects.update(outcome="unsafe")


def test_the_secretariat_sees_outcomes_and_filters_by_them(publish, client_of):
    publish({"a.txt": b"Dugong", "b.pdf": encrypted_pdf("x", "secret")})
    read_all()
    address = reverse("admin:records_attachmenttext_changelist")
    client = client_of("curator")
    shown = client.get(address, {"outcome__exact": "protected"}).content.decode()
    assert "b.pdf" in shown
    assert "a.txt" not in shown
    assert "protected by a password" in shown
    assert client_of("focal_point_a").get(address).status_code in (302, 403, 404)
