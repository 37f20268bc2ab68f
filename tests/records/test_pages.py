"""Reading a record in the browser: its page, its history, and what stays when it has gone."""

import re

import pytest

from chm_portal.records import publication, submission
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
