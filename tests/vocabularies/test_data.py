"""The data files: complete, in six languages, and right where it can be counted."""

import re
from collections import Counter

import pytest

from chm_portal.common.languages import LANGUAGE_CODES, suffix
from chm_portal.vocabularies import files, groups
from chm_portal.vocabularies.memory import vocabulary

SCRIPTS = {"ar": r"[\u0600-\u06ff]", "ru": r"[\u0400-\u04ff]", "zh-hans": r"[\u4e00-\u9fff]"}
REGIONS = {
    "africa": 54,
    "asia-and-the-pacific": 57,
    "central-and-eastern-europe": 23,
    "latin-america-and-the-caribbean": 33,
    "western-europe-and-others": 31,
}


@pytest.fixture(scope="module")
def data_files():
    opened = [files.open_file(name, files.FOLDER) for name in files.FILES]
    files.read(opened)
    return {file.vocabulary: file for file in opened}


def countries_that(flag):
    return {term.code for term in vocabulary("country") if getattr(term, flag)}


def test_there_are_198_governments_of_which_196_are_parties():
    assert len(vocabulary("country")) == 198
    assert countries_that("is_party") == set(vocabulary("country").codes()) - {"us", "va"}


def test_every_country_has_its_regional_group():
    assert Counter(term.region.code for term in vocabulary("country")) == REGIONS


@pytest.mark.parametrize(
    ("flag", "count"),
    [("is_ldc", 44), ("is_landlocked", 32), ("is_sids", 39), ("is_eit", 17), ("is_eu_member", 27)],
)
def test_the_groups_of_countries_have_their_size(flag, count):
    assert len(countries_that(flag)) == count


def test_countries_that_left_the_least_developed_are_no_longer_among_them():
    assert not countries_that("is_ldc") & {"bt", "st", "vu", "gq", "ws", "mv", "cv", "bw"}


def test_the_european_union_is_a_party_and_not_its_own_member():
    union = vocabulary("country")["eu"]
    assert union.is_party and not union.is_eu_member and str(union.party_since) == "1994-03-21"


def test_the_first_thirty_parties_are_parties_since_the_convention_is_in_force():
    since = Counter(str(term.party_since) for term in vocabulary("country") if term.party_since)
    assert since["1993-12-29"] == 30
    assert min(since) == "1993-12-29"


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [
        ("tr", "en", "Türkiye"),
        ("cz", "en", "Czechia"),
        ("sz", "en", "Eswatini"),
        ("ps", "en", "State of Palestine"),
        ("bo", "es", "Bolivia (Estado Plurinacional de)"),
        ("kp", "fr", "République populaire démocratique de Corée"),
        ("ci", "en", "Côte d'Ivoire"),
        ("vn", "fr", "Viet Nam"),
        ("mk", "ru", "Северная Македония"),
        ("gb", "zh-hans", "大不列颠及北爱尔兰联合王国"),
        ("bj", "ar", "بنن"),
    ],
)
def test_countries_bear_the_names_of_united_nations_terminology(code, language, name):
    assert vocabulary("country")[code].labels[language] == name


def test_there_are_42_articles_and_every_sub_paragraph_stands_under_its_article():
    articles = list(vocabulary("article"))
    assert [term.code for term in articles if term.parent is None] == [str(number) for number in range(1, 43)]
    for term in articles:
        if term.parent:
            assert re.fullmatch(rf"{term.parent.code}([a-m]|-\d)", term.code)
    assert {"8g", "8h", "8j", "10c", "14-2", "18-3"} <= set(vocabulary("article").codes())


@pytest.mark.parametrize(("framework", "goals", "targets"), [("gbf", 4, 23), ("aichi", 5, 20)])
def test_the_frameworks_have_their_goals_and_targets(framework, goals, targets):
    kinds = Counter(term.kind for term in vocabulary("target") if term.framework.code == framework)
    assert kinds == {"goal": goals, "target": targets}


def test_every_aichi_target_stands_under_its_strategic_goal():
    parents = [term.parent for term in vocabulary("target") if term.framework.code == "aichi" and term.kind == "target"]
    under = Counter(parent.code[-1] for parent in parents)
    assert under == {"a": 4, "b": 6, "c": 3, "d": 3, "e": 4}


def test_the_resource_types_begin_with_the_five_of_the_founding_paper():
    assert vocabulary("resource_type").codes()[:5] == ["guideline", "strategy", "report", "case-study", "toolkit"]


def test_the_languages_begin_with_the_six_of_the_portal():
    codes = vocabulary("language").codes()
    assert set(codes[:6]) == set(LANGUAGE_CODES)
    assert [term.code for term in vocabulary("language") if term.is_official] == codes[:6]


def test_every_creative_commons_licence_leads_to_its_text():
    for term in vocabulary("licence"):
        if term.spdx.startswith("CC"):
            assert term.code == term.spdx.lower()
            assert term.address.startswith("https://creativecommons.org/")


@pytest.mark.parametrize("name", files.FILES)
def test_every_translated_text_is_there_in_six_languages_and_in_the_right_script(name, data_files):
    file = data_files[name]
    for column in files.fields_of(file.model).values():
        if files.is_translated(column) and column.name not in {"number", "sort_key"}:
            for code, columns in file.rows.items():
                texts = {language: columns[f"{column.name}_{suffix(language)}"] for language in LANGUAGE_CODES}
                assert all(texts.values()), f"{code}: {texts}"
                for language, script in SCRIPTS.items():
                    assert re.search(script, texts[language]), f"{code}: {texts[language]}"
                for language, text in texts.items():
                    assert "  " not in text and (language in SCRIPTS or not re.search("|".join(SCRIPTS.values()), text))


def test_no_two_terms_of_a_vocabulary_look_alike():
    for name in files.FILES:
        for language in LANGUAGE_CODES:
            labels = Counter(term.labels[language] for term in vocabulary(name))
            assert not [label for label, count in labels.items() if count > 1], (name, language)


def test_the_groups_of_a_form_offer_every_term_once():
    for name, grouped in (
        ("article", groups.articles()),
        ("target", groups.targets()),
        ("country", groups.countries()),
    ):
        offered = [code for _heading, choices in grouped for code, _label in choices]
        assert sorted(offered) == sorted(vocabulary(name).codes())


def test_themes_at_the_top_of_the_tree_are_headings_and_not_offered():
    offered = {code for _heading, choices in groups.themes() for code, _label in choices}
    assert offered == {term.code for term in vocabulary("theme") if term.parent}
    assert len(groups.themes()) == 3
