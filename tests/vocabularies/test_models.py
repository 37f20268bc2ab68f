"""Terms: kept for ever, cited as each language does."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from chm_portal.vocabularies.memory import vocabulary
from chm_portal.vocabularies.models import Article, Audience, Country, Target, TargetFramework, Theme

MODELS = [Article, Audience, Country, Target, TargetFramework, Theme]


@pytest.mark.parametrize("model", MODELS)
def test_nobody_deletes_a_term_not_even_past_the_models(model, db):
    with pytest.raises(IntegrityError, match="retired, never deleted"), transaction.atomic():
        model.objects.filter(code=model.objects.first().code)._raw_delete("default")


@pytest.mark.parametrize("model", MODELS)
def test_nobody_gives_a_term_another_code(model, db):
    with pytest.raises(IntegrityError, match="never deleted or given another code"), transaction.atomic():
        model.objects.filter(pk=model.objects.first().pk).update(code="other")


def test_a_code_is_a_slug_also_for_the_database(db):
    with pytest.raises(IntegrityError, match="code_is_a_slug"), transaction.atomic():
        Audience.objects.create(code="Not a slug", label_en="Label")


def test_a_term_needs_an_english_label(db):
    with pytest.raises(IntegrityError, match="has_a_label"), transaction.atomic():
        Audience.objects.create(code="empty", label_en="")


def test_wording_is_ours_where_any_language_is(db):
    assert vocabulary("article")["8"].wording == "official"
    assert vocabulary("article")["8j"].wording == "ours"


def test_a_theme_cannot_stand_below_itself(db):
    top = Theme.objects.get(code="technical-and-scientific-cooperation")
    top.parent = Theme.objects.get(code="capacity-building")
    with pytest.raises(ValidationError, match="cannot stand under itself"):
        top.full_clean()


def test_a_target_cannot_stand_under_a_goal_of_another_framework(db):
    target = Target.objects.get(code="gbf-20")
    target.parent = Target.objects.get(code="aichi-goal-a")
    with pytest.raises(ValidationError, match="same framework"):
        target.full_clean()


def test_only_a_party_has_a_day_since_which_it_is_one(db):
    country = Country.objects.get(code="us")
    country.party_since = "2000-01-01"
    with pytest.raises(ValidationError, match="Only a Party"):
        country.full_clean()


@pytest.mark.parametrize(
    ("language", "article", "goal", "target"),
    [
        ("ar", "المادة 8(ي) – ", "الغاية ألف – ", "الهدف 11 من أهداف أيشي – "),
        ("en", "Article 8(j) – ", "Goal A – ", "Aichi Target 11 – "),
        ("es", "Artículo 8 j) – ", "Objetivo A – ", "Meta 11 de Aichi – "),
        ("fr", "Article 8 j) – ", "Objectif A – ", "Objectif 11 d'Aichi – "),
        ("ru", "Статья 8 j) – ", "Цель A – ", "Айтинская задача 11 – "),
        ("zh-hans", "第8(j)条 ", "长期目标A ", "爱知目标11 "),
    ],
)
def test_articles_and_targets_are_cited_as_the_language_cites_them(language, article, goal, target):
    with translation.override(language):
        assert vocabulary("article")["8j"].label.startswith(article)
        assert vocabulary("target")["gbf-goal-a"].label.startswith(goal)
        assert str(vocabulary("target")["aichi-11"]).startswith(target)
        assert not vocabulary("article")["8j"].title.startswith(article)
