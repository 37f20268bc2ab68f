"""What is typed is understood, and nothing that is typed can fail."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chm_portal.search.query import LONGEST, MOST_PARTS, parse


def test_words_phrases_and_exclusions_are_told_apart():
    question = parse('marine "protected areas" -fisheries -"high seas" biodiversity', "en")
    assert question.words == ("marine", "biodiversity")
    assert question.phrases == ("protected areas",)
    assert question.excluded == ("fisheries", "high seas")


@pytest.mark.parametrize(
    "typed", ["«aires protégées»", "“aires protégées”", "„aires protégées“", "「aires protégées」"]
)
def test_the_quotation_marks_of_all_languages_make_a_phrase(typed):
    assert parse(typed, "fr").phrases == ("aires protégées",)


def test_a_hyphen_inside_a_word_excludes_nothing():
    question = parse("benefit-sharing rules -", "en")
    assert question.words == ("benefit-sharing", "rules")
    assert question.excluded == ()


@pytest.mark.parametrize("dash", ["\u2012", "\u2013", "\u2014", "\u2212"])
def test_every_dash_before_a_word_excludes_it_and_one_between_words_does_not(dash):
    question = parse(f"forest {dash}brazil 2010{dash}2020 {dash} coast", "en")
    assert question.excluded == ("brazil",)
    assert question.words[0] == "forest" and question.words[-1] == "coast"


@pytest.mark.parametrize(
    "typed",
    [
        "CHM-RES-BE-12",
        "see chm-res-be-12 please",
        "https://chm.example.org/en/records/CHM-RES-BE-12/",
        "/fr/records/CHM-RES-BE-12/print/",
    ],
)
def test_whoever_names_a_record_looks_for_it_alone(typed):
    assert [word.upper() for word in parse(typed, "en").words] == ["CHM-RES-BE-12"]


def test_a_record_that_is_excluded_is_not_looked_for():
    question = parse("forest -CHM-RES-BE-12", "en")
    assert (question.words, question.excluded) == (("forest",), ("CHM-RES-BE-12",))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("https://www.cbd.int/doc/nr-06.pdf", ("cbd", "int", "doc", "nr-06", "pdf")),
        ("www.cbd.int/reports/?year=2014", ("cbd", "int", "reports", "year", "2014")),
        ("mangroves:guide", ("mangroves", "guide")),
    ],
)
def test_a_pasted_address_is_the_words_in_it(typed, words):
    assert parse(typed, "en").words == words


def test_a_quotation_mark_left_open_is_no_phrase():
    assert parse('"protected areas', "en").words == ("protected", "areas")


def test_stop_words_of_a_question_need_not_be_found():
    assert parse("Comment les Parties luttent-elles contre les espèces envahissantes ?", "fr").words == (
        "Parties", "luttent-elles", "contre", "espèces", "envahissantes",
    )  # fmt: skip
    assert parse("how do others deal with alien species", "fr").words == ("others", "deal", "alien", "species")


def test_stop_words_alone_are_looked_for():
    assert parse("the", "en").words == ("the",)
    assert parse("why and how", "en").words == ("why", "and", "how")


def test_stop_words_in_a_phrase_stay():
    assert parse('"access and benefit-sharing"', "en").phrases == ("access and benefit-sharing",)


def test_chinese_without_spaces_is_looked_for_by_pairs():
    assert parse("生物多样性", "zh-hans").words == ("生物", "物多", "多样", "样性")


def test_a_word_is_looked_for_once_however_it_is_written():
    assert parse("Forêt foret FORÊT", "fr").words == ("Forêt",)


def test_operators_of_other_systems_are_words_or_signs():
    question = parse("theme:forest (marine) AND* OR [x] ~ ^2 title_en__icontains=1", "es")
    assert question.words == ("theme", "forest", "(marine)", "AND*", "OR", "[x]", "^2", "title_en__icontains=1")


def test_a_question_that_is_too_long_is_cut_and_says_so():
    question = parse("word " * 250_000, "en")
    assert len(question.text) <= LONGEST
    assert question.is_cut
    many = parse(" ".join(f"w{number}" for number in range(60)), "en")
    assert len(many.words) == MOST_PARTS
    assert many.is_cut
    assert not parse("short", "en").is_cut


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "\x00",
        "\ud800",
        "a\x00b",
        "(" * 10_000,
        '"' * 999,
        "-" * 999,
        '-"',
        "\u202e",
        "*",
        "?" * 50,
        "\\",
        "' OR 1=1 --",
        "𝕏" * 500,
    ],
)
def test_strange_texts_are_answered(typed):
    question = parse(typed, "en")
    assert "\x00" not in question.text
    question.text.encode()


@settings(deadline=None)
@given(
    st.text(st.characters(exclude_categories=[]), max_size=500),
    st.sampled_from(["ar", "en", "es", "fr", "ru", "zh-hans", "xx"]),
)
def test_any_text_can_be_asked_and_asked_again(typed, language):
    question = parse(typed, language)
    question.text.encode()
    again = parse(question.text, language)
    assert (again.words, again.phrases, again.excluded) == (question.words, question.phrases, question.excluded)
