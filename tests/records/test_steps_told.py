"""Who hears of the steps of a revision: who submitted it, who has to decide, the secretariat of a long queue."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chm_portal.notifications.models import Notice
from chm_portal.records import announcing, ownership, publication, review, submission
from chm_portal.records.models import Revision
from tests import world

pytestmark = pytest.mark.django_db


def told(user) -> list[str]:
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("event__verb", flat=True))


def addressees(letters) -> list[str]:
    return [letter.to[0].partition("@")[0] for letter in letters]


def test_a_contributor_hears_of_every_step(person, letters):
    contributor, focal_point, curator = person("contributor_a"), person("focal_point_a"), person("curator")
    revision = world.submitted(contributor)
    letters.clear()
    review.claim(revision, focal_point)
    revision = review.endorse(revision, focal_point)
    review.send_back(revision, curator, ["incomplete"], "Add a link.")
    revision = submission.submit(revision, contributor)
    revision = review.endorse(revision, focal_point)
    publication.publish(revision, curator, check=world.check_of(revision))
    assert told(contributor) == ["reviewed", "endorsed", "returned", "endorsed", "published"]
    of_contributor = [letter.subject for letter in letters if letter.to == ["contributor_a@example.org"]]
    title = "“Guide to national strategies”"
    assert of_contributor[:2] == [
        f"{title} is endorsed and goes to the secretariat",
        f"{title} came back to you from review.",
    ]
    assert len(of_contributor) == 4


def test_who_submitted_hears_when_somebody_else_gives_it_up(person, letters):
    revision = world.submitted(person("contributor_a"))
    letters.clear()
    submission.cancel(revision, person("focal_point_a"))
    assert told(person("contributor_a")) == ["cancelled"]
    assert addressees(letters) == ["contributor_a"]


def test_giving_up_ones_own_or_a_draft_is_told_to_nobody(person, letters):
    submission.cancel(world.submitted(person("focal_point_a")), person("focal_point_a"))
    submission.cancel(world.draft(person("contributor_a")), person("focal_point_a"))
    assert letters == []
    assert not Notice.objects.filter(event__verb="cancelled").exists()


def test_who_submitted_hears_when_a_record_is_withdrawn_and_reads_why(person, letters):
    record = world.published(person("focal_point_a"), person("curator"))
    letters.clear()
    publication.withdraw(record, person("curator"), "It holds personal information.")
    assert addressees(letters) == ["focal_point_a"]
    assert "It holds personal information." in letters[0].body
    assert told(person("focal_point_a"))[-1] == "withdrawn"


def test_who_publishes_their_own_gets_no_letter_about_it(person, letters):
    world.registered(person("focal_point_a"))
    assert letters == []
    assert told(person("focal_point_a")) == []


def test_what_the_secretariat_had_begun_is_given_up_at_a_takeover_and_its_submitter_hears(person, letters):
    record = world.registered(person("curator"), of="secretariat")
    revision = submission.open_revision(record, person("second_curator"))
    revision = submission.submit(revision, person("second_curator"))
    letters.clear()
    ownership.take_over(record, person("focal_point_b"))
    assert told(person("second_curator")) == ["cancelled"]


@pytest.mark.parametrize("kind", ["resource", "national-report"])
def test_a_focal_point_hears_what_waits_and_is_led_to_it(kind, person, letters):
    person("focal_point_a")
    revision = world.submitted(person("contributor_a"), kind=kind)
    assert told(person("focal_point_a")) == ["waits"]
    (letter,) = letters
    assert letter.to == ["focal_point_a@example.org"]
    assert f"/en/workspace/review/{revision.pk}/" in letter.body


@pytest.mark.parametrize("decide", ["endorse", "send_back", "cancel"])
def test_what_was_decided_waits_for_nobody_any_more(decide, person):
    focal_point = person("focal_point_a")
    revision = world.submitted(person("contributor_a"))
    focal_point.refresh_from_db()
    assert focal_point.unread_notices == 1
    match decide:
        case "endorse":
            review.endorse(revision, focal_point)
        case "send_back":
            review.send_back(revision, focal_point, ["incomplete"], "Add the year.")
        case "cancel":
            submission.cancel(revision, person("contributor_a"))
    focal_point.refresh_from_db()
    assert focal_point.unread_notices == 0


def test_what_a_focal_point_submits_waits_for_no_endorsement_and_for_no_letter(person, letters):
    person("focal_point_a")
    world.submitted(person("focal_point_a"))
    assert letters == []


def test_other_parties_and_the_secretariat_hear_nothing_of_a_partys_own(person, letters):
    for name in ("focal_point_a", "focal_point_b", "curator", "partner_contact"):
        person(name)
    world.submitted(person("contributor_a"), kind="national-report")
    assert addressees(letters) == ["focal_point_a"]


def test_an_approver_is_reminded_after_a_week_and_once_a_week(person, letters):
    person("focal_point_a")
    revision = world.submitted(person("contributor_a"))
    letters.clear()
    submitted = revision.submitted_at
    days = {6: 0, 7: 1, 8: 1, 13: 1, 14: 2}
    for day, expected in days.items():
        announcing.remind(submitted + timedelta(days=day))
        assert len(letters) == expected, day
    assert letters[0].subject == "Still waiting for you: “Guide to national strategies”"
    assert told(person("focal_point_a")) == ["waits", "reminded", "reminded"]
    review.endorse(revision, person("focal_point_a"))
    letters.clear()
    assert announcing.remind(submitted + timedelta(days=30)) == 0
    assert letters == []


def test_what_was_submitted_anew_is_counted_from_then(person, letters):
    person("focal_point_a")
    revision = world.submitted(person("contributor_a"))
    review.send_back(revision, person("focal_point_a"), ["incomplete"], "Add a link.")
    Revision.objects.update(submitted_at=timezone.now() - timedelta(days=30))
    submission.submit(Revision.objects.get(pk=revision.pk), person("contributor_a"))
    letters.clear()
    assert announcing.remind(timezone.now() + timedelta(days=1)) == 0


def test_the_secretariat_hears_of_a_long_queue_once_a_day(person, letters, settings):
    settings.QUEUE_LONG = 1
    for name in ("curator", "second_curator"):
        person(name)
    world.submitted(person("focal_point_a"))
    letters.clear()
    assert announcing.tell_of_queue() == 0
    world.submitted(person("focal_point_a"))
    now = timezone.now()
    assert announcing.tell_of_queue(now) == 2
    assert announcing.tell_of_queue(now) == 0
    assert announcing.tell_of_queue(now + timedelta(days=1)) == 2
    assert letters[0].subject == "2 submissions wait in the review queue"


def test_the_secretariat_hears_of_one_that_waits_for_long(person, letters):
    person("curator")
    revision = world.submitted(person("focal_point_a"))
    letters.clear()
    assert announcing.tell_of_queue(revision.submitted_at + timedelta(days=7)) == 0
    assert announcing.tell_of_queue(revision.submitted_at + timedelta(days=9)) == 1
    assert "9 days" in letters[0].body


def test_what_waits_for_its_own_focal_point_is_not_in_the_secretariats_queue(person, letters):
    person("curator")
    person("focal_point_a")
    for kind in ("resource", "national-report"):
        world.submitted(person("contributor_a"), kind=kind)
    letters.clear()
    assert announcing.tell_of_queue(timezone.now() + timedelta(days=60)) == 0


def test_notices_of_work_are_seen_by_those_whose_work_it_is_and_lead_there(person, client_of):
    person("focal_point_a")
    revision = world.submitted(person("contributor_a"))
    page = client_of("focal_point_a").get("/en/workspace/notices/").content.decode()
    assert f'href="/en/workspace/review/{revision.pk}/"' in page
    review.endorse(revision, person("focal_point_a"))
    page = client_of("contributor_a").get("/en/workspace/notices/").content.decode()
    assert f'href="/en/workspace/records/{revision.record_id}/"' in page
    person("contributor_a").designations.all().delete()
    page = client_of("contributor_a").get("/en/workspace/notices/").content.decode()
    assert "Guide to national strategies" not in page
