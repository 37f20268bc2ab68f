"""Letters: in the reader's language and time zone, as plain text, with the act they tell of or not at all."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.template.loader import get_template
from django.utils import translation

from chm_portal.notifications.mail import tell, tell_address
from chm_portal.outbox.models import OutgoingMail
from tests.people import make_person

EMAILS = Path(settings.BASE_DIR) / "templates" / "emails"
OURS = sorted(
    str(path.relative_to(EMAILS))
    for folder in ("account", "mfa", "directory")
    for path in (EMAILS / folder).glob("*.txt")
)


@pytest.fixture
def letter_template(settings, tmp_path):
    """A letter that shows what letters can show."""
    folder = tmp_path / "emails"
    folder.mkdir()
    (folder / "try.txt").write_text(
        "Hello {{ person.name }}\n\n{{ text }} {{ moment|date:'H:i' }}\n{{ address }}{% url 'directory:role_list' %}\n"
    )
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]
    return folder


def test_a_letter_speaks_the_readers_language_and_time(letter_template, letters):

    user = make_person("ana", interface_language="ar", time_zone="Asia/Tokyo")
    with translation.override("fr"):
        tell(user, "try", {"text": "O'Neill & <Söhne>", "moment": datetime(2026, 1, 1, 20, 30, tzinfo=UTC)})
        assert translation.get_language() == "fr"
    assert letters[0].subject == "Hello Ana"
    assert letters[0].to == ["ana@example.org"]
    assert "O'Neill & <Söhne> 05:30" in letters[0].body
    assert f"{settings.PORTAL_ADDRESS}/ar/workspace/roles/" in letters[0].body
    assert letters[0].extra_headers["Auto-Submitted"] == "auto-generated"


def test_a_subject_cannot_smuggle_headers(letter_template, letters):
    tell_address("x@example.org", "en", "try", {"person": {"name": "a\r\nBcc: evil@example.org"}})
    assert letters[0].subject == "Hello a"
    assert "evil@example.org" not in letters[0].recipients()


def test_a_page_goes_along_where_there_is_one_and_is_escaped(letter_template, letters):
    (letter_template / "try.html").write_text("<p>{{ text }}</p>")
    tell(make_person("ana"), "try", {"text": "<script>"})
    assert letters[0].alternatives[0][0] == "<p>&lt;script&gt;</p>"


def test_closed_accounts_get_no_mail(letter_template, letters):
    tell(make_person("ana", is_active=False), "try")
    assert letters == []


def test_a_time_zone_this_machine_does_not_know_is_no_reason_to_fail(letter_template, letters):
    tell(make_person("ana", time_zone="Mars/Olympus"), "try")
    assert len(letters) == 1


def test_a_letter_about_something_that_was_rolled_back_is_never_sent(letter_template, settings, db):
    settings.EMAIL_BACKEND = "chm_portal.outbox.mail.OutboxBackend"
    user = make_person("ana")
    with pytest.raises(RuntimeError), transaction.atomic():
        tell(user, "try")
        assert OutgoingMail.objects.exists()
        raise RuntimeError
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize("name", OURS)
def test_every_letter_has_a_subject_a_body_and_a_signature(name):
    source = (EMAILS / name).read_text()
    lines = source.split("\n")
    assert lines[0] and not lines[1] and "emails/signature.txt" in source
    assert not re.search(r"autoescape|\|safe", source)
    get_template(f"emails/{name}")


def test_there_are_letters_to_look_at():
    assert len(OURS) > 15
