"""Two organisations that are one: what they have moves, nothing is lost, the old address leads to the new one."""

from datetime import date

import pytest
from django.db.models import ProtectedError
from django.urls import reverse

from chm_portal.audit.models import AuditEvent
from chm_portal.directory import merging
from chm_portal.directory.models import Designation, Organisation
from chm_portal.directory.owners import Owner
from chm_portal.imports.models import ImportedKey
from chm_portal.notifications import following
from chm_portal.outbox.models import OutboxItem
from chm_portal.records.models import Record
from reporting.models import Initiative
from tests import world
from tests.people import make_organisation, make_person

pytestmark = pytest.mark.django_db
PAGE = reverse("directory:organisation_merge")


@pytest.fixture
def gone(db):
    return make_organisation("iucn", name_en="World Union")


@pytest.fixture
def stays(db):
    return make_organisation("union", name_en="The Union")


def asked(gone, stays) -> dict:
    return {"gone": gone.pk, "stays": stays.pk}


def test_followers_of_the_one_that_goes_follow_the_other(person, gone, stays):
    following.follow(person("member"), "organisation:iucn")
    merging.merge(gone, stays, person("curator"))
    assert person("member").subscriptions.get().topic == "organisation:union"


def test_records_roles_and_everything_else_move_and_search_reads_them_again(person, gone, stays):
    record = world.published(person("partner_contact"), person("curator"), of="partner", provider="organisation:iucn")
    initiative = world.registered(
        person("focal_point_a"),
        kind="initiative",
        lead="iucn",
        lead_name="",
        partners=[{"organisation": "iucn", "name": ""}, {"organisation": "union", "name": ""}],
    )
    ImportedKey.objects.create(scope=f"organisation:{gone.pk}", kind="resource", key="1", record_id=record.pk)
    OutboxItem.objects.all().delete()
    merging.merge(gone, stays, person("curator"))
    moved = Record.objects.get(pk=record.pk)
    assert (moved.owner.key, moved.identifier) == ("organisation:union", record.identifier)
    assert record.kind_of.model.objects.get(pk=record.pk).provider_label == "The Union"
    read = Initiative.objects.get(pk=initiative.pk)
    assert read.lead_organisation == stays
    assert [one.organisation for one in read.participants.filter(role="partner")] == [stays]
    assert ImportedKey.objects.get().scope == f"organisation:{stays.pk}"
    assert {item.key for item in OutboxItem.objects.filter(kind="index")} == {record.topic, initiative.topic}
    assert person("partner_contact").designations.get().organisation == stays
    assert AuditEvent.objects.filter(action="organisation.merged").count() == 2


def test_the_old_address_and_old_answers_lead_to_the_one_that_stays(person, client, gone, stays):
    curator = person("curator")
    record = world.published(person("focal_point_a"), curator, provider="organisation:iucn")
    draft = world.draft(person("focal_point_a"), provider="organisation:iucn")
    address = gone.get_absolute_url()
    merging.merge(gone, stays, curator)
    response = client.get(address)
    assert (response.status_code, response["Location"]) == (301, stays.get_absolute_url())
    assert client.get(reverse("interop:feed_of", args=["partners", "iucn"])).status_code == 200
    assert Owner.parse("organisation:iucn").key == "organisation:union"
    assert not draft.kind_of.form(draft.payload, record=draft.record).errors
    again = world.revised(record, person("focal_point_a"), curator, title_en="Guide, second edition")
    assert again.current.payload["provider"] == "organisation:union"
    assert "The Union" in client.get(again.get_absolute_url()).content.decode()
    assert address not in client.get(reverse("directory:organisation_list")).content.decode()


def test_older_merges_follow(person, client, gone, stays):
    last = make_organisation("last", name_en="The Last")
    merging.merge(gone, stays, person("curator"))
    merging.merge(stays, last, person("curator"))
    assert client.get(reverse("directory:organisation_detail", args=["iucn"]))["Location"] == last.get_absolute_url()


def test_a_role_held_for_both_ends_and_stays_in_history(person, gone, stays):
    both = make_person("both", ("partner_contact", "iucn"))
    Designation.objects.create(user=both, role="partner_contact", organisation=stays, starts=date(2021, 1, 1))
    merging.merge(gone, stays, person("curator"))
    kept = both.designations.get(organisation=gone)
    assert kept.ends is not None and both.designations.get(organisation=stays).is_current


def test_the_page_shows_first_what_moves_then_merges(person, client_of, gone, stays):
    person("partner_contact")
    client = client_of("curator")
    assert "Show what would move" in client.get(PAGE).content.decode()
    page = client.get(PAGE, asked(gone, stays)).content.decode()
    assert "Designations" in page and "Merge for good" in page
    assert client.post(PAGE, asked(gone, stays)).status_code == 302
    gone.refresh_from_db()
    assert (gone.state, gone.merged_into) == ("merged", stays)
    assert client.post(PAGE, asked(gone, stays)).status_code == 422


def test_one_is_not_merged_into_itself(client_of, gone):
    response = client_of("curator").get(PAGE, asked(gone, gone))
    assert response.status_code == 422 and "Choose two different organizations." in response.content.decode()


@pytest.mark.parametrize("who", ["member", "focal_point_a", "partner_contact", "moderator"])
def test_it_is_the_secretariats_own(client_of, who, gone, stays):
    client = client_of(who)
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, asked(gone, stays)).status_code == 403


def test_nothing_refers_to_the_one_that_went(person, gone, stays):
    """Whatever model refers to organisations by then is moved; a new one is moved without a word here."""
    world.published(person("partner_contact"), person("curator"), of="partner")
    merging.merge(gone, stays, person("curator"))
    assert merging.what_moves(gone) == []
    Organisation.objects.filter(pk=gone.pk).delete()
    with pytest.raises(ProtectedError):
        stays.delete()
