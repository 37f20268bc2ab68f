"""What comes in is made storable, and whatever cannot be is named; nothing is raised."""

import json

import pytest
from django import forms
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from chm_portal.records import intake, kinds
from chm_portal.records.intake import check_shape, clean_payload, clean_text
from tests import world

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(alphabet=st.characters()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(alphabet=st.characters()), inner, max_size=4),
    max_leaves=20,
)


@given(JSON)
@settings(max_examples=300)
def test_any_json_comes_out_storable_and_raises_nothing(raw):
    payload, problems = clean_payload(raw)
    stored = json.dumps(payload, allow_nan=False, ensure_ascii=False)
    stored.encode()
    assert "\\u0000" not in json.dumps(payload)
    assert all(problem.message for problem in problems)


@given(JSON)
def test_cleaning_twice_changes_nothing(raw):
    payload, _problems = clean_payload(raw)
    assert clean_payload(payload) == (payload, [])


@pytest.mark.django_db
def test_postgresql_stores_what_intake_lets_through():
    raw = {
        "a\0\ud800": ["x\0y", "\udfff", "\ufffe", 2**53 - 1, 1.7e-308],
        "b": {"c\ud83d": "👩\u200d🚀"},
        "d": "\r\n\x1b",
    }
    payload, problems = clean_payload(raw)
    with connection.cursor() as cursor:
        cursor.execute("select %s::jsonb", [json.dumps(payload)])
        (stored,) = cursor.fetchone()
    assert (json.loads(stored) if isinstance(stored, str) else stored) == payload
    assert problems == []


def test_line_ends_become_newlines_and_tabs_stay():
    assert clean_payload({"summary_en": "one\r\ntwo\rthree\tfour\x07"})[0] == {"summary_en": "one\ntwo\nthree\tfour"}


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (float("nan"), "number"),
        (float("inf"), "number"),
        (10**400, "number"),
        ("é" * 600_000, "too long"),
        (["x"] * 501, "500"),
        ({str(number): "" for number in range(501)}, "500"),
        ([[[[["deep"]]]]], "deeply"),
        (b"bytes", "neither"),
    ],
)
def test_an_answer_beyond_a_limit_is_left_out_and_named(value, said):
    payload, (problem,) = clean_payload({"title_en": "Kept", "summary_en": value})
    assert payload == {"title_en": "Kept"}
    assert problem.field == "summary_en"
    assert said in problem.message
    assert str(problem).startswith("summary_en: ")


def test_rows_with_lists_in_them_are_not_too_deep():
    payload = {"funding": [{"amount": "1", "years": ["2010", "2011"]}]}
    assert clean_payload(payload) == (payload, [])


def test_very_deep_json_is_refused_and_not_followed():
    deep: list = []
    for _level in range(5_000):
        deep = [deep]
    assert [problem.field for problem in clean_payload({"x": deep})[1]] == ["x"]


def test_an_entry_beyond_two_megabytes_keeps_what_fits_and_names_the_rest():
    half = "x" * (900 * 1024)
    payload, problems = clean_payload({"one": half, "two": half, "three": half, "four": "short"})
    assert set(payload) == {"one", "two", "four"}
    assert [problem.field for problem in problems] == ["three"]


def test_answers_that_stay_take_up_room_and_those_replaced_do_not():
    half = "x" * (900 * 1024)
    stays = {"one": half, "two": half}
    assert [problem.field for problem in clean_payload({"three": half}, beside=stays)[1]] == ["three"]
    assert clean_payload({"two": half[1:]}, beside=stays)[1] == []


@pytest.mark.parametrize("raw", [None, [], "text", 7, {str(number): 1 for number in range(501)}])
def test_what_is_no_entry_at_all_gives_an_empty_one_and_says_so(raw):
    payload, (problem,) = clean_payload(raw)
    assert payload == {} and problem.field == ""


def test_a_very_long_name_is_refused_and_shown_short():
    payload, (problem,) = clean_payload({"n" * 10_000: "x"})
    assert payload == {} and len(problem.field) == intake.NAME_LENGTH


@given(st.text(alphabet=st.characters()))
def test_clean_text_can_be_encoded_and_is_clean_already(text):
    cleaned = clean_text(text)
    cleaned.encode()
    assert "\0" not in cleaned and "\r" not in cleaned
    assert clean_text(cleaned) == cleaned


# --- shape ---------------------------------------------------------------------------------------


class LinkRow(forms.Form):
    address = forms.CharField()
    is_home_page = forms.BooleanField()


class LinksField(forms.Field):
    row_form = LinkRow


class GuideForm(forms.Form):
    title_en = forms.CharField()
    is_public = forms.BooleanField()
    themes = forms.MultipleChoiceField()
    pages = forms.IntegerField()
    links = LinksField()


def test_the_payload_of_a_resource_has_the_shape_of_its_form():
    files = [{"file": 7, "title": "Guide", "language": "en"}]
    relations = [{"verb": "replaces", "target": "CHM-RES-BE-1"}]
    assert check_shape(kinds.get("resource").form, world.payload(files=files, relations=relations)) == []
    assert [problem.field for problem in check_shape(kinds.get("resource").form, {"files": [{"file": "7"}]})] == [
        "files[0].file"
    ]


def test_the_right_shape_has_no_problems():
    payload = {
        "title_en": "Guide",
        "is_public": True,
        "themes": ["forests"],
        "pages": 3,
        "links": [{"address": "https://a.example", "is_home_page": False}],
    }
    assert check_shape(GuideForm, payload) == []
    assert check_shape(GuideForm, dict.fromkeys(payload)) == []


@pytest.mark.parametrize(
    ("payload", "field"),
    [
        ({"title_xx": "Guide"}, "title_xx"),
        ({"title_en": {"a": 1}}, "title_en"),
        ({"title_en": 3}, "title_en"),
        ({"is_public": "no"}, "is_public"),
        ({"themes": "forests"}, "themes"),
        ({"themes": [1]}, "themes"),
        ({"pages": "3"}, "pages"),
        ({"pages": True}, "pages"),
        ({"links": "x"}, "links"),
        ({"links": ["x"]}, "links"),
        ({"links": [{"address": "a"}, {"adress": "b"}]}, "links[1].adress"),
        ({"links": [{"is_home_page": "0"}]}, "links[0].is_home_page"),
    ],
)
def test_unknown_names_and_wrong_types_are_refused_by_name(payload, field):
    assert [problem.field for problem in check_shape(GuideForm, payload)] == [field]
