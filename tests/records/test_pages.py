"""Reading a record in the browser: its page, its history, and what stays when it has gone."""

import re

import pytest
from django.urls import reverse

from chm_portal.records import publication, review, submission
from chm_portal.records.models import Revision
from tests import world
from tests.records.pages import address

pytestmark = pytest.mark.django_db


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


def begin_change(person):
    record = world.published(person("focal_point_a"), person("curator"))
    return record, submission.open_revision(record, person("focal_point_a"))


def test_what_changed_stands_on_the_record_in_its_feed_and_before_the_reviewer_escaped(client_of, person):
    """R44: a dated update says what is new, in the words of who made it."""
    record, revision = begin_change(person)
    note = "الجديد: <b>two</b> chapters"
    client_of("focal_point_a").post(address("revision_check", revision.pk), {"change_note": note})
    visitor, escaped = client_of("visitor"), "الجديد: &lt;b&gt;two&lt;/b&gt; chapters"
    feed = reverse("interop:feed", args=["records"])
    for public in (record.get_absolute_url(), feed):
        assert "chapters" not in visitor.get(public).content.decode()
    assert escaped in client_of("curator").get(address("review_detail", revision.pk)).content.decode()
    publication.publish(Revision.objects.get(pk=revision.pk), person("curator"), check=world.check_of(revision))
    assert escaped in visitor.get(record.get_absolute_url()).content.decode()
    assert escaped in visitor.get(address("revision_detail", record.identifier, 2)).content.decode()
    assert "&lt;b&gt;two" not in visitor.get(feed).content.decode()
    assert "&amp;lt;b&amp;gt;two" in visitor.get(feed).content.decode()  # text in HTML in XML


def test_a_sentence_about_what_changed_that_is_too_long_comes_back_whole(client_of, person):
    _record, revision = begin_change(person)
    url = address("revision_check", revision.pk)
    answer = client_of("focal_point_a").post(url, {"change_note": "x" * 501})
    assert answer.status_code == 422
    assert "What changed: shorten it to 500 characters; it has 501." in answer.content.decode()
    assert "x" * 501 in answer.content.decode()
    revision.refresh_from_db()
    assert revision.state == "draft"
    client_of("focal_point_a").post(url, {"change_note": "y" * 500})
    revision.refresh_from_db()
    assert revision.change_note == "y" * 500


def test_the_sentence_about_what_changed_is_there_again_after_a_return(client_of, person):
    _record, revision = begin_change(person)
    url = address("revision_check", revision.pk)
    client_of("focal_point_a").post(url, {"change_note": "New figures."})
    review.send_back(Revision.objects.get(pk=revision.pk), person("curator"), ["incomplete"], "Say whose.")
    assert ">New figures.</textarea>" in client_of("focal_point_a").get(url).content.decode()


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
