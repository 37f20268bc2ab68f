"""The date of a report is the one on which its Party submitted it, and nothing else (R81)."""

import csv
import io

import pytest
from django.urls import reverse
from django.utils import timezone

from chm_portal.records import ownership
from reporting import register
from tests import world

pytestmark = pytest.mark.django_db


def cell(client, country: str, cycle: str) -> register.Cell:
    rows = client.get(reverse("reporting:report_matrix")).context["rows"]
    cells = next(row.cells for row in rows if row.country.code == country)
    return next(one for one in cells if one.cycle.code == cycle)


def test_a_report_that_is_submitted_here_has_the_day_of_its_publication(client, person):
    world.registered(person("focal_point_a"), submitted="", adopted="")
    shown = cell(client, "be", "nr4")
    assert shown.state == register.SUBMITTED
    assert shown.report.date == timezone.localdate().isoformat()
    content = b"".join(client.get(reverse("reporting:report_matrix_csv"))).decode("utf-8-sig")
    table = csv.DictReader(io.StringIO(content))
    assert next(row for row in table if row["code"] == "be")["nr4 date"] == timezone.localdate().isoformat()


def test_one_that_was_handed_in_before_keeps_that_day(client, person):
    world.registered(person("focal_point_a"), submitted="2009-03-12")
    assert cell(client, "be", "nr4").report.date == "2009-03-12"


def test_the_day_of_adoption_is_no_day_of_submission(client, person):
    world.registered(person("curator"), of="secretariat", submitted="", adopted="2010-11")
    assert cell(client, "cm", "nr4").report.date == ""


def test_taking_over_is_not_submitting(client, person):
    report = world.registered(person("curator"), of="secretariat", submitted="")
    report = ownership.take_over(report, person("focal_point_b"))
    assert cell(client, "cm", "nr4").state == register.REGISTERED
    world.revised(report, person("focal_point_b"), person("focal_point_b"), title_en="Our own words")
    shown = cell(client, "cm", "nr4")
    assert shown.state == register.SUBMITTED
    assert shown.report.date == timezone.localdate().isoformat()
