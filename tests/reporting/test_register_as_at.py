"""What had my country reported by that day? The register as it stood when a day ended (R44, R81)."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from chm_portal.common.as_at import FIRST_DAY
from chm_portal.records import ownership, publication
from chm_portal.vocabularies.memory import vocabulary
from reporting import register
from reporting.register_as_at import entered_as_at
from tests import world
from tests.test_public_pages import MOST_QUERIES, queries_of

pytestmark = pytest.mark.django_db


def matrix() -> str:
    return reverse("reporting:report_matrix")


@pytest.fixture
def on(time_machine):
    """Go to noon of a day of March 2027."""
    return lambda day: time_machine.move_to(datetime(2027, 3, day, 12, tzinfo=UTC), tick=False)


def cell(client, day: str, country: str = "be", cycle: str = "nr4") -> register.Cell:
    page = client.get(matrix(), {"as-at": day})
    row = next(row for row in page.context["rows"] if row.country.code == country)
    return next(cell for cell in row.cells if cell.cycle.code == cycle)


def test_a_report_is_there_from_the_day_on_which_it_was_published_and_as_it_was_then(client, person, on):
    on(2)
    record = world.registered(person("focal_point_a"), cycle="nr7", submitted="", submission="here")
    on(5)
    world.revised(record, person("focal_point_a"), person("focal_point_a"), languages=["en", "fr", "es"])
    on(9)
    assert cell(client, "2027-03-01", cycle="nr7").state == register.MISSING
    then = cell(client, "2027-03-02", cycle="nr7").report
    assert (then.state, then.date, then.languages) == (register.SUBMITTED, "2027-03-02", ("en", "fr"))
    assert then.url == reverse("records:revision_detail", args=[record.identifier, 1])
    now = cell(client, "2027-03-05", cycle="nr7").report
    assert (now.languages, now.url) == (("en", "es", "fr"), record.get_absolute_url())


def test_what_was_entered_later_counts_if_it_had_been_submitted_by_then_for_certain(client, person, on):
    on(2)
    world.registered(person("focal_point_a"), submitted="2009-05")
    world.registered(person("focal_point_a"), cycle="nr5", submitted="2014")
    assert cell(client, "2009-05-30").state == register.MISSING
    assert cell(client, "2009-05-31").state == register.ENTERED_LATER
    assert cell(client, "2014-12-30", cycle="nr5").state == register.MISSING
    assert cell(client, "2014-12-31", cycle="nr5").report.date == "2014"
    assert "entered in this register later" in client.get(matrix(), {"as-at": "2022-12-19"}).content.decode()
    assert "entered in this register later" not in client.get(matrix()).content.decode()


def test_what_was_entered_later_without_a_date_is_not_said_to_have_been_missing(client, person, on):
    on(2)
    world.registered(person("focal_point_a"), submitted="", submission="earlier")
    assert cell(client, "2012-01-01").state == register.DATE_UNKNOWN
    assert cell(client, "2027-03-02").state == register.SUBMITTED
    assert cell(client, "2009-03-29").state == register.NOT_DUE
    assert "its date is not known" in client.get(matrix(), {"as-at": "2012-01-01"}).content.decode()


def test_what_was_not_due_on_that_day_is_not_missing(client):
    assert cell(client, "2009-03-29").state == register.NOT_DUE
    assert cell(client, "2009-03-30").state == register.MISSING


def test_a_withdrawn_report_is_there_until_it_was_withdrawn_and_nothing_is_told_of_what_it_said(client, person, on):
    on(2)
    record = world.registered(person("focal_point_a"))
    on(5)
    publication.withdraw(record, person("focal_point_a"), "Replaced.")
    on(9)
    then = cell(client, "2027-03-04").report
    assert (then.state, then.is_withdrawn_since) == (register.SUBMITTED, True)
    assert (then.date, then.languages) == ("", ())
    assert cell(client, "2027-03-05").state == register.MISSING
    page = client.get(matrix(), {"as-at": "2027-03-04"}).content.decode()
    assert "withdrawn since" in page
    assert client.get(then.url).status_code == 410


def test_a_report_that_was_published_again_was_gone_in_between(client, person, on):
    on(2)
    record = world.registered(person("focal_point_a"))
    on(5)
    record = publication.withdraw(record, person("focal_point_a"), "Replaced.")
    on(8)
    world.revised(record, person("focal_point_a"), person("focal_point_a"))
    on(9)
    states = {day: cell(client, f"2027-03-0{day}").state for day in (3, 6, 8)}
    assert states == {3: register.SUBMITTED, 6: register.MISSING, 8: register.SUBMITTED}


def test_what_the_secretariat_registered_is_the_partys_word_from_its_own_first_revision_on(client, person, on):
    on(2)
    record = world.registered(person("curator"), of="secretariat", submitted="")
    on(4)
    record = ownership.take_over(record, person("focal_point_b"))
    on(6)
    world.revised(record, person("focal_point_b"), person("focal_point_b"))
    on(9)
    told = {day: cell(client, f"2027-03-0{day}", "cm").report for day in (3, 5, 6)}
    assert {day: report.state for day, report in told.items()} == {
        3: register.REGISTERED,
        5: register.REGISTERED,
        6: register.SUBMITTED,
    }
    assert [told[day].date for day in (3, 5, 6)] == ["", "", ""]


def test_of_a_revision_that_was_taken_out_of_the_history_only_the_fact_is_told(client, person, on):
    on(2)
    record = world.registered(person("focal_point_a"))
    on(4)
    record = world.revised(record, person("focal_point_a"), person("focal_point_a"))
    publication.suppress(record.revisions.get(number=1), person("curator"), "Personal data.")
    on(5)
    then = cell(client, "2027-03-02").report
    assert (then.state, then.languages, then.url) == (register.SUBMITTED, (), record.get_absolute_url())


def test_no_draft_and_nothing_submitted_is_ever_in_it(client, person, on):
    on(2)
    world.draft(person("contributor_a"), kind="national-report", cycle="nr3")
    world.submitted(person("contributor_a"), kind="national-report", cycle="nr2")
    on(5)
    page = client.get(matrix(), {"as-at": "2027-03-04"})
    assert [cell for row in page.context["rows"] for cell in row.cells if cell.report] == []


def test_strategies_are_counted_as_at_the_day(person, on):
    belgium = vocabulary("country")["be"]
    on(2)
    record = world.registered(person("focal_point_a"), kind="strategy", adopted="2006-10")
    world.registered(person("focal_point_a"), kind="strategy", adopted="")
    on(5)
    publication.withdraw(record, person("focal_point_a"), "Replaced.")
    on(6)
    counts = [entered_as_at(day, [belgium]).strategies[belgium.pk] for day in (FIRST_DAY, datetime(2027, 3, 3).date())]
    assert counts == [0, 2]
    assert entered_as_at(datetime(2027, 3, 5).date()).strategies[belgium.pk] == 1


def test_the_day_is_said_on_the_page_and_kept_with_the_filters_and_leads_back(client, person, on):
    on(2)
    world.registered(person("focal_point_a"))
    query = "region=western-europe-and-others&as-at=2022-12-19"
    page = client.get(f"{matrix()}?{query}")
    text = page.content.decode()
    assert len(page.context["rows"]) < 40
    assert "Register of national reports as at 19 December 2022" in text
    assert f'{matrix()}?region=western-europe-and-others"' in text
    assert 'value="2022-12-19"' in text
    assert 'content="noindex"' in text
    assert f"{reverse('reporting:report_matrix_csv')}?region=western-europe-and-others&amp;as-at=2022-12-19" in text


def test_the_file_names_the_day_and_has_it_in_each_line(client, person, on):
    on(2)
    world.registered(person("focal_point_a"))
    answer = client.get(f"{reverse('reporting:report_matrix_csv')}?as-at=2022-12-19")
    assert 'filename="national-reports-as-at-2022-12-19.csv"' in answer["Content-Disposition"]
    lines = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert {line["as at"] for line in lines} == {"2022-12-19"}
    belgium = next(line for line in lines if line["code"] == "be")
    assert belgium["nr4 state"] == "Submitted by then, entered in this register later"


HOSTILE = [
    "2022-02-30",
    "x",
    "0001-01-01",
    "1992-06-04",
    "2999-01-01",
    "2022",
    "9" * 400,
    "<b>",
    "2022-12-19 00:00",
    "2022-12-19'--",
]


@pytest.mark.parametrize("value", HOSTILE)
def test_what_is_no_day_is_told_by_name_and_never_ignored(client, value):
    for address in (matrix(), reverse("reporting:cycle_detail", args=["nr4"]), "/en/countries/be/"):
        page = client.get(address, {"as-at": value})
        assert page.status_code == 200
        text = page.content.decode()
        assert "As at “" in text
        assert "Until then you see today." in text
        assert "<b>" not in text.replace("<b></b>", "")
    answer = client.get(reverse("reporting:report_matrix_csv"), {"as-at": value})
    assert answer.status_code == 302
    assert "As at “" in client.get(answer["Location"]).content.decode()


def test_each_refusal_says_how_to_mend_it(client):
    def told(value: str) -> str:
        return client.get(matrix(), {"as-at": value}).content.decode()

    assert "Give the day as year, month and day, such as 2022-12-19." in told("19.12.2022")
    assert "This day is still to come." in told("2999-01-01")
    assert "Choose 5 June 1992 or a later day" in told("0001-01-01")


def test_a_cycle_is_shown_as_at_a_day(client, person, on):
    on(2)
    world.registered(person("focal_point_a"))
    url = reverse("reporting:cycle_detail", args=["nr4"])
    page = client.get(url, {"as-at": "2009-06-01"}).content.decode()
    assert "as at 1 June 2009</h1>" in page
    assert "1 of 191 Parties have a report" in page
    assert "entered here later" in page
    assert "0 of 191 Parties" in client.get(url, {"as-at": "2009-05-01"}).content.decode()
    assert "days" not in client.get(url, {"as-at": "2009-01-01"}).context["cycle"].label


def test_a_day_ends_when_it_ends_for_the_reader(client_of, person, time_machine):
    time_machine.move_to(datetime(2027, 3, 2, 23, 30, tzinfo=UTC), tick=False)
    world.registered(person("focal_point_a"), submitted="")
    time_machine.shift(timedelta(days=2))
    assert cell(client_of("visitor"), "2027-03-02").report
    member = person("member")
    member.time_zone = "Europe/Brussels"  # where it was 00:30 of the next day
    member.save()
    assert cell(client_of("member"), "2027-03-02").report is None


def test_it_takes_few_queries_however_much_there_is(client, person, on):
    on(2)
    world.registered(person("focal_point_a"))
    address = f"{matrix()}?as-at=2027-03-04"
    on(9)
    few = queries_of(client, address)
    on(3)
    for cycle in ("nr1", "nr2", "nr3", "nr5", "nr6"):
        world.registered(person("focal_point_a"), cycle=cycle)
        world.registered(person("focal_point_a"), kind="strategy")
    on(9)
    assert queries_of(client, address) == few
    assert few <= 6
    assert queries_of(client, f"{reverse('reporting:cycle_detail', args=['nr4'])}?as-at=2027-03-04") <= MOST_QUERIES
