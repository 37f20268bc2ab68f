"""What the demonstration says of countries, reports and strategies: it exists, and nobody is shown doing more."""

import json
from collections import Counter

import pytest
from django.test import override_settings

from chm_portal.demonstration import content
from chm_portal.records import kinds
from country_profiles.models import Section
from tests.demonstration.test_content import codes_of
from tests.people import make_organisation

REPORTS, PROFILES, SITES, SOURCES, INITIATIVES = (
    content.rows(name) for name in ("reports", "profiles", "national_sites", "sources", "initiatives")
)
PUBLISHED = [row for row in REPORTS if row["state"] == "published"]
WITH_PEOPLE = {"party:be", "party:cm"}  # the Parties that have invented people


@pytest.mark.parametrize("name", ["reports", "profiles", "national_sites", "sources", "initiatives", "gatherings"])
def test_every_row_says_how_we_know_of_it(name):
    assert [row for row in content.rows(name) if len(row["evidence"]) < 25] == []


def test_there_is_enough_to_stand_on():
    number_of = Counter(row["kind"] for row in PUBLISHED)
    assert number_of["national-report"] + number_of["strategy"] >= 40
    assert {row["answers"]["cycle"] for row in PUBLISHED if row["kind"] == "national-report"} == codes_of("cycles")
    assert len({row["party"] for row in PROFILES}) == len(PROFILES) >= 20
    assert sum(len(row["sections"]) >= 3 for row in PROFILES) == len(PROFILES)


def test_no_row_stands_twice():
    keys = [row["key"] for row in [*REPORTS, *PROFILES, *INITIATIVES]]
    assert [key for key, number in Counter(keys).items() if number > 1] == []
    cycles = [(row["party"], row["answers"]["cycle"]) for row in REPORTS if row["kind"] == "national-report"]
    assert [pair for pair, number in Counter(cycles).items() if number > 1] == []


def test_nobody_is_shown_as_having_entered_what_they_did_not():
    """Only the Parties with invented people enter anything; for all others the secretariat registers what is public."""
    owners = {row["owner"] for row in [*REPORTS, *PROFILES]}
    assert owners <= {"secretariat", *WITH_PEOPLE}
    for row in [*REPORTS, *PROFILES]:
        assert row["owner"] in ("secretariat", f"party:{row['party']}"), row["key"]
    with_people = {"organisation:iucn", *WITH_PEOPLE}
    assert {row["owner"] for row in INITIATIVES} <= {"secretariat", *with_people}
    assert all(row["owner"] in ("secretariat", f"party:{row['party']}") for row in INITIATIVES if "party" in row)


def test_what_is_in_preparation_has_no_date_of_submission():
    assert [row["key"] for row in REPORTS if row["state"] != "published" and "submitted" in row["answers"]] == []


def test_every_country_and_section_is_one_of_ours():
    countries = codes_of("countries")
    assert {row["party"] for row in [*REPORTS, *PROFILES]} | {row["country"] for row in SITES} <= countries
    assert {section for row in PROFILES for section in row["sections"]} <= set(Section.values)
    assert all(row["address"].startswith("https://") for row in SITES)


@pytest.mark.django_db
@override_settings(VOCABULARY_CHECK_SECONDS=None)
@pytest.mark.parametrize("row", [*PUBLISHED, *PROFILES, *SOURCES, *INITIATIVES], ids=lambda row: row["key"])
def test_every_row_passes_its_form(row):
    for organisation in ("iucn", "rbins", "wwf"):
        make_organisation(organisation)
    form = kinds.get(row["kind"]).form(content.answers(row))
    assert json.loads(form.errors.as_json()) == {}
