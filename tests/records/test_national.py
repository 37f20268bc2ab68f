"""A Party's own word: who drafts and publishes it, what there is only one of, how it finds its owner (R84, R88)."""

from uuid import uuid4

import pytest
from django.urls import reverse

from chm_portal.audit.models import AuditEvent
from chm_portal.directory.models import Designation
from chm_portal.records import authority, classification, kinds, ownership, publication, review, submission
from chm_portal.records.models import Attachment, Record, Revision
from chm_portal.records.refusals import AlreadyRegistered, NotYours, Refusal
from chm_portal.vocabularies.memory import vocabulary
from reporting.models import NationalReport
from tests import world
from tests.one_of_everything import attach

pytestmark = pytest.mark.django_db


def begin(by, of="a", cycle="nr4", party=None):
    return submission.start(
        kinds.get("national-report"), world.owner(of), by, uuid4(), party=party, answers={"cycle": cycle}
    )


def test_a_contributors_report_is_published_by_the_focal_point_and_by_nobody_else(person):
    revision, focal_point = world.submitted(person("contributor_a"), kind="national-report"), person("focal_point_a")
    assert revision.state == "submitted"
    for name in ("contributor_a", "focal_point_b", "curator", "partner_contact", "moderator"):
        with pytest.raises(NotYours):
            publication.publish(revision, person(name))
    record = publication.publish(revision, focal_point)
    assert record.identifier == "CHM-NR-BE-1"
    assert NationalReport.objects.published().get().cycle.code == "nr4"


def test_the_focal_point_sees_it_in_the_queue_and_publishes_or_returns_it_there(person, client_of):
    revision = world.submitted(person("contributor_a"), kind="national-report")
    client = client_of("focal_point_a")
    page = client.get(reverse("records:review_detail", args=[revision.pk])).content.decode()
    assert "By publishing you say for Belgium" in page
    assert "Classification check" not in page
    assert "Endorse</button>" not in page
    assert client.post(reverse("records:review_publish", args=[revision.pk])).status_code == 302
    assert Record.objects.published().get().kind == "national-report"


def test_a_returned_report_names_its_reasons(person):
    revision = world.submitted(person("contributor_a"), kind="national-report")
    returned = review.send_back(revision, person("focal_point_a"), ["incomplete"], "Add the French title.")
    assert returned.state == "returned"


def test_the_focal_points_own_report_is_published_as_soon_as_it_is_submitted(person, client_of):
    revision = world.draft(person("focal_point_a"), kind="national-report")
    client = client_of("focal_point_a")
    assert "Submit and publish" in client.get(reverse("records:revision_check", args=[revision.pk])).content.decode()
    client.post(reverse("records:revision_check", args=[revision.pk]))
    assert NationalReport.objects.published().count() == 1


def test_the_secretariat_reads_nothing_of_it_before(person, client_of):
    revision = world.draft(person("contributor_a"), kind="national-report", title_en="quokka report")
    attachment = attach(revision, person("contributor_a"))
    files = [{"file": attachment.pk, "title": "", "language": ""}]
    submission.save(revision, person("contributor_a"), {"files": files})
    revision = submission.submit(revision, person("contributor_a"))
    curator, client = person("curator"), client_of("curator")
    assert person("focal_point_a")
    assert revision not in authority.waiting_for(curator)
    assert revision not in Revision.objects.visible_to(curator)
    assert attachment not in Attachment.objects.visible_to(curator)
    assert client.get(reverse("records:review_detail", args=[revision.pk])).status_code == 404
    for address in (reverse("records:review_queue"), reverse("admin:records_revision_changelist")):
        assert "quokka" not in client.get(address).content.decode(), address


def test_where_nobody_speaks_for_the_party_a_curator_publishes_instead(person):
    revision = world.submitted(person("contributor_a"), kind="national-report")
    curator = person("curator")
    assert not Designation.objects.filter(role="chm_focal_point").exists()
    assert revision in authority.waiting_for(curator)
    assert publication.publish(revision, curator).identifier == "CHM-NR-BE-1"


def test_a_party_has_one_report_in_a_cycle_and_whoever_begins_it_again_goes_on_where_it_stands(person):
    first = begin(person("contributor_a"))
    assert begin(person("focal_point_a")) == first
    assert begin(person("contributor_a"), cycle="nr3") != first


def test_a_published_report_that_is_begun_again_is_revised(person):
    record = world.registered(person("focal_point_a"))
    revision = begin(person("focal_point_a"))
    assert (revision.record_id, revision.base_id) == (record.pk, record.current_id)


def test_the_cycle_stays_what_it_was_begun_for_whatever_is_posted(person, client_of):
    revision = world.draft(person("focal_point_a"), kind="national-report")
    url = reverse("records:revision_section", args=[revision.pk, "about"])
    client_of("focal_point_a").post(url, {"cycle": "nr3", "title_en": "Another title"})
    revision.refresh_from_db()
    assert (revision.payload["cycle"], revision.payload["title_en"]) == ("nr4", "Another title")


def test_the_secretariat_registers_for_a_party_that_it_names(person, client_of):
    curator = person("curator")
    with pytest.raises(Refusal):
        begin(curator, of="secretariat")
    page = client_of("curator").post(
        reverse("records:record_start", args=["national-report"]),
        {"owner": "secretariat", "cycle": "nr4", "key": str(uuid4())},
    )
    assert "Say which Party it concerns." in page.content.decode()
    record = world.registered(curator, of="secretariat")
    assert (record.identifier, record.party.code) == ("CHM-NR-CM-1", "cm")


def test_a_party_cannot_begin_anew_what_the_secretariat_has_registered_but_takes_it_over(person, client_of):
    record = world.registered(person("curator"), of="secretariat")
    with pytest.raises(AlreadyRegistered):
        begin(person("focal_point_b"), of="b")
    client = client_of("focal_point_b")
    answer = client.post(
        reverse("records:record_start", args=["national-report"]),
        {"owner": "party:cm", "cycle": "nr4", "key": str(uuid4())},
    )
    assert answer.status_code == 409
    assert "Take the record over" in answer.content.decode()
    assert client.post(reverse("records:record_take_over", args=[record.pk])).status_code == 302
    record.refresh_from_db()
    assert (record.owner.key, record.identifier) == ("party:cm", "CHM-NR-CM-1")
    assert AuditEvent.objects.filter(action="record.taken_over", subject=record.topic).count() == 1
    history = client.get(reverse("records:record_history", args=[record.identifier])).content.decode()
    assert "Taken over by Cameroon" in history
    assert begin(person("focal_point_b"), of="b").record_id == record.pk


def test_what_taking_over_means_is_said_before_it_is_done(person, client_of):
    record = world.registered(person("curator"), of="secretariat")
    url = reverse("records:record_take_over", args=[record.pk])
    page = client_of("focal_point_b").get(url).content.decode()
    assert "your Party answers for it" in page
    record.refresh_from_db()
    assert record.owner_kind == "secretariat"
    assert client_of("focal_point_a").get(url).status_code == 403
    assert url in client_of("focal_point_b").get(record.get_absolute_url()).content.decode()


def test_a_party_is_told_once_what_the_secretariat_registers_for_it(person, letters, drain_outbox):
    person("focal_point_b")
    record = world.registered(person("curator"), of="secretariat")
    drain_outbox()
    [letter] = [letter for letter in letters if letter.to == [person("focal_point_b").email]]
    assert record.identifier in letter.body
    assert reverse("records:record_take_over", args=[record.pk]) in letter.body
    world.revised(record, person("curator"), person("curator"))
    drain_outbox()
    assert len([letter for letter in letters if letter.to == [person("focal_point_b").email]]) == 1


def test_what_is_kept_for_a_party_stands_in_its_workspace_until_it_takes_it_over(person, client_of):
    record = world.registered(person("curator"), of="secretariat")
    url = reverse("country_profiles:party_workspace", args=["cm"])
    page = client_of("focal_point_b").get(url).content.decode()
    assert "Registered for you by the secretariat" in page
    assert reverse("records:record_take_over", args=[record.pk]) in page
    ownership.take_over(record, person("focal_point_b"))
    assert "Registered for you by the secretariat" not in client_of("focal_point_b").get(url).content.decode()


@pytest.mark.parametrize("is_published", [True, False])
def test_the_secretariat_hears_that_a_party_has_the_record_and_no_more(person, client_of, is_published):
    revision = world.draft(person("focal_point_b"), of="b", kind="national-report", title_en="Our own words")
    if is_published:
        publication.publish(submission.submit(revision, person("focal_point_b")), person("focal_point_b"))
    answers = {"owner": "secretariat", "party": "cm", "cycle": "nr4", "key": str(uuid4())}
    page = client_of("curator").post(reverse("records:record_start", args=["national-report"]), answers)
    text = page.content.decode()
    assert page.status_code == 409
    assert ("It is registered already" in text, "Somebody else keeps it" in text) == (is_published, not is_published)
    assert "It is the Party's own" in text
    assert ("Our own words" in text) == is_published


@pytest.mark.parametrize("who", ["contributor_a", "focal_point_a", "partner_contact", "member", "moderator"])
def test_nobody_else_takes_it_over(person, who):
    record = world.registered(person("curator"), of="secretariat")
    with pytest.raises(NotYours):
        ownership.take_over(record, person(who))


def test_what_the_secretariat_has_only_begun_does_not_stand_in_the_partys_way(person):
    draft = begin(person("curator"), of="secretariat", party=vocabulary("country")["cm"])
    revision = begin(person("focal_point_b"), of="b")
    assert revision.record_id == draft.record_id
    assert revision.record.owner.key == "party:cm"
    draft.refresh_from_db()
    assert draft.state == "cancelled"


def test_the_secretariat_adds_terms_afterwards_and_the_owner_sees_them(person, client_of):
    record = world.registered(person("focal_point_a"))
    classification.classify(record, person("curator"), {"decisions": {"viii-14"}, "articles": {"26"}})
    page = client_of("contributor_a").get(reverse("records:record_kept", args=[record.pk])).content.decode()
    assert "Added by the secretariat" in page
    assert "Decision VIII/14" in page
    public = client_of("visitor").get(reverse("search:decision_detail", args=["viii-14"])).content.decode()
    assert record.title_en in public
    assert record.revisions.count() == 1


def registering(client_of):
    """Let the curator begin the fourth report of country A, as the page does."""
    answers = {"owner": "secretariat", "party": "be", "cycle": "nr4", "key": str(uuid4())}
    return client_of("curator").post(reverse("records:record_start", args=["national-report"]), answers)


def test_what_a_party_has_begun_and_given_up_is_free_for_the_secretariat_to_register(person, client_of):
    given_up = begin(person("focal_point_a"))
    submission.cancel(given_up, person("focal_point_a"))
    answer = registering(client_of)
    assert answer.status_code == 302
    record = Record.objects.get(kind="national-report", subject="be:nr4")
    assert (record.owner.key, record.party.code) == ("secretariat", "be")
    assert record.pk != given_up.record_id
    assert Record.objects.get(pk=given_up.record_id).subject is None
    assert AuditEvent.objects.filter(action="record.let_go", subject=given_up.record.topic).count() == 1


def test_who_gave_it_up_and_begins_again_goes_on_in_the_same_record(person):
    given_up = begin(person("focal_point_a"))
    submission.cancel(given_up, person("focal_point_a"))
    again = begin(person("focal_point_a"))
    assert (again.record_id, again.payload) == (given_up.record_id, {"cycle": "nr4"})


def test_what_was_let_go_is_not_taken_up_again_beside_what_stands_in_its_place(person, client_of):
    given_up = begin(person("focal_point_a"))
    submission.cancel(given_up, person("focal_point_a"))
    registering(client_of)
    given_up.record.refresh_from_db()
    with pytest.raises(AlreadyRegistered):
        submission.open_revision(given_up.record, person("focal_point_a"))


def test_the_secretariat_is_told_nothing_of_drafts_that_it_may_not_see(person, client_of):
    begin(person("focal_point_a"))
    answer = registering(client_of)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Belgium keeps this itself" in text
    assert "has begun" not in text
    assert "begun already" not in text
    assert "not published yet" not in text
