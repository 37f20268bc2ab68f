"""Another spelling is suggested where a word is in no document, and only if it finds something."""

import pytest
from django.test import Client

from chm_portal.search import suggestions
from chm_portal.search.models import SynonymGroup
from chm_portal.search.suggestions import distance
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def publish(index, person, drain_outbox):
    """Return a function that publishes a resource and waits for the indexer."""

    def give(**answers):
        record = world.published(person("focal_point_a"), person("curator"), **answers)
        drain_outbox("index")
        return record

    return give


def suggestion(typed: str, language: str = "en") -> str | None:
    answer = Client().get(f"/{language}/search/", {"q": typed, "format": "json"}).json()
    return answer["answers"] if answer["answers"] != typed else answer["suggestion"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("mangorve", "mangrove"),  # swapped
        ("mangrve", "mangrove"),  # left out
        ("manggrove", "mangrove"),  # doubled
        ("mamgrove", "mangrove"),  # another letter
        ("restoratoin of mangrovess", "restoration of mangroves"),
        ("acessibillity", "accessibility"),  # two slips
    ],
)
def test_slips_of_the_hand_are_put_right(publish, typed, meant):
    publish(title_en="Restoration of mangroves: a mangrove guide with accessibility")
    assert suggestion(typed) == meant


@pytest.mark.parametrize(
    ("language", "title", "typed", "meant"),
    [
        ("fr", "Stratégie nationale", "stratgie", "strategie"),
        ("ru", "Национальная стратегия", "стратегея", "стратегия"),
        ("ar", "التنوع البيولوجي", "البيلوجي", "البيولوجي"),
        ("es", "Diversidad biológica", "divercidad", "diversidad"),
    ],
)
def test_in_every_language_that_has_letters(publish, language, title, typed, meant):
    publish(**{f"title_{language}": title})
    assert suggestion(typed, language) == meant


def test_what_is_found_needs_no_other_spelling(publish):
    publish(title_en="Mangroves and coral")
    assert suggestion("mangroves") is None
    assert suggestion("mangrove coral") is None
    assert suggestion("xylophone") is None


@pytest.mark.parametrize(
    ("language", "title", "typed"),
    [
        ("en", "A guide to biodiversity", "guides xylophone"),  # another form of a word that is there
        ("es", "Dónde se encuentra la información", "encuentro xilófono"),
        ("ru", "Доступ женщин к земле", "женщины ксилофон"),
        ("es", "Diversidad para todos", "papa xilófono"),  # short words are near to many
        ("ar", "حماية الشعاب المرجانية", "الشعوب الأصلية"),
        ("ar", "مكافحة التصحر في الصحراء", "القائمة الحمراء"),
    ],
)
def test_a_word_that_is_right_is_not_corrected(publish, language, title, typed):
    publish(**{f"title_{language}": title})
    assert suggestion(typed, language) is None


def test_a_word_of_the_synonyms_is_right(publish):
    SynonymGroup.objects.create(expressions_en="tiger", expressions_fr="tigres")
    publish(title_fr="Les tigers du parc")
    assert suggestion("xylophone tigres", "fr") is None


def test_a_slip_that_one_record_has_too_is_put_right_by_a_common_word(publish, monkeypatch):
    monkeypatch.setattr(suggestions, "COMMON", 3)
    for _number in range(3):
        publish(title_en="Mangrove guide")
    publish(title_en="A mangorve report")
    publish(title_en="A grove of oaks")
    assert suggestion("mangorve") == "mangrove"
    assert suggestion("grove") is None  # two letters away: a word of its own
    assert Client().get("/en/search/", {"q": "mangorve", "format": "json"}).json()["count"] == 1, "it is still answered"


def test_words_of_drafts_are_never_suggested(index, person, drain_outbox):
    world.submitted(person("focal_point_a"), title_en="Unutterable mangrove")
    drain_outbox("index")
    assert suggestion("unuterable") is None


def test_where_some_words_are_found_the_page_asks_and_keeps_the_filters(publish):
    publish(title_en="Mangrove guide")
    page = Client().get("/en/search/", {"q": "mangorve guide", "type": "guideline"}).content.decode()
    assert "Did you mean" in page
    assert "?q=mangrove+guide&amp;type=guideline" in page


def test_where_nothing_is_found_the_page_answers_what_was_meant_and_says_so(publish):
    publish(title_en="Mangrove guide")
    page = Client().get("/en/search/", {"q": "mangorve"}).content.decode()
    assert "Nothing was found for" in page
    assert "<mark>Mangrove</mark> guide" in page


def test_distances():
    assert [distance("abc", other) for other in ("abc", "acb", "ab", "abcd", "xyz", "")] == [0, 1, 1, 1, 3, 3]
