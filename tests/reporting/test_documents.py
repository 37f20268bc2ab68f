"""What a report and a strategy are asked, and what is said when an answer cannot be used (R81, R83, R90)."""

import pytest
from django.db import IntegrityError
from django.urls import reverse

from reporting.forms import NationalReportForm, StrategyForm
from reporting.models import NationalReport, Strategy
from tests import world

pytestmark = pytest.mark.django_db


def errors_of(form) -> dict:
    return {name: [str(message) for message in messages] for name, messages in form.errors.items()}


def test_a_period_does_not_end_before_it_begins():
    form = NationalReportForm(world.report_payload(cycle="nr4", period_start="2009", period_end="2005"))
    assert errors_of(form) == {"period_end": ["The period ends before it begins."]}


@pytest.mark.parametrize("day", ["2999", "2999-01-01"])
def test_nothing_was_submitted_or_adopted_on_a_day_that_is_still_to_come(day):
    form = NationalReportForm(world.report_payload(cycle="nr4", submitted=day, adopted=day))
    assert errors_of(form) == {name: ["This day is still to come."] for name in ("submitted", "adopted")}


@pytest.mark.parametrize(("start", "end"), [("2010-04", "2010"), ("2010", "2010-04"), ("", "2010"), ("2010", "")])
def test_an_end_within_the_year_of_the_beginning_is_no_contradiction(start, end):
    form = NationalReportForm(world.report_payload(cycle="nr4", period_start=start, period_end=end))
    assert errors_of(form) == {}


def test_the_database_says_the_same_as_the_form(person):
    record = world.registered(person("focal_point_a"))
    with pytest.raises(IntegrityError):
        NationalReport.objects.filter(pk=record.pk).update(period_start="2009", period_end="2005")


def test_a_document_leads_somewhere_and_has_a_title_for_each_summary():
    form = StrategyForm(world.strategy_payload(links=[], summary_fr="Un résumé."))
    assert errors_of(form) == {
        "links": ["Add a file or a link: readers must be able to read it."],
        "title_fr": ["There is a summary in this language, but no title."],
    }


def test_only_public_information_is_registered():
    form = NationalReportForm(world.report_payload(cycle="nr4", is_public=False))
    assert list(form.errors) == ["is_public"]


def test_a_page_names_the_party_the_cycle_and_the_original_on_the_national_clearing_house_first(client, person):
    record = world.registered(person("focal_point_a"), original_url="https://www.biodiv.example/nr4")
    page = client.get(record.get_absolute_url()).content.decode()
    assert "Fourth national report" in page
    assert "Information provided by <bdi>Belgium</bdi>" in page
    assert page.index("The original on the national clearing-house") < page.index("nr4.pdf")


def test_what_the_secretariat_registered_says_so(client, person):
    record = world.registered(person("curator"), of="secretariat")
    page = client.get(record.get_absolute_url()).content.decode()
    assert "Registered by the secretariat from public sources" in page
    assert "Cameroon" in page


def test_a_party_can_have_several_versions_of_its_strategy(person):
    first = world.registered(person("focal_point_a"), kind="strategy")
    second = world.registered(person("focal_point_a"), kind="strategy", title_en="Updated strategy", adopted="2013")
    assert [first.identifier, second.identifier] == ["CHM-STR-BE-1", "CHM-STR-BE-2"]
    assert Strategy.objects.published().count() == 2


def test_a_report_is_found_by_its_cycle_and_its_party_in_other_languages(client, person, index, drain_outbox):
    record = world.registered(person("focal_point_a"))
    drain_outbox("index")
    for language, question in (
        ("fr", "quatrième rapport Belgique"),
        ("ru", "четвертый доклад Бельгия"),
        ("ar", "بلجيكا"),
    ):
        page = client.get(f"/{language}/search/?q={question}").content.decode()
        assert record.identifier in page, language


def test_lists_of_one_kind_show_only_that_kind(client, person, index, drain_outbox):
    report = world.registered(person("focal_point_a"))
    strategy = world.registered(person("focal_point_a"), kind="strategy")
    drain_outbox("index")
    page = client.get(reverse("reporting:strategy_list")).content.decode()
    assert strategy.identifier in page
    assert report.identifier not in page


def test_a_report_leads_to_its_party_and_its_cycle(client, person):
    report = world.registered(person("focal_point_a"))
    aside = client.get(report.get_absolute_url()).content.decode().split("<aside")[1]
    assert f'href="{reverse("country_profiles:country_detail", args=["be"])}"' in aside
    assert f'href="{reverse("reporting:cycle_detail", args=["nr4"])}"' in aside
