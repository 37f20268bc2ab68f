"""From draft to published and back: the promises of the record workflow."""

from uuid import uuid4

import pytest

from chm_portal.audit.models import AuditEvent
from chm_portal.directory.models.roles import Role
from chm_portal.outbox.models import OutboxItem
from chm_portal.records import kinds, publication, review, submission
from chm_portal.records.models import Record, Revision
from chm_portal.records.models.revision import CLAIM_LASTS
from chm_portal.records.payload import digests
from chm_portal.records.refusals import AlreadyDecided, ChangedMeanwhile, Incomplete, NotYours, Refusal
from knowledge_base.models import Resource
from tests import world
from tests.people import COUNTRY_A, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(person):
    return {
        name: person(name) for name in ("contributor_a", "focal_point_a", "focal_point_b", "partner_contact", "curator")
    }


def test_a_draft_leaves_no_content_and_no_child(people):
    revision = world.draft(people["contributor_a"])
    record = revision.record
    record.refresh_from_db()
    assert not any(
        [record.title, record.title_en, record.title_fr, record.summary, record.summary_en, record.identifier]
    )
    assert not Resource.objects.exists()
    assert not Record.objects.published().exists()


def test_the_first_publication_gives_an_identifier_and_the_number_1(people):
    record = world.published(people["focal_point_a"], people["curator"])
    assert record.identifier == "CHM-RES-BE-1"
    assert record.current.number == 1
    assert Resource.objects.get(identifier="CHM-RES-BE-1").title_en == "Guide to national strategies"


def test_numbers_are_counted_for_each_owner(people):
    first = world.published(people["focal_point_a"], people["curator"])
    second = world.published(people["focal_point_a"], people["curator"])
    other = world.published(people["partner_contact"], people["curator"], of="partner")
    assert [record.identifier for record in (first, second, other)] == [
        "CHM-RES-BE-1",
        "CHM-RES-BE-2",
        "CHM-RES-IUCN-1",
    ]


def test_a_contributor_of_a_party_needs_the_focal_points_endorsement(people):
    revision = world.submitted(people["contributor_a"])
    assert revision.state == "submitted"
    with pytest.raises(Refusal):
        publication.publish(revision, people["curator"], check=world.check_of(revision))
    revision = review.endorse(revision, people["focal_point_a"])
    assert revision.state == "endorsed"
    assert publication.publish(revision, people["curator"], check=world.check_of(revision)).state == "published"


def test_what_a_focal_point_submits_needs_no_endorsement(people):
    assert world.submitted(people["focal_point_a"]).state == "endorsed"


@pytest.mark.parametrize("who", ["focal_point_b", "partner_contact"])
def test_others_can_neither_write_nor_submit_nor_endorse(people, who):
    revision = world.draft(people["contributor_a"])
    with pytest.raises(NotYours):
        submission.save(revision, people[who], {"title_en": "Mine now"})
    with pytest.raises(NotYours):
        submission.submit(revision, people[who])
    revision = submission.submit(revision, people["contributor_a"])
    with pytest.raises(NotYours):
        review.endorse(revision, people[who])
    with pytest.raises(NotYours):
        review.send_back(revision, people[who], ["incomplete"], "No.")


def test_the_author_of_a_partys_record_cannot_approve_it(people, person):
    curator = person("curator")
    revision = world.submitted(people["focal_point_a"])
    Revision.objects.filter(pk=revision.pk).update(submitted_by=curator)
    with pytest.raises(NotYours):
        publication.publish(revision, curator, check=world.check_of(revision))


def test_a_curator_publishes_the_secretariats_own_record(people):
    record = world.published(people["curator"], people["curator"], of="secretariat")
    assert record.identifier == "CHM-RES-SCBD-1"


def test_an_incomplete_draft_can_be_saved_but_not_submitted(people):
    revision = world.draft(people["focal_point_a"], summary_en="", type="", is_public=False)
    with pytest.raises(Incomplete) as refusal:
        submission.submit(revision, people["focal_point_a"])
    assert {"summary_en", "type", "is_public"} <= set(refusal.value.form.errors)
    revision.refresh_from_db()
    assert revision.state == "draft"


def test_submission_brings_the_payload_into_normal_form_which_is_stable(people):
    revision = world.submitted(
        people["focal_point_a"], date="2007-5", themes=["tourism", "invasive-alien-species", "tourism"]
    )
    assert revision.payload["date"] == "2007-05"
    assert revision.payload["themes"] == ["invasive-alien-species", "tourism"]
    assert submission.checked_form(revision).normal_payload() == revision.payload


def test_submitting_twice_is_one_submission(people):
    revision = world.submitted(people["focal_point_a"])
    again = submission.submit(revision, people["focal_point_a"])
    assert again.submitted_at == revision.submitted_at
    assert AuditEvent.objects.filter(action="revision.submitted").count() == 1


def test_what_changed_since_check_your_answers_is_not_submitted_unread(people):
    revision = world.draft(people["focal_point_a"])
    with pytest.raises(ChangedMeanwhile):
        submission.submit(revision, people["focal_point_a"], seen="deadbeef")


def test_the_same_creation_key_makes_one_record(people):
    key, kind = uuid4(), kinds.get("resource")
    first = submission.start(kind, world.owner("a"), people["contributor_a"], key)
    second = submission.start(kind, world.owner("a"), people["contributor_a"], key)
    assert first.pk == second.pk
    assert Record.objects.count() == 1
    with pytest.raises(NotYours):
        submission.start(kind, world.owner("a"), people["focal_point_a"], key)


def test_a_returned_revision_says_why_and_can_be_corrected_and_submitted_again(people):
    revision = world.returned(people["focal_point_a"], people["curator"])
    assert revision.return_reasons == ["incomplete"]
    saved = submission.save(revision, people["focal_point_a"], {"title_fr": "Guide des stratégies nationales"})
    assert submission.submit(saved.revision, people["focal_point_a"]).state == "endorsed"


@pytest.mark.parametrize(("reasons", "note"), [([], "Why"), (["nonsense"], "Why"), (["incomplete"], "  ")])
def test_a_return_needs_a_known_reason_and_an_explanation(people, reasons, note):
    revision = world.submitted(people["focal_point_a"])
    with pytest.raises(Refusal):
        review.send_back(revision, people["curator"], reasons, note)


def test_the_second_of_two_reviewers_is_told_who_decided(people, person):
    revision = world.submitted(people["focal_point_a"])
    publication.publish(revision, people["curator"], check=world.check_of(revision))
    with pytest.raises(AlreadyDecided, match="Curator"):
        review.send_back(revision, person("second_curator"), ["incomplete"], "Too late.")


def test_a_claim_is_taken_over_only_with_a_note(people, person):
    revision = review.claim(world.submitted(people["focal_point_a"]), people["curator"])
    with pytest.raises(Refusal, match="Curator"):
        review.claim(revision, person("second_curator"))
    assert review.claim(revision, person("second_curator"), "She is on leave.").claimed_by == person("second_curator")


def test_a_claim_lapses_after_a_day(people, person, time_machine):
    revision = review.claim(world.submitted(people["focal_point_a"]), people["curator"])
    time_machine.move_to(revision.claimed_at + CLAIM_LASTS, tick=False)
    assert not revision.is_claimed
    assert review.claim(revision, person("second_curator")).claimed_by == person("second_curator")


def test_two_people_in_two_fields_never_disturb_each_other(people):
    revision = world.draft(people["contributor_a"])
    seen = digests(revision.payload, ["title_en", "authors"])
    submission.save(revision, people["contributor_a"], {"title_en": "Mine", "authors": ""}, seen)
    saved = submission.save(
        revision, people["focal_point_a"], {"title_en": "Guide to national strategies", "authors": "A. Author"}, seen
    )
    assert saved.conflicts == {}
    assert (saved.revision.payload["title_en"], saved.revision.payload["authors"]) == ("Mine", "A. Author")


def test_two_people_in_one_field_see_both_texts_and_lose_none(people):
    revision = world.draft(people["contributor_a"])
    seen = digests(revision.payload, ["title_en"])
    submission.save(revision, people["contributor_a"], {"title_en": "Mine"}, seen)
    saved = submission.save(revision, people["focal_point_a"], {"title_en": "Yours"}, seen)
    assert saved.conflicts == {"title_en": "Mine"}
    assert saved.revision.payload["title_en"] == "Mine"


def test_a_change_is_not_read_until_it_is_approved(people):
    record = world.published(people["focal_point_a"], people["curator"])
    revision = submission.open_revision(record, people["focal_point_a"])
    submission.save(revision, people["focal_point_a"], {"title_en": "New title"})
    submission.submit(revision, people["focal_point_a"])
    assert Resource.objects.get(pk=record.pk).title_en == "Guide to national strategies"


def test_everybody_gets_the_one_open_revision(people):
    record = world.published(people["focal_point_a"], people["curator"])
    first = submission.open_revision(record, people["contributor_a"])
    assert submission.open_revision(record, people["focal_point_a"]) == first


def test_the_secretariats_check_is_recorded_field_by_field(people):
    revision = world.submitted(people["focal_point_a"])
    check = world.check_of(revision, type="report", themes=["tourism"])
    record = publication.publish(revision, people["curator"], check=check)
    checks = record.current.checks
    assert checks["articles"]["outcome"] == "confirmed"
    assert checks["type"] == {"outcome": "changed", "from": "guideline", "to": "report"}
    assert checks["themes"]["to"] == ["tourism"]
    assert Resource.objects.get(pk=record.pk).type.code == "report"


def test_nothing_is_published_with_a_point_of_the_check_missing(people):
    revision = world.submitted(people["focal_point_a"])
    check = world.check_of(revision)
    del check["articles"]
    with pytest.raises(Refusal, match="articles"):
        publication.publish(revision, people["curator"], check=check)


def test_the_secretariats_terms_survive_the_owners_next_revision(people):
    revision = world.submitted(people["focal_point_a"])
    record = publication.publish(
        revision, people["curator"], check=world.check_of(revision, themes=["invasive-alien-species", "tourism"])
    )
    world.revised(record, people["focal_point_a"], people["curator"], themes=["forest-biodiversity"])
    assert set(record.themes.values_list("code", flat=True)) == {"forest-biodiversity", "tourism"}


def test_withdrawal_takes_the_content_away_and_keeps_the_identity(people):
    record = world.published(people["focal_point_a"], people["curator"])
    publication.withdraw(record, people["focal_point_a"], "Superseded.")
    record = Record.objects.get(pk=record.pk)
    assert (record.state, record.identifier) == ("withdrawn", "CHM-RES-BE-1")
    assert not any([record.title, record.title_en, record.summary, record.summary_en])
    assert not Resource.objects.exists()
    assert not record.theme_rows.exists()
    assert not record.links.exists()


def test_a_withdrawn_record_is_published_again_under_its_identifier(people):
    record = world.published(people["focal_point_a"], people["curator"])
    publication.withdraw(record, people["focal_point_a"], "A mistake.")
    again = world.revised(Record.objects.get(pk=record.pk), people["focal_point_a"], people["curator"], title_en="Back")
    assert (again.identifier, again.state, again.withdrawal_reason) == ("CHM-RES-BE-1", "published", "")
    assert Resource.objects.get(pk=record.pk).title_en == "Back"


def test_merges_leave_no_chain(people):
    first, second, third = (world.published(people["focal_point_a"], people["curator"]) for _ in range(3))
    publication.withdraw(first, people["curator"], "Double.", merged_into=second)
    publication.withdraw(second, people["curator"], "Double.", merged_into=third)
    assert {Record.objects.get(pk=one.pk).merged_into_id for one in (first, second)} == {third.pk}
    with pytest.raises(Refusal):
        submission.open_revision(Record.objects.get(pk=first.pk), people["focal_point_a"])


def test_every_publication_and_withdrawal_asks_for_the_index(people):
    record = world.published(people["focal_point_a"], people["curator"])
    assert OutboxItem.objects.filter(kind="index", key=record.topic).count() == 1
    publication.withdraw(record, people["focal_point_a"], "Gone.")
    assert OutboxItem.objects.get(kind="index", key=record.topic).version == 2


def test_a_cancelled_change_leaves_what_is_published_alone(people):
    record = world.published(people["focal_point_a"], people["curator"])
    revision = submission.open_revision(record, people["focal_point_a"])
    submission.cancel(revision, people["focal_point_a"])
    assert Resource.objects.get(pk=record.pk).current.number == 1
    assert submission.open_revision(record, people["focal_point_a"]) != revision


def test_the_second_of_two_who_speak_for_a_party_is_told_that_it_is_endorsed(people, person):
    revision = world.submitted(people["contributor_a"])
    review.endorse(revision, people["focal_point_a"])
    second = make_person("second_focal_point", (Role.CBD_FOCAL_POINT, COUNTRY_A))
    for step in (
        lambda: review.send_back(revision, second, ["other"], "No."),
        lambda: review.endorse(revision, second),
    ):
        with pytest.raises(AlreadyDecided, match="endorsed already"):
            step()
