"""Reminders of reports: 90, 30 and 7 days before they are due, once each, to who has not reported (R40)."""

from datetime import date, timedelta

import pytest

from chm_portal.vocabularies.memory import vocabulary
from reporting import reminders
from reporting.models import DueReminder
from tests import world

pytestmark = pytest.mark.django_db
DUE = date(2026, 2, 28)


@pytest.mark.parametrize(
    ("days_left", "stage"),
    [(91, None), (90, 90), (31, 90), (30, 30), (8, 30), (7, 7), (0, 7), (-1, None), (-400, None)],
)
def test_each_stage_begins_on_its_day(days_left, stage):
    assert reminders.stage_of(vocabulary("cycle")["nr7"], DUE - timedelta(days=days_left)) == stage


def test_a_party_is_written_to_once_at_each_stage(person, letters):
    focal_point = person("focal_point_a")
    for day in (
        DUE - timedelta(days=90),
        DUE - timedelta(days=89),
        DUE - timedelta(days=30),
        DUE - timedelta(days=7),
        DUE,
    ):
        reminders.remind(day)
        reminders.remind(day)
    assert [letter.to for letter in letters] == [[focal_point.email]] * 3
    assert sorted(DueReminder.objects.values_list("days_before", flat=True)) == [7, 30, 90]
    assert "Seventh national report" in letters[0].subject
    assert "28 February 2026" in letters[0].subject
    assert "/workspace/records/new/national-report/?owner=party:be&cycle=nr7" in letters[0].body


def test_who_has_reported_is_left_in_peace(person, letters):
    world.registered(person("focal_point_a"), cycle="nr7")
    letters.clear()
    assert reminders.remind(DUE - timedelta(days=30)) == 0
    assert letters == []


def test_a_day_on_which_nothing_ran_is_made_up_for(person, letters):
    person("focal_point_a")
    reminders.remind(DUE - timedelta(days=25))
    assert DueReminder.objects.get().days_before == 30
    assert len(letters) == 1


def test_where_nobody_speaks_nothing_is_noted_so_that_a_new_focal_point_is_reminded(person, letters):
    reminders.remind(DUE - timedelta(days=30))
    assert not DueReminder.objects.exists()
    person("focal_point_b")
    assert reminders.remind(DUE - timedelta(days=29)) == 1


def test_the_link_of_a_reminder_opens_the_form_for_that_cycle(person, client_of):
    person("focal_point_a")
    page = client_of("focal_point_a").get("/en/workspace/records/new/national-report/?owner=party:be&cycle=nr7")
    assert '<option value="nr7" selected>' in page.content.decode()
