"""Names in the order that readers of each language expect."""

import pytest
from django.utils import translation

from chm_portal.vocabularies.memory import vocabulary
from chm_portal.vocabularies.models import Country
from chm_portal.vocabularies.sorting import sort_key


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ["Costa Rica", "Côte d'Ivoire", "Croatia"]),
        ("fr", ["Eswatini", "État de Palestine", "États-Unis d'Amérique", "Éthiopie"]),
        ("es", ["Perú", "Polonia", "Portugal"]),
        ("ru", ["Индия", "Йемен", "Казахстан"]),
        ("ar", ["الأرجنتين", "أرمينيا", "ألمانيا", "الإمارات العربية المتحدة"]),
    ],
)
def test_accents_and_articles_do_not_disturb_the_order(language, names):
    assert sorted(names, key=lambda name: sort_key(name, language)) == names


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [
        ("en", "at", "az"),
        ("fr", "de", "ad"),
        ("es", "de", "ad"),
        ("ar", "de", "ma"),
        ("ru", "au", "at"),
        ("zh-hans", "af", "ie"),
    ],
)
def test_memory_and_database_list_countries_in_the_same_order(language, first, second):
    with translation.override(language):
        remembered = [term.code for term in vocabulary("country")]
        assert list(Country.objects.values_list("code", flat=True)) == remembered
        assert remembered.index(first) < remembered.index(second)
        assert [term.code for term in sorted(vocabulary("country"), key=lambda term: term.place)] == remembered


def test_the_sound_of_the_first_sign_comes_before_the_second_in_chinese():
    with translation.override("zh-hans"):
        labels = [term.label for term in vocabulary("country")]
    assert labels.index("阿曼") < labels.index("爱尔兰") < labels.index("安哥拉") < labels.index("中国")


def test_a_country_added_in_the_admin_gets_its_sort_keys(db):
    region = vocabulary("region")["africa"].pk
    added = Country.objects.create(code="xx", label_en="Île Neuve", label_ar="الجزيرة", region_id=region)
    assert (added.sort_key_en, added.sort_key_ar, added.sort_key_fr) == ("ile neuve", "جزيره", "")
