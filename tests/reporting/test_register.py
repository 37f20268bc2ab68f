"""The register: who has reported in which cycle, as a page, by region, and as a file (R81, R94)."""

import csv
import io
from datetime import date

import pytest
from django.urls import reverse

from chm_portal.common.csv_export import safe_cell
from chm_portal.records import publication
from chm_portal.vocabularies.memory import vocabulary
from chm_portal.vocabularies.models import Cycle
from reporting import register
from tests import world
from tests.test_public_pages import queries_of

pytestmark = pytest.mark.django_db


def rows_of(response) -> dict:
    return {row.country.code: row for row in response.context["rows"]}


def state(response, country: str, cycle: str) -> str:
    return next(cell.state for cell in rows_of(response)[country].cells if cell.cycle.code == cycle)


@pytest.fixture
def reports(person):
    """Country A has reported itself in the fourth cycle, the secretariat has registered a report of country B."""
    own = world.registered(person("focal_point_a"))
    registered = world.registered(person("curator"), of="secretariat", cycle="nr5", submitted="")
    return own, registered


def test_each_party_has_a_row_and_each_cycle_a_state(client, reports):
    page = client.get(reverse("reporting:report_matrix"))
    assert len(rows_of(page)) == 196
    assert state(page, "be", "nr4") == register.SUBMITTED
    assert state(page, "cm", "nr5") == register.REGISTERED
    assert state(page, "be", "nr5") == register.MISSING
    text = page.content.decode()
    assert "Not submitted here" in text
    assert reverse("records:record_detail", args=[reports[0].identifier]) in text


def test_who_was_no_party_when_a_report_was_due_is_not_said_to_have_missed_it():
    andorra, fourth = vocabulary("country")["ad"], vocabulary("cycle")["nr4"]
    assert andorra.party_since > fourth.due
    assert register.cell_of(andorra, fourth, register.Entered(date(2020, 1, 1), {})).state == register.NOT_ASKED
    assert (
        register.cell_of(andorra, vocabulary("cycle")["nr6"], register.Entered(date(2020, 1, 1), {})).state
        == register.MISSING
    )


def test_where_the_day_of_a_cycle_is_not_known_who_joined_after_the_next_one_was_not_asked():
    third = vocabulary("cycle")["nr3"]
    assert third.due is None
    assert (
        register.cell_of(vocabulary("country")["ad"], third, register.Entered(date(2020, 1, 1), {})).state
        == register.NOT_ASKED
    )
    assert (
        register.cell_of(vocabulary("country")["be"], third, register.Entered(date(2020, 1, 1), {})).state
        == register.MISSING
    )


def test_a_filter_by_state_leaves_the_parties_that_are_counted(client, reports):
    def totals(query: str) -> dict:
        page = client.get(reverse("reporting:report_matrix"), query)
        return {str(total.label): total.counts for total in page.context["totals"]}

    assert totals({"cycle": "nr4", "state": "submitted"}) == totals({})


def test_a_report_that_is_not_due_yet_is_not_missing():
    belgium, seventh = vocabulary("country")["be"], vocabulary("cycle")["nr7"]
    assert register.cell_of(belgium, seventh, register.Entered(date(2026, 2, 27), {})).state == register.NOT_DUE
    assert register.cell_of(belgium, seventh, register.Entered(date(2026, 2, 28), {})).state == register.MISSING


def test_a_cycle_to_come_counts_the_parties_that_will_be_asked(client, add_term):
    add_term(Cycle, code="nr8", number=8, label_en="Eighth national report", due=date(2999, 6, 30))
    add_term(Cycle, code="nr9", number=9, label_en="Ninth national report")
    page = client.get(reverse("reporting:report_matrix"))
    counts = {cycle.code: (reports, asked) for cycle, reports, asked in page.context["totals"][-1].counts}
    assert counts["nr8"] == counts["nr9"] == (0, 196)
    assert state(page, "be", "nr8") == state(page, "be", "nr9") == register.NOT_DUE
    assert "0 of 196" in client.get(reverse("reporting:cycle_detail", args=["nr8"])).content.decode()


def test_who_joined_later_is_not_counted_among_those_that_were_to_report(client):
    page = client.get(reverse("reporting:report_matrix"))
    asked = {cycle.code: asked for cycle, _reports, asked in page.context["totals"][-1].counts}
    assert asked["nr1"] < asked["nr2"] < asked["nr4"] < asked["nr6"] == asked["nr7"] == 196
    assert f"of {asked['nr1']}" in client.get(reverse("reporting:cycle_detail", args=["nr1"])).content.decode()


def test_the_languages_of_a_report_are_named_for_who_does_not_see_the_codes(client, reports):
    page = client.get(reverse("reporting:report_matrix")).content.decode()
    assert '<span class="visually-hidden">, English' in page


def test_drafts_and_withdrawn_reports_are_not_in_it(client, person, reports):
    world.draft(person("contributor_a"), kind="national-report", cycle="nr6")
    publication.withdraw(reports[0], person("focal_point_a"), "Replaced.")
    page = client.get(reverse("reporting:report_matrix"))
    assert state(page, "be", "nr6") == register.MISSING
    assert state(page, "be", "nr4") == register.MISSING


def test_regions_are_counted_and_add_up(client, reports):
    page = client.get(reverse("reporting:report_matrix"))
    totals = {
        str(total.label): {cycle.code: (n, of) for cycle, n, of in total.counts} for total in page.context["totals"]
    }
    assert totals["Africa"]["nr5"][0] == 1
    assert totals["Western Europe and Others"]["nr4"][0] == 1
    assert totals["All regions"]["nr4"][0] == 1
    parts = [counts["nr6"][1] for label, counts in totals.items() if label != "All regions"]
    assert sum(parts) == totals["All regions"]["nr6"][1]


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("region=africa", 54),
        ("group=is_eu_member", 27),
        ("region=africa&group=is_eu_member", 0),
        ("state=submitted", 1),
        ("cycle=nr5&state=registered", 1),
        ("cycle=nr4&state=registered", 0),
        ("region=nowhere&cycle=x&state=y", 196),
    ],
)
def test_the_address_is_the_filter(client, reports, query, number):
    page = client.get(f"{reverse('reporting:report_matrix')}?{query}")
    assert len(page.context["rows"]) == number
    assert page.status_code == 200


def test_the_file_has_the_same_rows_with_state_date_languages_and_identifier(client, reports):
    answer = client.get(f"{reverse('reporting:report_matrix_csv')}?region=western-europe-and-others")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text)))
    belgium = next(line for line in lines if line["code"] == "be")
    assert belgium["nr4 state"] == "Submitted by the Party"
    assert belgium["nr4 date"] == "2009-05"
    assert belgium["nr4 languages"] == "en fr"
    assert belgium["nr4 identifier"] == reports[0].identifier
    assert belgium["nr5 state"] == "Not submitted here"
    assert answer["Content-Disposition"] == 'attachment; filename="national-reports.csv"'


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_of_a_file_is_taken_for_a_formula(text):
    assert safe_cell(text).startswith("'")


def test_a_cycle_shows_who_has_reported_and_who_has_not(client, reports):
    page = client.get(reverse("reporting:cycle_detail", args=["nr4"])).content.decode()
    assert "1 of 191 Parties have a report in this register." in page
    assert reverse("records:record_detail", args=[reports[0].identifier]) in page
    assert reverse("country_profiles:country_detail", args=["cm"]) in page
    assert "Decision VIII/14" in page
    assert client.get(reverse("reporting:cycle_detail", args=["nr99"])).status_code == 404


@pytest.mark.parametrize("name", ["home", "report_matrix", "cycle_list", "report_list", "strategy_list"])
def test_its_pages_take_few_queries_however_much_there_is(client, person, index, drain_outbox, name):
    world.registered(person("focal_point_a"))
    drain_outbox("index")
    few = queries_of(client, reverse(f"reporting:{name}"))
    for cycle in ("nr1", "nr2", "nr3", "nr5", "nr6"):
        world.registered(person("focal_point_a"), cycle=cycle)
        world.registered(person("focal_point_a"), kind="strategy")
    drain_outbox("index")
    assert few <= 12
    assert queries_of(client, reverse(f"reporting:{name}")) <= few + 1
