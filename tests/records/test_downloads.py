"""What attached files are called, and how they are sent: as downloads that run nowhere."""

import hashlib
import io
from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from chm_portal.records.attachments import (
    NAME_LENGTH,
    download_response,
    inspect,
    safe_name,
    store_name,
)
from chm_portal.records.models import Attachment
from tests.records.files import HTML, PDF, gif, jpeg

# --- names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Guide (final).PDF", "Guide (final).pdf"),
        ("photo.JPEG", "photo.jpg"),
        ("دليل التنوع.pdf", "دليل التنوع.pdf"),
        ("指南.docx", "指南.docx"),
        ("..\\..\\windows\\evil.pdf", "evil.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\fakepath\\guide.pdf", "guide.pdf"),
        ("a\0b.pdf", "ab.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie- x.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("\ufeffguide.pdf", "guide.pdf"),
        ('a"; filename="b.pdf', "a-; filename=-b.pdf"),
        (".htaccess.pdf", "htaccess.pdf"),
        ("guide.pdf.", "guide.pdf"),
        ("guide.pdf::$DATA", "guide.pdf-$data"),
        ("%2e%2e%2fguide.pdf", "-2e-2e-2fguide.pdf"),
        ("...", "file"),
        ("", "file"),
    ],
)
def test_a_name_shows_what_it_is_and_harms_nobody(name, safe):
    assert safe_name(name) == safe


@given(st.text(max_size=400))
def test_any_name_becomes_a_short_name_in_one_line_and_stays_it(name):
    safe = safe_name(name)
    assert 0 < len(safe) <= NAME_LENGTH
    assert not set(safe) & set('/\\\0\r\n"<>%')
    assert safe_name(safe) == safe


def test_a_name_of_three_hundred_letters_is_cut_before_its_extension():
    assert safe_name("x" * 300 + ".pdf") == "x" * (NAME_LENGTH - 4) + ".pdf"


def test_stored_names_hold_nothing_of_the_persons():
    names = {store_name(None, "../evil.php") for _time in range(100)}
    assert len(names) == 100
    assert all("evil" not in name and "." not in name for name in names)


# --- downloads -----------------------------------------------------------------------------------

GET = RequestFactory().get("/")


def attachment(name="guide.pdf", content=PDF, media_type="application/pdf", *, is_published=True, state="published"):
    """Stand in for the model: what download_response reads of it."""
    stored = ContentFile(content, name)
    stored.open = lambda mode="rb": io.BytesIO(content)
    made = SimpleNamespace(
        pk=7,
        file=stored,
        original_name=name,
        media_type=media_type,
        sha256=hashlib.sha256(content).hexdigest(),
        published_at="2010-04-05" if is_published else None,
        record=SimpleNamespace(state=state),
    )
    made.is_public = Attachment.is_public.fget(made)
    return made


def assert_safe(response) -> None:
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert not response.cookies


def test_a_file_is_sent_as_a_download_that_runs_nowhere():
    response = download_response(attachment(), GET)
    assert_safe(response)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="guide.pdf"'
    assert b"".join(response.streaming_content) == PDF


def test_a_name_in_any_script_arrives():
    header = download_response(attachment("دليل.pdf"), GET)["Content-Disposition"]
    assert header == "attachment; filename*=utf-8''%D8%AF%D9%84%D9%8A%D9%84.pdf"


def test_a_text_is_sent_with_its_encoding():
    assert (
        download_response(attachment("a.txt", b"x", "text/plain"), GET)["Content-Type"] == "text/plain; charset=utf-8"
    )


def test_who_has_the_file_already_is_not_sent_it_again():
    file = attachment()
    response = download_response(file, RequestFactory().get("/", headers={"if-none-match": f'"{file.sha256}"'}))
    assert response.status_code == 304
    assert response["ETag"] == f'"{file.sha256}"'
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"


@pytest.mark.parametrize(
    ("is_published", "state", "cache"),
    [
        (True, "published", "public, no-cache"),
        (False, "published", "private, no-cache"),
        (True, "withdrawn", "private, no-cache"),
        (False, "unpublished", "private, no-cache"),
    ],
)
def test_only_a_published_file_may_lie_in_a_shared_cache_and_none_unasked(is_published, state, cache):
    assert download_response(attachment(is_published=is_published, state=state), GET)["Cache-Control"] == cache


def test_a_file_that_the_storage_lost_is_not_found():
    file = attachment()

    def lost(mode):
        raise FileNotFoundError

    file.file.open = lost
    with pytest.raises(Http404):
        download_response(file, GET)


def test_files_of_two_natures_are_taken_only_as_what_cannot_run():
    """A GIF that is a script, a PDF that is a page, a JPEG that is PHP: inert, because they are sent as downloads."""
    for name, content in {
        "a.gif": gif(0x2A2F, 10, after=b"*/=1;alert(1)//"),
        "b.pdf": PDF[:-6] + HTML + b"%%EOF",
        "c.jpg": jpeg() + b"<?php system($_GET['c']); ?>",
    }.items():
        response = download_response(
            attachment(name, content, inspect(SimpleUploadedFile(name, content)).media_type), GET
        )
        assert_safe(response)
