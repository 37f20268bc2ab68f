"""Beginning a record from an earlier one: what is taken along, what is not, and from what one may (R40)."""

from uuid import uuid4

import pytest
from django.urls import reverse

from chm_portal.records import publication
from chm_portal.records.models import Record, Revision
from tests import world
from tests.one_of_everything import attach

pytestmark = pytest.mark.django_db


def start(kind: str, record: Record) -> str:
    return f"{reverse('records:record_start', args=[kind])}?owner=party:be&copy={record.pk}"


def begin(client, kind: str, record: Record, **answers):
    answers = {"owner": "party:be", "key": str(uuid4())} | answers
    return client.post(start(kind, record), answers, follow=True)


def test_a_report_of_the_next_cycle_begins_with_texts_terms_and_links_of_the_last(client_of, person):
    record = world.registered(
        person("focal_point_a"), original_url="https://www.biodiv.example/nr4", themes=["forest-biodiversity"]
    )
    page = begin(client_of("contributor_a"), "national-report", record, cycle="nr6").content.decode()
    revision = Revision.objects.latest("pk")
    assert revision.payload["cycle"] == "nr6"
    assert revision.payload["title_en"] == "Fourth national report of the Party"
    assert revision.payload["themes"] == ["forest-biodiversity"]
    assert revision.payload["links"][0]["address"] == "https://www.example.org/nr4.pdf"
    for name in ("is_public", "original_url", "submitted", "period_start"):
        assert name not in revision.payload
    assert revision.record.identifier is None
    assert revision.base is None
    assert "Copied from “Fourth national report of the Party”: Title, Summary" in page
    assert "Not copied:" in page
    assert "Address on the national CHM" in page


def test_where_the_cycle_is_begun_already_its_draft_stays_as_it_is(client_of, person):
    record = world.registered(person("focal_point_a"))
    there = world.draft(person("contributor_a"), kind="national-report", cycle="nr6", title_en="Ours")
    page = begin(client_of("contributor_a"), "national-report", record, cycle="nr6").content.decode()
    there.refresh_from_db()
    assert there.payload["title_en"] == "Ours"
    assert "It was begun already" in page
    assert "Copied from" not in page


def test_files_and_declaration_stay_behind(client_of, person):
    contributor = person("contributor_a")
    draft = world.draft(contributor)
    file = attach(draft, contributor)
    draft.payload |= {"files": [{"file": file.pk, "title": "Guide", "language": "en"}]}
    draft.save()
    begin(client_of("contributor_a"), "resource", draft.record)
    copied = Revision.objects.latest("pk")
    assert copied != draft
    assert copied.payload["title_en"] == draft.payload["title_en"]
    assert not {"files", "is_public", "date"} & set(copied.payload)


def test_pressed_twice_it_is_one_draft_and_nothing_written_since_is_lost(client_of, person):
    record, key = world.draft(person("contributor_a")).record, str(uuid4())
    client = client_of("contributor_a")
    begin(client, "resource", record, key=key)
    copied = Revision.objects.latest("pk")
    copied.payload |= {"title_en": "Written since"}
    copied.save()
    begin(client, "resource", record, key=key)
    copied.refresh_from_db()
    assert copied.payload["title_en"] == "Written since"


def test_of_others_only_what_is_published_can_be_copied_and_never_their_draft(client_of, person):
    client, focal_point_b = client_of("contributor_a"), person("focal_point_b")
    draft = world.draft(focal_point_b, of="b")
    assert client.get(start("resource", draft.record)).status_code == 404
    record = world.published(focal_point_b, person("curator"), of="b", title_en="Public words")
    world.revised(record, focal_point_b, person("curator"), title_en="Public words, better")
    begin(client, "resource", record)
    copied = Revision.objects.latest("pk")
    assert copied.payload["title_en"] == "Public words, better"
    publication.withdraw(record, focal_point_b, "Old.")
    assert client.get(start("resource", record)).status_code == 404


@pytest.mark.parametrize("number", ["x", "-1", "٣", "9" * 30, "", "999999"])
def test_a_number_that_names_nothing_is_not_found(client_of, number):
    address = f"{reverse('records:record_start', args=['resource'])}?copy={number}"
    assert client_of("contributor_a").get(address).status_code == 404


def test_a_record_of_another_kind_or_of_which_there_is_one_only_is_not_begun_from(client_of, person):
    client, profile = client_of("focal_point_a"), world.registered(person("focal_point_a"), kind="country-profile")
    assert client.get(start("country-profile", profile)).status_code == 404
    assert client.get(start("resource", profile)).status_code == 404
    kept = client.get(reverse("records:record_kept", args=[profile.pk])).content.decode()
    assert "Begin a new one from this" not in kept


def test_it_is_offered_to_the_owners_people_on_the_record_and_in_the_workspace(client_of, person, client):
    record = world.registered(person("focal_point_a"))
    label = "Begin a new one from this"
    assert label in client_of("contributor_a").get(record.get_absolute_url()).content.decode()
    assert label in client_of("contributor_a").get(reverse("records:record_kept", args=[record.pk])).content.decode()
    for reader in (client, client_of("focal_point_b")):
        assert label not in reader.get(record.get_absolute_url()).content.decode()
