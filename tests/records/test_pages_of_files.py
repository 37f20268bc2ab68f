"""Files of a record in the browser: stored, refused, opened by who may, gone with the record."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from chm_portal.records import publication, review, submission
from chm_portal.records.models import Attachment
from tests import world
from tests.records.pages import address, hidden_inputs

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def content_of(download) -> bytes:
    """Return what a download holds, and close its file (closing the answer would close the test's database too)."""
    content = b"".join(download.streaming_content)
    for close in download._resource_closers:
        close()
    return content


def store_file(record, by, name: str = "draft.pdf") -> Attachment:
    """Return a file stored with a record, as an upload leaves it."""
    upload = SimpleUploadedFile(name, PDF, "application/pdf")
    return Attachment.objects.create(
        record=record,
        file=upload,
        original_name=name,
        media_type="application/pdf",
        size=len(PDF),
        sha256="0" * 64,
        uploaded_by=by,
    )


def test_a_file_is_stored_with_its_fingerprint_and_belongs_to_the_draft(client_of, person, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    revision = world.draft(person("contributor_a"))
    client = client_of("contributor_a")
    upload = SimpleUploadedFile("Guide final.pdf", PDF, "application/pdf")
    client.post(
        address("revision_section", revision.pk, "access"), {"upload": upload, "files-rows": "0", "links-rows": "0"}
    )
    attachment = Attachment.objects.get()
    revision.refresh_from_db()
    assert revision.payload["files"] == [{"file": attachment.pk, "title": "", "language": ""}]
    assert "Guide" not in attachment.file.name
    assert len(attachment.sha256) == 64
    assert client_of("visitor").get(attachment.get_absolute_url()).status_code == 404
    assert client_of("focal_point_b").get(attachment.get_absolute_url()).status_code == 404
    answer = client.get(attachment.get_absolute_url())
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert content_of(answer) == PDF


def test_a_file_keeps_its_name_when_its_section_is_saved_again(client_of, person, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    revision = world.draft(person("contributor_a"))
    client, url = client_of("contributor_a"), address("revision_section", revision.pk, "access")
    client.post(url, {"upload": SimpleUploadedFile("Guide.pdf", PDF), "files-rows": "0", "links-rows": "0"})
    hidden = hidden_inputs(client.get(url).content.decode())
    client.post(url, hidden | {"files-0-title": "The guide", "links-rows": "0"})
    revision.refresh_from_db()
    attachment = Attachment.objects.get()
    assert revision.payload["files"] == [{"file": attachment.pk, "title": "The guide", "language": ""}]
    assert "Guide.pdf" in client.get(url).content.decode()
    assert "Guide.pdf" in client.get(address("revision_check", revision.pk)).content.decode()


def test_a_refused_file_is_named_and_the_rest_is_saved(client_of, person):
    revision = world.draft(person("contributor_a"))
    upload = SimpleUploadedFile("page.html", b"<script>alert(1)</script>", "text/html")
    page = client_of("contributor_a").post(
        address("revision_section", revision.pk, "access"),
        {"upload": upload, "files-rows": "0", "links-rows": "1", "links-0-address": "https://example.org/kept"},
    )
    assert "page.html" in page.content.decode()
    assert not Attachment.objects.exists()
    revision.refresh_from_db()
    assert revision.payload["links"][0]["address"] == "https://example.org/kept"


def test_a_curator_opens_a_file_only_once_a_revision_that_names_it_is_submitted(client_of, person, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    record = world.published(person("focal_point_a"), person("curator"))
    revision = submission.open_revision(record, person("focal_point_a"))
    attachment = store_file(record, person("focal_point_a"))
    submission.save(
        revision, person("focal_point_a"), {"files": [{"file": attachment.pk, "title": "", "language": ""}]}
    )
    assert client_of("curator").get(attachment.get_absolute_url()).status_code == 404
    revision = submission.submit(revision, person("focal_point_a"))
    assert content_of(client_of("curator").get(attachment.get_absolute_url())) == PDF
    review.send_back(revision, person("curator"), ["incomplete"], "More.")
    assert client_of("curator").get(attachment.get_absolute_url()).status_code == 404


def test_the_file_of_a_withdrawn_record_answers_410(client_of, person, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    revision = world.draft(person("focal_point_a"))
    attachment = store_file(revision.record, person("focal_point_a"))
    submission.save(
        revision, person("focal_point_a"), {"files": [{"file": attachment.pk, "title": "", "language": ""}]}
    )
    revision = submission.submit(revision, person("focal_point_a"))
    record = publication.publish(revision, person("curator"), check=world.check_of(revision))
    assert content_of(client_of("visitor").get(attachment.get_absolute_url())) == PDF
    publication.withdraw(record, person("focal_point_a"), "Out of date.")
    gone = client_of("visitor").get(attachment.get_absolute_url())
    assert gone.status_code == 410
    assert "Out of date." in gone.content.decode()


def test_the_files_of_a_suppressed_revision_are_private_again(client_of, person, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    revision = world.draft(person("focal_point_a"))
    attachment = store_file(revision.record, person("focal_point_a"))
    submission.save(
        revision, person("focal_point_a"), {"files": [{"file": attachment.pk, "title": "", "language": ""}]}
    )
    revision = submission.submit(revision, person("focal_point_a"))
    record = publication.publish(revision, person("curator"), check=world.check_of(revision))
    world.revised(record, person("focal_point_a"), person("curator"), files=[])
    publication.suppress(record.revisions.get(number=1), person("curator"), "Personal data.")
    assert client_of("visitor").get(attachment.get_absolute_url()).status_code == 404
