"""Synonyms: who asks for ABS finds access and benefit-sharing, in whatever language it is written (R16)."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse

from chm_portal.search.management.commands import load_synonyms
from chm_portal.search.models import SynonymGroup
from chm_portal.search.query import Criteria, parse
from chm_portal.search.synonyms import with_synonyms
from tests.search.shelf import document

pytestmark = pytest.mark.django_db


@pytest.fixture
def abs_group():
    return SynonymGroup.objects.create(
        expressions_en="ABS\naccess and benefit-sharing", expressions_fr="APA\naccès et partage des avantages"
    )


def test_a_foreign_synonym_that_few_have_outweighs_nothing_that_was_typed(shelf):
    SynonymGroup.objects.create(expressions_en="biodiversity", expressions_es="biodiversidad")
    shelf.put(
        *(document(number, en="Biodiversity of the coast, told in short") for number in range(2, 22)),
        document(1, en="Biodiversidad Mexicana"),
        document(30, en="A railway timetable"),
    )
    assert found(shelf, "biodiversity") == list(range(21, 1, -1))  # the twenty first


def found(shelf, typed: str, language: str = "en") -> list[int]:
    question = with_synonyms(parse(typed, language))
    return [hit.pk for hit in shelf.backend.find(Criteria(question), 0, 20, (), ()).hits]


@pytest.mark.parametrize(
    ("typed", "language"),
    [
        ("ABS", "en"),
        ("access and benefit sharing", "en"),
        ("accès et partage des avantages", "fr"),
        ("acces et partage des avantages", "fr"),
        ("apa", "fr"),
    ],
)
def test_every_expression_of_a_group_finds_what_the_others_find(shelf, abs_group, typed, language):
    shelf.put(
        document(1, en="Rules on ABS in our country"),
        document(2, en="On access and benefit-sharing"),
        document(3, fr="Le partage des avantages et l'accès"),
        document(4, fr="Guide: accès et partage des avantages"),
        *(document(10 + n, en=f"Other text {n}") for n in range(12)),
    )
    assert {1, 2, 4} <= set(found(shelf, typed, language))


def test_what_was_typed_comes_before_what_means_the_same(shelf, abs_group):
    shelf.put(document(1, en="On access and benefit-sharing"), document(2, en="A text on ABS and no more"))
    assert found(shelf, "ABS") == [2, 1]


def test_the_other_words_of_the_question_still_count(shelf, abs_group):
    shelf.put(
        document(1, en="ABS in forests"),
        document(2, en="access and benefit-sharing of forests"),
        document(3, en="access and benefit-sharing at sea"),
        *(document(10 + n, en="forests") for n in range(12)),
    )
    assert set(found(shelf, "ABS forest")[:2]) == {1, 2}


def test_a_phrase_in_quotation_marks_is_what_it_is(shelf, abs_group):
    shelf.put(document(1, en="Rules on ABS"), document(2, en="On access and benefit-sharing"))
    assert found(shelf, '"ABS"') == [1]


def test_a_group_that_is_not_in_use_does_nothing(shelf, abs_group):
    SynonymGroup.objects.update(is_active=False)
    shelf.put(document(1, en="Rules on ABS"), document(2, en="On access and benefit-sharing"))
    assert found(shelf, "ABS") == [1]


def test_chinese_and_arabic_expressions_are_known_too(shelf):
    SynonymGroup.objects.create(
        expressions_zh_hans="保护区", expressions_ar="المناطق المحمية", expressions_en="reserves"
    )
    shelf.put(document(1, en="Nature reserves"), document(2, en="Something else"))
    assert found(shelf, "保护区", "zh-hans") == [1]
    assert found(shelf, "المناطق المحمية", "ar") == [1]


def test_the_first_groups_are_loaded_once_and_changes_stay():
    call_command("load_synonyms", verbosity=0)
    number = SynonymGroup.objects.count()
    assert number > 10
    group = SynonymGroup.objects.filter(expressions_en__contains="NBSAP").get()
    group.expressions_en = "NBSAP\nnational plan"
    group.save()
    call_command("load_synonyms", verbosity=0)
    assert SynonymGroup.objects.count() == number
    group.refresh_from_db()
    assert group.expressions_en == "NBSAP\nnational plan"


def test_every_group_of_the_file_is_loaded():
    call_command("load_synonyms", verbosity=0)
    groups = json.loads(load_synonyms.FILE.read_text(encoding="utf-8"))["groups"]
    assert SynonymGroup.objects.count() == len(groups)


def test_groups_that_were_saved_under_another_analysis_are_read_anew(abs_group):
    SynonymGroup.objects.update(keys=[])
    call_command("load_synonyms", verbosity=0)
    abs_group.refresh_from_db()
    assert "en:ab" in abs_group.keys or "en:abs" in abs_group.keys


def test_a_group_needs_two_expressions():
    with pytest.raises(ValidationError, match="at least two"):
        SynonymGroup(expressions_en="ABS\nabs").full_clean()
    with pytest.raises(ValidationError, match="too long"):
        SynonymGroup(expressions_en="ABS\n" + "a" * 200).full_clean()


def test_the_secretariat_edits_them_in_the_admin(client_of):
    client = client_of("curator")
    answers = {"expressions_en": "ABS\nbenefit-sharing", "is_active": "on"}
    assert client.post(reverse("admin:search_synonymgroup_add"), answers).status_code == 302
    assert SynonymGroup.objects.get().keys == ["en:ab", "en:benefit share"]
    assert client_of("focal_point_a").get(reverse("admin:search_synonymgroup_add")).status_code in (302, 403)
