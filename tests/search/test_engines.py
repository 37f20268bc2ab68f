"""The engine finds, counts, orders and cuts into pages rightly; numbers are rows of the table in docs/search.md."""

import pytest

from chm_portal.search.engines import postgres_search
from tests.search.shelf import document

SENTENCES = {
    "en": "Guidelines on invasive alien species in protected areas",
    "fr": "Stratégies nationales pour les aires protégées et l'accès à l'eau",
    "es": "Conservación de las áreas protegidas y de los pueblos indígenas",
    "ru": "Национальные стратегии и охраняемые территории, учёт видов",
    "ar": "المبادئ التوجيهية بشأن الأنواع الغريبة والتنوع البيولوجي",
    "zh_hans": "生物多样性公约缔约方大会关于外来入侵物种的指导原则",
}


@pytest.mark.parametrize(
    ("field", "reader", "typed"),
    [
        ("en", "en", "guideline"),
        ("en", "en", "SPECIES area"),
        ("fr", "fr", "strategie"),
        ("fr", "fr", "protegee"),
        ("fr", "fr", "eau"),
        ("fr", "fr", "l’accès"),
        ("es", "es", "conservaciones"),
        ("es", "es", "area indigena"),
        ("ru", "ru", "стратегия"),
        ("ru", "ru", "национального учета"),
        ("ar", "ar", "انواع"),
        ("ar", "ar", "تنوع"),
        ("ar", "ar", "التَّنَوُّع"),
        ("zh_hans", "zh-hans", "多样性"),
        ("zh_hans", "zh-hans", "入侵物种"),
        ("zh_hans", "zh-hans", "缔约方大会 原则"),
        ("fr", "zh-hans", "stratégie"),  # a reader of another interface finds it too
    ],
)
def test_words_are_found_in_every_language_whatever_their_form(shelf, field, reader, typed):
    """Rows 9, 10 and 11."""
    shelf.put(document(1, **{field: SENTENCES[field]}), *(document(10 + n, en=f"Other text {n}") for n in range(3)))
    assert shelf.pks(typed, reader) == [1]


def test_a_record_in_several_languages_is_counted_once(shelf):
    shelf.put(document(1, **SENTENCES, facets={"theme": ["forest"]}))
    found = shelf.find("territoires territorios территории areas")
    assert found.total == 1
    assert found.facets["theme"] == {"forest": 1}


def test_the_readers_language_weighs_most(shelf):
    shelf.put(document(1, en="Convention text on ports"), document(2, fr="Convention sur les ports"))
    assert shelf.pks("convention ports", "en") == [1, 2]
    assert shelf.pks("convention ports", "fr") == [2, 1]


def test_a_title_weighs_more_than_a_summary(shelf):
    shelf.put(document(1, en="Forests and other things"), document(2, title="Forests", en="Things and others"))
    assert shelf.pks("forest") == [2, 1]


def test_a_word_common_in_one_language_lifts_no_other_language_to_the_top(shelf):
    shelf.put(*(document(n, en="The CBD and its Parties meet") for n in range(1, 12)), document(50, ar="CBD اجتماع"))
    assert shelf.pks("CBD", "en")[-1] == 50


def test_all_words_come_first_then_some_of_them_where_few_have_all(shelf):
    """Row 14."""
    shelf.put(
        document(1, en="marine forest"),
        document(2, en="forest only"),
        document(3, en="marine only"),
        document(4, en="desert"),
    )
    found = shelf.find("marine forest")
    assert (found.total, found.with_all_words) == (3, 1)
    assert shelf.pks("marine forest")[0] == 1
    assert shelf.find("common OR nosuchword forest").total == 2


def test_where_enough_records_have_all_words_no_others_are_shown(shelf):
    shelf.put(*(document(n, en="marine forest") for n in range(12)), document(50, en="marine"))
    found = shelf.find("marine forest")
    assert (found.total, found.with_all_words) == (12, 12)


def test_a_whole_question_finds_what_fits_best(shelf):
    shelf.put(
        document(1, en="Guidance for managing invasive alien species on islands"),
        document(2, en="Invasive alien species: a toolkit for customs officers"),
        document(3, en="How the secretariat organises its meetings"),
    )
    assert shelf.pks("How do others deal with invasive alien species on islands?")[:2] == [1, 2]


def test_phrases_are_exact_and_may_not_be_missing(shelf):
    shelf.put(
        document(1, en="protected areas"),
        document(2, en="areas that are protected"),
        document(3, en="protected marine areas"),
    )
    assert shelf.pks('"protected areas"') == [1]
    assert shelf.pks('"Protected Area" marine') == []
    assert shelf.pks("benefit-sharing") == []


def test_a_phrase_reaches_from_no_part_into_the_next(shelf):
    shelf.put(document(1, title="Protected", en="areas"))
    assert shelf.pks('"protected areas"') == []
    assert shelf.pks("protected areas") == [1]


def test_a_word_with_hyphens_and_an_identifier_are_found_as_written(shelf):
    shelf.put(
        document(1, names="CHM-RES-BE-12 UNEP/CBD/COP/9/23", en="Access and benefit-sharing"),
        document(2, names="CHM-RES-BE-1", en="The benefit of a fair sharing"),
    )
    assert shelf.pks("CHM-RES-BE-12") == [1]
    assert shelf.pks("unep/cbd/cop/9/23") == [1]
    assert shelf.pks("benefit-sharing") == [1]
    assert shelf.pks("COP/9") == [1]


def test_chinese_phrases_need_the_whole_run(shelf):
    shelf.put(document(1, zh_hans="外来入侵物种"), document(2, zh_hans="外来物种与入侵"))
    assert shelf.pks("“外来入侵物种”", "zh-hans") == [1]
    assert shelf.pks("外来入侵物种", "zh-hans") == [1, 2]
    assert sorted(shelf.pks("侵", "zh-hans")) == [1, 2]


def test_what_is_excluded_is_never_found(shelf):
    shelf.put(document(1, en="forest fire"), document(2, en="forest"), document(3, fr="forêt et incendie"))
    assert shelf.pks("forest -fire") == [2]
    assert sorted(shelf.pks("-fire")) == [2, 3]
    assert shelf.pks('-"forest fire" forest') == [2]


def test_codes_of_facets_are_never_cut_or_stemmed(shelf):
    """Rows 5 and 6: values of several words, with comma, hyphen, plural, in any script."""
    codes = ["news", "multi word value", "with, comma", "marine-and-coastal", "Отчёт", "指导"]
    shelf.put(document(1, en="x", facets={"theme": codes}), document(2, en="y", facets={"theme": ["news"]}))
    assert shelf.find().facets["theme"] == {"news": 2} | dict.fromkeys(codes[1:], 1)
    for code in codes[1:]:
        assert shelf.pks(theme=(code,)) == [1]
    assert shelf.pks(theme=("new",)) == []


def test_values_of_a_facet_are_alternatives_and_facets_are_conditions(shelf):
    shelf.put(
        document(1, en="a", facets={"theme": ["forest"], "country": ["be"]}),
        document(2, en="a", facets={"theme": ["marine"], "country": ["be", "fr"]}),
        document(3, en="a", facets={"theme": ["forest", "marine"], "country": ["fr"]}),
    )
    found = shelf.find(theme=("forest", "marine"), country=("be",))
    assert found.total == 2
    assert found.facets["theme"] == {"forest": 1, "marine": 1}
    assert found.facets["country"] == {"be": 2, "fr": 2}  # as if no country were chosen
    assert found.without == {"theme": 2, "country": 3}


def test_a_count_beside_a_value_is_what_choosing_it_finds(shelf):
    shelf.put(
        *(document(n, en="marine forest" if n % 3 else "marine", facets={"theme": [f"t{n % 4}"]}) for n in range(1, 40))
    )
    for typed in ("", "marine", "marine forest", "forest desert", "marine -forest"):
        for code, count in shelf.find(typed).facets["theme"].items():
            assert shelf.find(typed, theme=(code,)).total == count


@pytest.mark.parametrize(("start", "end"), [(0, 5), (5, 10), (20, 25), (3, 10), (22, 23), (23, 40), (0, None)])
def test_every_slice_is_right_to_the_last_page(shelf, start, end):
    """Row 4: 23 hits in three segments."""
    for batch in (range(1, 10), range(10, 20), range(20, 24)):
        shelf.put(*(document(n, en="forest", facets={"theme": ["x"]}) for n in batch))
    whole = list(range(23, 0, -1))
    assert shelf.pks(start=start, end=end, sort=("-published",)) == whole[start:end]
    assert shelf.pks("forest", start=start, end=end) == whole[start:end]
    assert shelf.find("forest", start=start, end=end).total == 23


def test_orders_may_go_up_and_down_at_once(shelf):
    """Row 13."""
    shelf.put(
        document(1, published="1", title="b"),
        document(2, published="2", title="a"),
        document(3, published="1", title="a"),
    )
    assert shelf.pks(sort=("-published", "title_en")) == [2, 3, 1]
    assert shelf.pks(sort=("published", "title_en")) == [3, 1, 2]
    assert shelf.pks(sort=("title_en", "-published")) == [2, 3, 1]


def test_years_are_codes_and_count_like_any_facet(shelf):
    """Rows 17 and 18."""
    shelf.put(
        document(1, facets={"year": ["2010"]}),
        document(2, facets={"year": ["2010"]}),
        document(3, facets={"year": ["2022"]}),
    )
    assert shelf.find().facets["year"] == {"2010": 2, "2022": 1}
    assert sorted(shelf.pks(year=("2010",))) == [1, 2]


def test_an_empty_index_answers(shelf):
    assert shelf.find("forest").total == 0
    assert shelf.find(theme=("x",)).hits == []


def test_what_is_deleted_is_in_no_count(shelf):
    shelf.put(*(document(n, en="forest", facets={"theme": ["x"]}) for n in range(1, 5)))
    assert shelf.find("forest").facets["theme"] == {"x": 4}
    shelf.put(gone=(2, 99))
    found = shelf.find("forest")
    assert found.total == 3
    assert found.facets["theme"] == {"x": 3}
    assert 2 not in shelf.pks("forest")


@pytest.mark.parametrize("sort", [(), ("-published",), ("title_en",)])
@pytest.mark.parametrize("typed", ["", "forest", "forest marine"])
def test_the_page_after_a_hit_goes_on_where_that_one_stood(shelf, typed, sort):
    shelf.put(*(document(n, title=f"Title {n % 3}", en="marine forest" if n % 5 else "forest") for n in range(1, 24)))
    whole = [hit.identifier for hit in shelf.find(typed, sort=sort, end=100).hits]
    walked, after = [], ""
    while hits := shelf.find(typed, sort=sort, end=5, after=after).hits:
        walked += [hit.identifier for hit in hits]
        after = walked[-1]
    assert walked == whole


def test_after_a_hit_that_has_gone_the_list_begins_anew(shelf):
    shelf.put(*(document(n, en="forest") for n in range(1, 4)))
    assert len(shelf.find("forest", after="records.record.99").hits) == 3


def test_more_than_can_be_ranked_are_all_listed_once(postgres_shelf, monkeypatch):
    """The best of many are ranked, those with the words in their titles first; the others follow, newest first."""
    monkeypatch.setattr(postgres_search, "CANDIDATES", 4)
    postgres_shelf.put(*(document(n, en=f"forest {n}") for n in range(1, 20)))
    postgres_shelf.put(document(50, title="Forest", en="something"))
    pks = postgres_shelf.pks("forest", end=100)
    assert pks[0] == 50
    assert sorted(pks) == [*range(1, 20), 50]
    walked, after = [], ""
    while hits := postgres_shelf.find("forest", end=3, after=after).hits:
        walked += [hit.pk for hit in hits]
        after = hits[-1].identifier
    assert walked == pks


def test_what_is_too_much_to_count_says_so(postgres_shelf, monkeypatch):
    monkeypatch.setattr(postgres_search, "COUNTED", 10)
    postgres_shelf.put(*(document(n, en="forest", facets={"theme": ["water"]}) for n in range(1, 20)))
    found = postgres_shelf.find("forest")
    assert (found.total, found.is_more) == (10, True)
