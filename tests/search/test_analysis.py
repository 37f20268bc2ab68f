"""Words are found in six languages: inflected, with and without accents, hamza and vowel signs, Chinese by pairs."""

import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chm_portal.search.analysis import chinese_pairs, fold, index_terms, query_terms, sort_key

SAME = {
    "en": [
        "strategy strategies",
        "country countries country's",
        "species Species SPECIES",
        "naïve naive",
        "ﬁsheries fisheries",
    ],
    "es": [
        "conservación conservacion conservaciones",
        "área areas áreas",
        "protegida protegidas",
        "indígena indigenas",
        "país paises",
    ],
    "fr": [
        "protégée protegees protégé protege protégées",
        "stratégie strategies stratégies",
        "écosystème ecosystemes",
        "général généraux generales",
        "eau l'eau l’eau eaux",
        "envahissante envahissantes",
        "cœur coeur",
    ],
    "ru": [
        "стратегия стратегии стратегий стратегию",
        "национальный национальные национальных национального",
        "ёмкость емкости",
        "учёт учета",
        "территория территорий",
    ],
    "ar": [
        "التنوع تنوع والتنوع للتنوع بالتنوع التَّنَوُّع التنـــوع",
        "أنواع انواع الأنواع الانواع",
        "استراتيجية إستراتيجية الاستراتيجيات الاستراتيجية",
        "محمية محميات المحميات والمحميات",
        "مؤشر المؤشرات",
        "تقرير تقريرها تقريره التقرير",
        "سياسة سياستها سياساتها السياسات",
        "التزامات التزاماتها التزاماتهم",
        "غابة غابه الغابة الغابات",
        "منطقة منطقه مناطق المناطق والمناطق",
        "شعب الشعوب شعوبها",
        "نبات النباتات",
        "كائن كائنات الكائنات",
        "جزيرة الجزر",
        "هدف أهداف أهدافها الأهداف",
        "نظام النظم الأنظمة",
        "توجيه توجيهات التوجيه",  # the end of توجيه is no "his"
        "٢٠٢٠ 2020",
    ],
    "zh-hans": ["２０２０ 2020", "ＣＢＤ cbd"],
}


@pytest.mark.parametrize(("language", "forms"), [(language, forms) for language in SAME for forms in SAME[language]])
def test_the_forms_of_a_word_are_one_term(language, forms):
    terms = {form: tuple(query_terms(form, language)) for form in forms.split()}
    assert len(set(terms.values())) == 1, terms


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "genus", "general"),
        ("fr", "forêt", "forage"),
        ("ru", "вид", "вода"),
        ("ar", "مياه", "غابة"),
        ("es", "mar", "marco"),
    ],
)
def test_different_words_stay_different(language, one, other):
    assert query_terms(one, language) != query_terms(other, language)


def test_the_breve_of_short_i_is_no_accent():
    assert fold("Район") == "район"
    assert fold("Ёлка") == "елка"


def test_chinese_is_indexed_by_character_and_by_pair():
    assert list(index_terms("生物多样性", "zh-hans")) == [
        ("生", 0), ("生物", 0), ("物", 1), ("物多", 1), ("多", 2), ("多样", 2), ("样", 3), ("样性", 3), ("性", 4),
    ]  # fmt: skip
    assert query_terms("多样性", "zh-hans") == ["多样", "样性"]
    assert query_terms("林", "zh-hans") == ["林"]


def test_chinese_inside_another_script_is_cut_out():
    assert chinese_pairs("CBD缔约方2020") == ["CBD", "缔约", "约方", "2020"]
    assert [term for term, _position in index_terms("CBD缔约方", "en")] == ["cbd", "缔", "缔约", "约", "约方", "方"]


def test_what_is_typed_is_found_in_the_index_in_every_language():
    for language, groups in SAME.items():
        for forms in groups:
            indexed = {term for term, _position in index_terms(forms, language)}
            for form in forms.split():
                assert set(query_terms(form, language)) <= indexed


def test_identifiers_and_symbols_are_cut_into_words():
    assert query_terms("UNEP/CBD/COP/9/23", "") == ["unep", "cbd", "cop", "9", "23"]
    assert query_terms("CHM-RES-BE-12", "en") == ["chm", "res", "be", "12"]
    assert query_terms("a_b", "en") == ["a", "b"]


def test_titles_sort_without_quotes_accents_and_case():
    assert sort_key("«Étude» sur l'eau") == "etude sur l'eau"
    assert sorted(["Zebra", "«Étude»", "eau"], key=sort_key) == ["eau", "«Étude»", "Zebra"]


ANY_TEXT = st.text(st.characters(exclude_categories=[]), max_size=200)  # lone surrogates too


@settings(deadline=None)
@given(ANY_TEXT, st.sampled_from([*SAME, ""]))
def test_any_text_can_be_analysed_and_gives_terms_that_fit_the_index(text, language):
    positions = list(index_terms(text, language))
    assert all(term and len(term) <= 70 and term.encode() for term, _position in positions)
    assert [position for _term, position in positions] == sorted(position for _term, position in positions)
    assert set(query_terms(text, language)) <= {term for term, _position in positions}


@settings(deadline=None)
@given(ANY_TEXT)
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


def test_threads_can_stem_at_once():
    wrong = []

    def stem():
        for _time in range(200):
            if query_terms("национальные стратегии", "ru") != ["национальн", "стратег"]:
                wrong.append(1)

    threads = [threading.Thread(target=stem) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
