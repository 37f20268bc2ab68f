"""Writing a record in the browser: begin, save, check, submit, edit again."""

from uuid import uuid4

import pytest
from django.urls import reverse

from chm_portal.records import publication, review, submission
from chm_portal.records.models import Record, Revision
from tests import world
from tests.records.pages import address, hidden_inputs

pytestmark = pytest.mark.django_db


def _approved(person):
    revision = world.submitted(person("focal_point_a"))
    return revision, person("curator"), None, world.check_of(revision)


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


def test_my_records_show_each_with_its_state_and_next_step(client_of, person):
    world.draft(person("contributor_a"))
    world.submitted(person("contributor_a"))
    review_later = world.submitted(person("focal_point_a"))
    review.send_back(review_later, person("curator"), ["incomplete"], "More.")
    publication.publish(*_approved(person))
    page = client_of("focal_point_a").get(address("record_list")).content.decode()
    for words in ("Draft", "Waits for your endorsement", "Returned", "Published"):
        assert words in page


def test_lists_of_mine_take_the_same_queries_with_one_and_with_twenty(client_of, person, django_assert_num_queries):
    client = client_of("focal_point_a")
    world.draft(person("contributor_a"))
    client.get(address("record_list"))
    with django_assert_num_queries(7) as one:
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


def test_the_errors_of_check_your_answers_name_their_fields(client_of, person):
    revision = world.draft(person("contributor_a"), type="", title_en="", links=[{"address": "no address"}])
    page = client_of("contributor_a").get(address("revision_check", revision.pk)).content.decode()
    assert "Type: This field is required." in page
    assert "Links: Link 1, Address:" in page
    assert "Title (English)" in page


def test_an_answer_too_long_to_store_is_named_and_the_others_are_saved(client_of, person):
    revision = world.draft(person("contributor_a"))
    page = client_of("contributor_a").post(
        address("revision_section", revision.pk, "source"), {"authors": "x" * 1_100_000, "publisher": "Kept"}
    )
    assert "Authors:" in page.content.decode()
    revision.refresh_from_db()
    assert revision.payload["publisher"] == "Kept"


def test_who_works_for_somebody_else_is_told_who_submits_such_records(client_of):
    page = client_of("partner_contact").get(address("record_start", "national-report"))
    assert page.status_code == 403
    assert "Reports, strategies and profiles are submitted by Parties." in page.content.decode()
    assert "You need a role first" not in page.content.decode()


def test_the_secretariat_is_asked_for_the_party_and_not_told_that_it_is_optional(client_of):
    page = client_of("curator").get(address("record_start", "national-report")).content.decode()
    question = page.split("Which Party does it concern?")[1].split("</label>")[0]
    assert "optional" not in question


def test_a_sentence_on_what_changed_comes_back_when_the_text_has_changed_meanwhile(client_of, person):
    record = world.registered(person("focal_point_a"))
    revision = submission.open_revision(record, person("focal_point_a"))
    client, check = client_of("focal_point_a"), address("revision_check", revision.pk)
    seen = hidden_inputs(client.get(check).content.decode())["seen"]
    submission.save(revision, person("focal_point_a"), {"title_en": "Changed meanwhile"})
    answer = client.post(check, {"seen": seen, "change_note": "The figures of chapter three."})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "The figures of chapter three." in text
    assert "The text has changed since you opened this page." in text
    assert "Changed meanwhile" in text
    again = hidden_inputs(text)["seen"]
    client.post(check, {"seen": again, "change_note": "The figures of chapter three."})
    revision.refresh_from_db()
    assert (revision.state, revision.change_note) == ("published", "The figures of chapter three.")
