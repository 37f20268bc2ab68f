"""A record as at a day: from its history to the revision that was public then (R44)."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from chm_portal.records import publication, submission
from tests import world
from tests.test_public_pages import MOST_QUERIES, queries_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def on(time_machine):
    """Go to noon of a day of March 2027."""
    return lambda day: time_machine.move_to(datetime(2027, 3, day, 12, tzinfo=UTC), tick=False)


@pytest.fixture
def record(person, on):
    """Published on the 2nd, revised on the 4th, withdrawn on the 6th, published again on the 8th; now it is the 9th."""
    focal_point, curator = person("focal_point_a"), person("curator")
    on(2)
    record = world.published(focal_point, curator)
    on(4)
    record = world.revised(record, focal_point, curator, title_en="Second edition")
    on(6)
    record = publication.withdraw(record, focal_point, "Out of date.")
    on(8)
    record = world.revised(record, focal_point, curator, title_en="Third edition")
    on(9)
    return record


def history(record) -> str:
    return reverse("records:record_history", args=[record.identifier])


@pytest.mark.parametrize(("day", "number"), [(2, 1), (3, 1), (4, 2), (5, 2), (8, 3), (9, 3)])
def test_a_day_leads_to_the_revision_that_was_public_when_it_ended(client, record, day, number):
    answer = client.get(history(record), {"as-at": f"2027-03-0{day}"})
    revision = reverse("records:revision_detail", args=[record.identifier, number])
    assert answer["Location"] == f"{revision}?as-at=2027-03-0{day}"
    page = client.get(answer["Location"]).content.decode()
    assert f"This is what was public at the end of {day} March 2027" in page


def test_before_the_first_publication_it_says_so(client, record):
    page = client.get(history(record), {"as-at": "2027-03-01"}).content.decode()
    assert "At the end of 1 March 2027 it was not published yet: that was on 2 March 2027." in page


def test_while_it_was_withdrawn_it_says_so(client, record):
    page = client.get(history(record), {"as-at": "2027-03-07"}).content.decode()
    assert "At the end of 7 March 2027 it was not public: it had been withdrawn on 6 March 2027." in page


def test_a_day_that_does_not_belong_to_a_revision_leads_to_the_one_it_belongs_to(client, record):
    third = reverse("records:revision_detail", args=[record.identifier, 3])
    answer = client.get(f"{third}?as-at=2027-03-02", follow=True)
    assert answer.redirect_chain[-1][0].endswith("revisions/1/?as-at=2027-03-02")


@pytest.mark.parametrize("value", ["", "x", "2999-01-01", "0001-01-01", "2027-02-30"])
def test_what_is_no_day_leads_from_a_revision_to_the_history_that_says_why(client, record, value):
    revision = reverse("records:revision_detail", args=[record.identifier, 1])
    answer = client.get(revision, {"as-at": value}, follow=True)
    assert answer.redirect_chain[-1][0].startswith(history(record))
    assert ("As at “" in answer.content.decode()) == bool(value)


def test_a_withdrawn_record_shows_its_tombstone_whatever_day_is_asked(client, person, record):
    publication.withdraw(record, person("focal_point_a"), "Out of date.")
    for day in ("2027-03-02", "2027-03-09"):
        answer = client.get(history(record), {"as-at": day})
        assert answer.status_code == 410
        assert "Second edition" not in answer.content.decode()


def test_a_draft_is_never_what_was_public(client, person, record, on):
    submission.save(
        submission.open_revision(record, person("focal_point_a")), person("focal_point_a"), {"title_en": "Quokka"}
    )
    on(12)
    answer = client.get(history(record), {"as-at": "2027-03-11"}, follow=True)
    assert "Third edition" in answer.content.decode()
    assert "Quokka" not in answer.content.decode()
    assert client.get(history(world.draft(person("focal_point_a")).record)).status_code == 404


def test_a_suppressed_revision_stays_unreadable(client, person, record):
    publication.suppress(record.revisions.get(number=1), person("curator"), "Personal data.")
    answer = client.get(history(record), {"as-at": "2027-03-02"}, follow=True)
    assert answer.status_code == 410


def test_it_takes_few_queries(client, record):
    assert queries_of(client, f"{history(record)}?as-at=2027-03-07") <= MOST_QUERIES
    revision = reverse("records:revision_detail", args=[record.identifier, 1])
    assert queries_of(client, f"{revision}?as-at=2027-03-02") <= MOST_QUERIES
