"""Records in the browser: writing, reviewing and reading them, with the right role and the wrong one."""

import re
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from chm_portal.records import publication, review, submission
from chm_portal.records.models import Attachment, Record, Revision
from chm_portal.records.payload import payload_digest
from tests import world

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def address(name: str, *args) -> str:
    return reverse(f"records:{name}", args=args)


def hidden_inputs(page: str) -> dict[str, str]:
    """Return {name: value} of the hidden inputs of a page."""
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))


def content_of(download) -> bytes:
    """Return what a download holds, and close its file (closing the answer would close the test's database too)."""
    content = b"".join(download.streaming_content)
    for close in download._resource_closers:
        close()
    return content


def test_a_contributor_writes_from_the_first_page_to_the_confirmation(client_of):
    client = client_of("contributor_a")
    response = client.post(address("record_start", "resource"), {"owner": "party:be", "key": str(uuid4())})
    revision = Revision.objects.get()
    assert response.url == address("revision_tasks", revision.pk)
    answers = world.payload()
    about = {"title_en": answers["title_en"], "summary_en": answers["summary_en"], "type": "guideline"}
    assert client.post(address("revision_section", revision.pk, "about"), about).url.endswith("/source/")
    client.post(address("revision_section", revision.pk, "source"), {"provider": "secretariat", "languages": ["en"]})
    client.post(address("revision_section", revision.pk, "subject"), {"themes": ["tourism"]})
    link = {
        "links-rows": "1",
        "links-0-address": "example.org/guide",
        "links-0-title": "The guide",
        "files-rows": "0",
        "relations-rows": "0",
    }
    client.post(address("revision_section", revision.pk, "access"), link)
    client.post(address("revision_section", revision.pk, "rights"), {"licence": "cc-by-4.0", "is_public": "on"})
    check = client.get(address("revision_check", revision.pk))
    assert "https://example.org/guide" in check.content.decode() or "example.org/guide" in check.content.decode()
    seen = hidden_inputs(check.content.decode())["seen"]
    response = client.post(address("revision_check", revision.pk), {"seen": seen})
    assert response.url == address("revision_submitted", revision.pk)
    revision.refresh_from_db()
    assert revision.state == "submitted"
    assert revision.payload["links"][0]["address"] == "https://example.org/guide"
    assert "What happens next" in client.get(response.url).content.decode()


def test_an_empty_section_saves_and_goes_on_and_what_cannot_be_read_is_said_beside_the_field(client_of, person):
    revision = world.draft(person("contributor_a"))
    page = client_of("contributor_a").post(
        address("revision_section", revision.pk, "source"), {"date": "2007-13", "provider": "secretariat"}
    )
    assert page.status_code == 200
    assert "<title>Error:" in page.content.decode()
    revision.refresh_from_db()
    assert revision.payload["date"] == "2007-13"


def test_check_your_answers_names_everything_that_is_missing_with_links(client_of, person):
    revision = world.draft(person("contributor_a"), type="", licence="")
    page = client_of("contributor_a").post(address("revision_check", revision.pk), {})
    assert page.status_code == 422
    text = page.content.decode()
    assert f"{address('revision_section', revision.pk, 'about')}?from=check#id_type" in text
    assert f"{address('revision_section', revision.pk, 'rights')}?from=check#id_licence" in text


def test_a_second_press_of_the_start_button_leads_to_the_same_draft(client_of):
    client, key = client_of("contributor_a"), str(uuid4())
    first = client.post(address("record_start", "resource"), {"owner": "party:be", "key": key})
    second = client.post(address("record_start", "resource"), {"owner": "party:be", "key": key})
    assert first.url == second.url
    assert Record.objects.count() == 1


def test_nobody_begins_a_record_for_somebody_else(client_of):
    page = client_of("contributor_a").post(
        address("record_start", "resource"), {"owner": "party:cm", "key": str(uuid4())}
    )
    assert page.status_code == 200
    assert not Record.objects.exists()


def test_a_member_without_a_role_is_told_how_to_get_one(client_of):
    page = client_of("member").get(address("record_start", "resource"))
    assert page.status_code == 403
    assert reverse("directory:role_request") in page.content.decode()


@pytest.mark.parametrize("who", ["member", "focal_point_b", "partner_contact", "moderator", "curator"])
def test_drafts_are_not_there_for_anybody_else(client_of, person, who):
    revision = world.draft(person("contributor_a"))
    client = client_of(who)
    for url in (
        address("revision_tasks", revision.pk),
        address("revision_section", revision.pk, "about"),
        address("revision_check", revision.pk),
        address("record_kept", revision.record_id),
        address("review_detail", revision.pk),
    ):
        assert client.get(url).status_code == 404


def test_the_second_writer_of_a_field_sees_both_texts(client_of, person):
    revision = world.draft(person("contributor_a"))
    url = address("revision_section", revision.pk, "about")
    hidden = hidden_inputs(client_of("focal_point_a").get(url).content.decode())
    client_of("contributor_a").post(url, {**hidden, "title_en": "Title of the contributor"})
    page = client_of("focal_point_a").post(url, {**hidden, "title_en": "Title of the focal point"}).content.decode()
    assert "Title of the contributor" in page
    assert "Title of the focal point" in page
    again = client_of("focal_point_a").post(url, {**hidden_inputs(page), "title_en": "Title of the focal point"})
    assert again.status_code == 302
    revision.refresh_from_db()
    assert revision.payload["title_en"] == "Title of the focal point"


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


def test_the_secretariat_reviews_in_the_admin_and_in_the_workspace(client_of, person):
    revision = world.submitted(person("focal_point_a"))
    for door in ("records", "admin"):
        queue = client_of("curator").get(reverse(f"{door}:review_queue"))
        assert reverse(f"{door}:review_detail", args=[revision.pk]) in queue.content.decode()
        assert client_of("curator").get(reverse(f"{door}:review_detail", args=[revision.pk])).status_code == 200


def test_a_curator_returns_with_a_reason_and_the_submitter_reads_it(client_of, person):
    revision = world.submitted(person("focal_point_a"))
    url = reverse("admin:review_return", args=[revision.pk])
    bare = client_of("curator").post(url, {"return-note": ""})
    assert bare.status_code == 422
    client_of("curator").post(url, {"return-reasons": ["duplicate"], "return-note": "See CHM-RES-SCBD-1."})
    page = client_of("focal_point_a").get(address("revision_tasks", revision.pk)).content.decode()
    assert "See CHM-RES-SCBD-1." in page
    assert "Duplicate" in page


def posted_check(page: str, revision: Revision, **changes) -> dict:
    """Return what the classification check posts when every point is ticked."""
    check = world.check_of(revision, **changes)
    ticks = {f"check-{name}-checked": "on" for name in check}
    return (
        {"seen": payload_digest(revision.payload)} | {f"check-{name}": value for name, value in check.items()} | ticks
    )


def test_a_curator_checks_and_publishes(client_of, person):
    revision = world.submitted(person("focal_point_a"))
    url = reverse("admin:review_publish", args=[revision.pk])
    unticked = client_of("curator").post(url, {"seen": payload_digest(revision.payload)})
    assert unticked.status_code == 422
    client_of("curator").post(url, posted_check("", revision, type="toolkit"))
    record = Record.objects.get()
    assert record.state == "published"
    told = client_of("focal_point_a").get(address("record_kept", record.pk)).content.decode()
    assert "Changed by the secretariat" in told


@pytest.mark.parametrize("who", ["contributor_a", "focal_point_b", "partner_contact", "moderator", "member"])
def test_the_wrong_people_cannot_decide(client_of, person, who):
    revision = world.submitted(person("focal_point_a"))
    for step in ("claim", "endorse", "return", "publish"):
        assert client_of(who).post(address(f"review_{step}", revision.pk), {}).status_code == 404
    assert client_of(who).get(reverse("admin:review_queue")).status_code in (302, 403)


def test_everybody_reads_the_record_in_every_language_at_one_permanent_address(client, person):
    record = world.published(
        person("focal_point_a"),
        person("curator"),
        title_fr="Guide des stratégies",
        summary_fr="Ce guide explique. " * 10,
    )
    for code in ("ar", "en", "es", "fr", "ru", "zh-hans"):
        page = client.get(f"/{code}/records/{record.identifier}/")
        assert page.status_code == 200
        assert ("Guide des stratégies" if code == "fr" else "Guide to national strategies") in page.content.decode()
    permanent = client.get(f"/records/{record.identifier}/", headers={"accept-language": "fr"})
    assert permanent.url == f"/fr/records/{record.identifier}/"


def test_a_record_page_takes_at_most_twelve_queries(client, person, django_assert_max_num_queries):
    record = world.published(person("focal_point_a"), person("curator"))
    client.get(record.get_absolute_url())
    with django_assert_max_num_queries(12):
        client.get(record.get_absolute_url())


def test_the_public_reads_history_old_revisions_and_what_changed(client, person):
    record = world.published(person("focal_point_a"), person("curator"))
    world.revised(record, person("focal_point_a"), person("curator"), title_en="Guide to all national strategies")
    history = client.get(address("record_history", record.identifier)).content.decode()
    assert address("revision_difference", record.identifier, 2) in history
    difference = client.get(address("revision_difference", record.identifier, 2)).content.decode()
    assert re.search(r"<ins>.*all.*</ins>", difference, re.S)
    assert (
        "Guide to national strategies" in client.get(address("revision_detail", record.identifier, 1)).content.decode()
    )


def test_a_renamed_term_changes_nothing_in_history(client, person):
    from chm_portal.vocabularies.models import Theme

    record = world.published(person("focal_point_a"), person("curator"), themes=["tourism"])
    theme = Theme.objects.get(code="tourism")
    old, theme.label_en = theme.label_en, "Renamed since"
    theme.save()
    page = client.get(address("revision_detail", record.identifier, 1)).content.decode()
    assert old in page
    assert "Renamed since" not in page


def test_a_withdrawn_record_answers_410_everywhere_and_shows_nothing_of_its_content(client_of, person):
    record = world.published(person("focal_point_a"), person("curator"))
    page = client_of("focal_point_a").post(address("record_withdraw", record.pk), {"reason": "Out of date."})
    assert page.status_code == 302
    client = client_of("visitor")
    for name, args in {
        "record_detail": [],
        "record_print": [],
        "record_history": [],
        "revision_detail": [1],
        "revision_difference": [1],
    }.items():
        answer = client.get(address(name, record.identifier, *args))
        assert answer.status_code == 410
        assert "Guide to national strategies" not in answer.content.decode()
        assert "Out of date." in answer.content.decode()


def test_a_merged_record_leads_to_the_one_that_stays(client_of, person):
    first, second = (world.published(person("focal_point_a"), person("curator")) for _ in range(2))
    client_of("curator").post(
        address("record_withdraw", first.pk), {"reason": "Double", "merged_into": second.identifier}
    )
    answer = client_of("visitor").get(address("record_detail", first.identifier))
    assert (answer.status_code, answer.url) == (301, second.get_absolute_url())


def test_a_suppressed_revision_answers_410(client_of, person):
    record = world.published(person("focal_point_a"), person("curator"))
    world.revised(record, person("focal_point_a"), person("curator"), title_en="Second")
    first = record.revisions.get(number=1)
    client_of("curator").post(address("revision_suppress", first.pk), {"reason": "Personal data."})
    answer = client_of("visitor").get(address("revision_detail", record.identifier, 1))
    assert answer.status_code == 410
    assert "Personal data." in client_of("visitor").get(address("record_history", record.identifier)).content.decode()


def test_the_secretariat_classifies_without_reopening(client_of, person):
    record = world.published(person("focal_point_a"), person("curator"))
    client_of("curator").post(address("record_classify", record.pk), {"themes": ["tourism"]})
    assert "tourism" in record.themes.values_list("code", flat=True)
    assert (
        "Classified by the secretariat"
        in client_of("visitor").get(address("record_history", record.identifier)).content.decode()
    )
    assert client_of("focal_point_a").post(address("record_classify", record.pk), {}).status_code == 403


def test_my_records_show_each_with_its_state_and_next_step(client_of, person):
    world.draft(person("contributor_a"))
    world.submitted(person("contributor_a"))
    review_later = world.submitted(person("focal_point_a"))
    review.send_back(review_later, person("curator"), ["incomplete"], "More.")
    publication.publish(*_approved(person))
    page = client_of("focal_point_a").get(address("record_list")).content.decode()
    for words in ("Draft", "Waits for your endorsement", "Returned", "Published"):
        assert words in page


def _approved(person):
    revision = world.submitted(person("focal_point_a"))
    return revision, person("curator"), None, world.check_of(revision)


def test_lists_of_mine_take_the_same_queries_with_one_and_with_twenty(client_of, person, django_assert_num_queries):
    client = client_of("focal_point_a")
    world.draft(person("contributor_a"))
    client.get(address("record_list"))
    with django_assert_num_queries(6) as one:
        client.get(address("record_list"))
    for _ in range(19):
        world.draft(person("contributor_a"))
    with django_assert_num_queries(len(one.captured_queries)):
        client.get(address("record_list"))


def test_edit_opens_one_draft_from_what_is_published(client_of, person):
    record = world.published(person("focal_point_a"), person("curator"))
    first = client_of("focal_point_a").post(address("record_edit", record.pk))
    second = client_of("contributor_a").post(address("record_edit", record.pk))
    assert first.url == second.url
    revision = submission.open_revision(record, person("focal_point_a"))
    assert revision.payload["title_en"] == "Guide to national strategies"


def test_the_sentence_about_what_changed_stands_in_the_public_history(client_of, person):
    record = world.published(person("focal_point_a"), person("curator"))
    revision = submission.open_revision(record, person("focal_point_a"))
    url = address("revision_check", revision.pk)
    assert "What changed?" in client_of("focal_point_a").get(url).content.decode()
    client_of("focal_point_a").post(url, {"change_note": "The address of the guide."})
    revision.refresh_from_db()
    publication.publish(revision, person("curator"), check=world.check_of(revision))
    assert (
        "The address of the guide."
        in client_of("visitor").get(address("record_history", record.identifier)).content.decode()
    )


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


def test_a_reviewer_who_comes_second_reads_what_was_decided_and_nothing_of_the_draft(client_of, person):
    revision = world.submitted(person("focal_point_a"))
    review.send_back(revision, person("curator"), ["incomplete"], "Say for whom it is.")
    submission.save(revision, person("focal_point_a"), {"authors": "quokkasecret"})
    page = client_of("second_curator").get(address("review_detail", revision.pk))
    assert page.status_code == 200
    assert "Say for whom it is." in page.content.decode()
    assert "quokkasecret" not in page.content.decode()


def test_a_focal_point_cannot_publish_what_the_secretariat_publishes(client_of, person):
    revision = world.submitted(person("contributor_a"))
    assert client_of("focal_point_a").post(address("review_publish", revision.pk), {}).status_code == 403


def test_what_the_secretariat_added_in_its_check_is_public_history_and_is_printed(client_of, person):
    revision = world.submitted(person("focal_point_a"))
    check = world.check_of(revision, themes=["invasive-alien-species", "tourism"])
    record = publication.publish(revision, person("curator"), check=check)
    visitor = client_of("visitor")
    assert "Biodiversity and tourism" in visitor.get(address("record_history", record.identifier)).content.decode()
    printed = visitor.get(address("record_print", record.identifier)).content.decode()
    assert "Biodiversity and tourism" in printed
    assert f"/records/{record.identifier}/" in printed


def test_the_errors_of_check_your_answers_name_their_fields(client_of, person):
    revision = world.draft(person("contributor_a"), type="", title_en="", links=[{"address": "no address"}])
    page = client_of("contributor_a").get(address("revision_check", revision.pk)).content.decode()
    assert "Type: This field is required." in page
    assert "Links: Link 1, Address:" in page
    assert "Title (English)" in page


def test_every_licence_is_explained_where_it_is_chosen_and_where_it_is_read(client_of, person):
    explained = "also commercially"
    revision = world.draft(person("contributor_a"))
    assert (
        explained in client_of("contributor_a").get(address("revision_section", revision.pk, "rights")).content.decode()
    )
    record = world.published(person("focal_point_a"), person("curator"))
    page = client_of("visitor").get(record.get_absolute_url()).content.decode()
    assert explained in page
    assert "CC-BY-4.0" in page


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


def test_an_answer_too_long_to_store_is_named_and_the_others_are_saved(client_of, person):
    revision = world.draft(person("contributor_a"))
    page = client_of("contributor_a").post(
        address("revision_section", revision.pk, "source"), {"authors": "x" * 1_100_000, "publisher": "Kept"}
    )
    assert "Authors:" in page.content.decode()
    revision.refresh_from_db()
    assert revision.payload["publisher"] == "Kept"
