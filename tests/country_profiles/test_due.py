"""What a Party's workspace says is due, and what comes next (R40, R81)."""

from datetime import date

import pytest
from django.urls import reverse

from chm_portal.vocabularies.models import Cycle
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def workspace(client_of):
    """The page as the focal point of country A sees it."""
    return lambda: client_of("focal_point_a").get(reverse("country_profiles:party_workspace", args=["be"]))


def test_a_report_that_is_due_says_since_when(workspace):
    assert "It was due on 31 December 2018." in workspace().content.decode()


def test_the_next_report_is_announced_with_its_day_and_not_called_missing(workspace, add_term):
    add_term(Cycle, code="nr8", number=8, label_en="Eighth national report", due=date(2999, 6, 30))
    page = workspace()
    text = page.content.decode()
    assert "What comes next" in text
    assert "Due on 30 June 2999." in text
    assert "Eighth national report" not in [str(point.label) for point in page.context["missing"]]


def test_a_report_that_is_begun_early_is_led_back_to(workspace, person, add_term):
    add_term(Cycle, code="nr8", number=8, label_en="Eighth national report", due=date(2999, 6, 30))
    draft = world.draft(person("contributor_a"), kind="national-report", cycle="nr8")
    [coming] = workspace().context["coming"]
    assert coming.url == reverse("records:record_kept", args=[draft.record.pk])
    assert coming.state == "in_progress"


def test_without_a_cycle_to_come_nothing_is_announced(workspace):
    assert "What comes next" not in workspace().content.decode()


def test_what_waits_for_the_focal_point_leads_to_its_decision(workspace, person):
    revision = world.submitted(person("contributor_a"), kind="national-report")
    text = workspace().content.decode()
    assert "Waits for you: publish it or return it." in text
    assert reverse("records:review_detail", args=[revision.pk]) in text
