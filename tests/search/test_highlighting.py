"""What was looked for is marked where it was found, in the language of the text, and nothing else is HTML."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chm_portal.search.highlighting import SNIPPET, Highlighter
from chm_portal.search.query import parse


def marked(typed: str, text: str, language: str = "en", reader: str = "en") -> str:
    return str(Highlighter(parse(typed, reader)).marked(text, language))


@pytest.mark.parametrize(
    ("language", "typed", "text", "expected"),
    [
        ("en", "mangrove", "Mangroves and forests", "<mark>Mangroves</mark> and forests"),
        ("fr", "protegees", "Aires protégées", "Aires <mark>protégées</mark>"),
        ("fr", "accès eau", "l\u2019accès à l'eau", "l\u2019<mark>accès</mark> à l&#x27;<mark>eau</mark>"),
        ("es", "area indigena", "Áreas indígenas", "<mark>Áreas</mark> <mark>indígenas</mark>"),
        ("ru", "стратегия", "О национальной стратегии", "О национальной <mark>стратегии</mark>"),
        ("ar", "تنوع", "التَّنَوُّع البيولوجي", "<mark>التَّنَوُّع</mark> البيولوجي"),
        ("zh-hans", "多样性公约", "生物多样性公约缔约方", "生物<mark>多样性公约</mark>缔约方"),
        ("en", "benefit-sharing", "On benefit-sharing", "On <mark>benefit</mark>-<mark>sharing</mark>"),
        ("en", "desert", "Mangroves", "Mangroves"),
    ],
)
def test_words_are_marked_as_they_were_found(language, typed, text, expected):
    """Row 12."""
    assert marked(typed, text, language, reader=language) == expected


def test_an_english_text_is_marked_for_a_french_reader_by_english_words():
    assert marked("strategies", "National strategy", "en", reader="fr") == "National <mark>strategy</mark>"


def test_nothing_in_a_text_is_html():
    assert marked("b", "<b>b</b> & more") == "&lt;<mark>b</mark>&gt;<mark>b</mark>&lt;/<mark>b</mark>&gt; &amp; more"


def test_the_snippet_shows_where_the_words_stand():
    text = "Nothing here. " * 60 + "At last a mangrove stands on the coast. " + "And then nothing. " * 60
    snippet = str(Highlighter(parse("mangrove coast", "en")).snippet(text, "en"))
    assert "<mark>mangrove</mark>" in snippet
    assert "<mark>coast</mark>" in snippet
    assert snippet.startswith("… ")
    assert snippet.endswith(" …")
    assert len(snippet) < SNIPPET + 60


def test_a_text_without_the_words_shows_its_beginning():
    text = "The first words of it. " * 30
    assert str(Highlighter(parse("mangrove", "en")).snippet(text, "en")).startswith("The first words")


@given(st.text(max_size=600), st.text(max_size=60), st.sampled_from(["ar", "en", "es", "fr", "ru", "zh-hans"]))
def test_any_text_and_any_question_give_well_formed_html(text, typed, language):
    highlighter = Highlighter(parse(typed, language))
    for html in (str(highlighter.marked(text, language)), str(highlighter.snippet(text, language))):
        bare = html.replace("<mark>", "").replace("</mark>", "")
        assert "<" not in bare
        assert html.count("<mark>") == html.count("</mark>")
