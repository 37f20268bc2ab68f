"""What the demonstration's files say: everything in them exists, is ours in words, and is complete."""

import json
import re
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.password_validation import validate_password

from chm_portal.common.languages import LANGUAGE_CODES
from chm_portal.demonstration import content
from chm_portal.directory.models import OrganisationKind, Role
from chm_portal.vocabularies import files as vocabulary_files

VOCABULARIES = Path(vocabulary_files.__file__).parent / "data"
RESOURCES = content.rows("resources")
PUBLISHED = [row for row in RESOURCES if row["state"] == "published"]
# Documents that the founding paper itself names.
NAMED = ("UNEP/CBD/COP/9/23", "COP/5/INF/2", "COP/7/INF/12", "CHM/IAC/2007/1/4", "COP/9/INF/21")
# Words, for Chinese characters; Arabic and Russian say the same in fewer words than English.
LENGTHS = {"ar": (45, 150), "ru": (45, 150), "zh-hans": (100, 300)}
LANGUAGE_OF_TESTS = (60, 150)


def codes_of(vocabulary: str) -> set[str]:
    rows = json.loads((VOCABULARIES / f"{vocabulary}.json").read_text(encoding="utf-8"))["rows"]
    return {row["code"] for row in rows}


@pytest.mark.parametrize("name", ["organisations", "resources"])
def test_every_row_says_how_we_know_of_it(name):
    assert [row for row in content.rows(name) if len(row["evidence"]) < 25] == []


@pytest.mark.parametrize("name, key", [("organisations", "code"), ("resources", "key"), ("people", "key")])
def test_no_row_stands_twice(name, key):
    assert [value for value, number in Counter(row[key] for row in content.rows(name)).items() if number > 1] == []


def test_there_is_enough_to_stand_on():
    assert len(content.rows("organisations")) >= 15
    assert len(PUBLISHED) >= 24
    states = Counter(row["state"] for row in RESOURCES)
    assert all(states[state] >= 2 for state in ("draft", "submitted", "endorsed", "returned"))
    assert states["withdrawn"] == 1


def test_every_kind_of_organisation_and_every_type_of_resource_occurs():
    assert {row["kind"] for row in content.rows("organisations")} == set(OrganisationKind.values)
    assert {row["answers"]["type"] for row in PUBLISHED} == codes_of("resource_types")


@pytest.mark.parametrize("symbol", NAMED)
def test_the_documents_that_the_founding_paper_names_are_there(symbol):
    assert [row["key"] for row in PUBLISHED if any(f"{symbol})" in title for title in row["title"].values())]


@pytest.mark.parametrize(
    "field, vocabulary",
    [
        ("type", "resource_types"),
        ("themes", "themes"),
        ("articles", "articles"),
        ("targets", "targets"),
        ("countries", "countries"),
        ("regions", "regions"),
        ("audiences", "audiences"),
        ("languages", "languages"),
        ("licence", "licences"),
    ],
)
def test_every_term_exists(field, vocabulary):
    known = codes_of(vocabulary)
    for row in RESOURCES:
        for answers in (row["answers"], row.get("check", {}), row.get("revise", {}).get("answers", {})):
            terms = answers.get(field, [])
            assert {terms} <= known if isinstance(terms, str) else set(terms) <= known, row["key"]


def test_summaries_keep_to_the_length_guide_in_each_language():
    wrong = []
    for row in PUBLISHED:
        for language, text in (row["summary"] | row.get("revise", {}).get("summary", {})).items():
            shortest, longest = LENGTHS.get(language, LANGUAGE_OF_TESTS)
            length = len(text) if language == "zh-hans" else len(text.split())
            if not shortest <= length <= longest:
                wrong.append((row["key"], language, length))
    assert wrong == []


def test_each_of_the_six_languages_has_several_summaries():
    languages = Counter(language for row in PUBLISHED for language in row["summary"])
    assert all(languages[code] >= 5 for code in LANGUAGE_CODES), languages


def test_organisations_are_named_and_described_in_six_languages():
    for row in content.rows("organisations"):
        for field in ("name", "description"):
            assert sorted(row[field]) == sorted(LANGUAGE_CODES), row["code"]
            assert all(row[field].values()), row["code"]


def test_a_link_to_the_publishers_home_page_is_marked_as_one_and_no_other_is():
    for row in RESOURCES:
        for link in row["answers"].get("links", []):
            parts = urlsplit(link["address"])
            assert parts.scheme == "https", link
            if link["is_home_page"]:
                assert len(parts.path.strip("/").split("/")) == 1, link


def test_people_have_invented_names_and_no_address_but_example_org():
    people = content.rows("people")
    assert all(re.fullmatch(r"[a-z0-9-]+@example\.org", row["email"]) for row in people)
    assert all(row["email"] == f"{row['key']}@example.org" for row in people)
    everything = json.dumps([content.read(name) for name in ("people", "organisations", "resources")])
    assert set(re.findall(r"[\w.+-]+@[\w-]+\.[\w.]+", everything)) == {row["email"] for row in people}


def test_every_role_but_the_special_focal_points_is_held_by_somebody():
    held = {designation["role"] for row in content.rows("people") for designation in row["designations"]}
    assert held == set(Role.values) - {Role.OTHER_FOCAL_POINT}
    assert any(not row["designations"] for row in content.rows("people")), "a member without any role"


def test_the_password_is_one_that_the_portal_accepts():
    validate_password(content.read("people")["password"])
    assert len(content.read("people")["password"]) >= 12


def test_the_chinese_texts_speak_the_language_of_the_founding_paper():
    texts = [text for row in RESOURCES for text in (row["title"].get("zh-hans", ""), row["summary"].get("zh-hans", ""))]
    assert [text for text in texts if "知识库" in text or "信息交换所" in text or "交换机制" in text] == []
