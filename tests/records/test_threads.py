"""Two at once: real threads on real locks at the steps where it matters."""

import threading
from uuid import uuid4

import pytest
from django.db import connection

from chm_portal.directory.owners import Owner
from chm_portal.records import kinds, publication, review, submission
from chm_portal.records.models import Record, Revision
from chm_portal.records.refusals import Refusal
from tests import world

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts) -> list:
    """Run the acts in threads that begin together; return what each returned or raised."""
    results, gate = [None] * len(acts), threading.Barrier(len(acts))

    def run(place, act):
        gate.wait()
        try:
            results[place] = act()
        except Refusal as refusal:
            results[place] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_two_reviewers_at_once_get_one_decision(person):
    curator, second = person("curator"), person("second_curator")
    for _ in range(3):
        revision = world.submitted(person("focal_point_a"))
        check = world.check_of(revision)
        results = at_once(
            lambda revision=revision, check=check: publication.publish(revision, curator, check=check),
            lambda revision=revision: review.send_back(revision, second, ["other"], "No."),
        )
        assert sum(isinstance(result, Refusal) for result in results) == 1
        assert Revision.objects.get(pk=revision.pk).state in ("published", "returned")


def test_publications_at_once_get_numbers_without_gap(person):
    revisions = [world.submitted(person("focal_point_a")) for _ in range(6)]
    curator = person("curator")
    at_once(*(lambda one=one: publication.publish(one, curator, check=world.check_of(one)) for one in revisions))
    numbers = sorted(int(record.identifier.rsplit("-", 1)[1]) for record in Record.objects.published())
    assert numbers == [1, 2, 3, 4, 5, 6]


def test_a_button_pressed_five_times_at_once_makes_one_record(person):
    key, by, kind, owner = uuid4(), person("contributor_a"), kinds.get("resource"), world.owner("a")
    assert isinstance(owner, Owner)
    results = at_once(*(lambda: submission.start(kind, owner, by, key).pk for _ in range(5)))
    assert len(set(results)) == 1
    assert Record.objects.count() == 1


def test_two_people_who_edit_at_once_get_the_same_draft(person):
    record = world.published(person("focal_point_a"), person("curator"))
    one, other = person("focal_point_a"), person("contributor_a")
    results = at_once(
        lambda: submission.open_revision(record, one).pk, lambda: submission.open_revision(record, other).pk
    )
    assert len(set(results)) == 1
