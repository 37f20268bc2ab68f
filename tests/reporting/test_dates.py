"""The date of a report is the one on which its Party submitted it, and nothing else (R81)."""

import csv
import io
from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from chm_portal.records import ownership, submission
from chm_portal.records.refusals import Incomplete
from reporting import register
from tests import world

pytestmark = pytest.mark.django_db


def cell(client, country: str, cycle: str) -> register.Cell:
    rows = client.get(reverse("reporting:report_matrix")).context["rows"]
    cells = next(row.cells for row in rows if row.country.code == country)
    return next(one for one in cells if one.cycle.code == cycle)


def test_a_report_that_its_party_submits_with_its_publication_here_has_that_day(client, person):
    report = world.registered(person("focal_point_a"), cycle="nr7", submitted="", adopted="", submission="here")
    shown = cell(client, "be", "nr7")
    assert (shown.state, shown.report.date) == (register.SUBMITTED, timezone.localdate().isoformat())
    assert report.current.payload["submitted"] == timezone.localdate().isoformat()  # said once, for good
    content = b"".join(client.get(reverse("reporting:report_matrix_csv"))).decode("utf-8-sig")
    table = csv.DictReader(io.StringIO(content))
    assert next(row for row in table if row["code"] == "be")["nr7 date"] == timezone.localdate().isoformat()


def test_a_later_revision_keeps_the_day_of_submission(client, person, time_machine):
    time_machine.move_to(datetime(2027, 3, 2, 12, tzinfo=UTC), tick=False)
    report = world.registered(person("focal_point_a"), cycle="nr7", submitted="", submission="here")
    time_machine.move_to(datetime(2028, 6, 1, 12, tzinfo=UTC), tick=False)
    world.revised(report, person("focal_point_a"), person("focal_point_a"), title_en="Put right")
    assert cell(client, "be", "nr7").report.date == "2027-03-02"


@pytest.mark.parametrize("said", ["", "earlier"])
def test_the_day_of_entering_a_report_is_no_day_of_submission(client, person, said):
    report = world.registered(person("focal_point_a"), cycle="nr1", submitted="", adopted="", submission=said)
    shown = cell(client, "be", "nr1")
    assert (shown.state, shown.report.date) == (register.SUBMITTED, "")
    assert shown.state_label == "Submitted by the Party, date not given"
    page = client.get(report.get_absolute_url()).content.decode()
    facts = page.partition("<aside")[2].partition("</aside>")[0]
    assert "date not given" in facts
    assert str(timezone.localdate().year) not in report.citation_parts()[0]
    content = b"".join(client.get(reverse("reporting:report_matrix_csv"))).decode("utf-8-sig")
    line = next(row for row in csv.DictReader(io.StringIO(content)) if row["code"] == "be")
    assert (line["nr1 state"], line["nr1 date"]) == ("Submitted by the Party, date not given", "")


def test_what_a_party_enters_late_is_not_submitted_with_it(person):
    draft = world.draft(person("focal_point_a"), kind="national-report", cycle="nr1", submitted="", submission="here")
    with pytest.raises(Incomplete) as refused:
        submission.submit(draft, person("focal_point_a"))
    assert "write the day in the next field" in refused.value.form.errors["submission"][0]


def test_only_the_party_itself_submits_its_report_here(person):
    answers = {"cycle": "nr7", "submitted": "", "submission": "here"}
    draft = world.draft(person("curator"), of="secretariat", kind="national-report", **answers)
    with pytest.raises(Incomplete) as refused:
        submission.submit(draft, person("curator"))
    assert "Only the Party itself" in refused.value.form.errors["submission"][0]


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
    assert (shown.state, shown.report.date) == (register.SUBMITTED, "")
