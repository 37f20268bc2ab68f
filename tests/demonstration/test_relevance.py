"""What was judged by hand is found: no worse than classical BM25 over all matches, and never an empty list (R41)."""

import pytest
from django.core.management import call_command
from django.db import transaction

from chm_portal.common.models import Installation
from tests.benchmarks import judged
from tests.conftest import build_index
from tests.search.attached import read_all


@pytest.fixture(scope="module")
def demonstration(django_db_setup, django_db_blocker):
    """Load once for all tests of this module; each of them works in a savepoint inside."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_demonstration", verbosity=0)
        call_command("load_synonyms", verbosity=0)
        assert read_all() == 4  # the files that the demonstration attaches
        yield
        transaction.set_rollback(True)
    Installation.is_demonstration.cache_clear()


def test_there_are_questions_enough_in_every_language():
    asked = judged.questions()
    assert len(asked) >= 60
    assert {one.language for one in asked} == {"ar", "en", "es", "fr", "ru", "zh-hans"}


def test_the_measure_is_the_one_of_the_books():
    assert judged.ndcg(["a", "b"], {"a": 3, "b": 1}) == 1
    assert judged.ndcg([], {"a": 3}) == 0
    assert 0.6 < judged.ndcg(["x", "a"], {"a": 3}) < 0.64


@pytest.mark.django_db
@pytest.mark.parametrize("engine", ["index_folder", "postgres_engine"])
def test_it_ranks_no_worse_than_classical_bm25(demonstration, request, engine):
    request.getfixturevalue(engine)
    build_index()
    rows = judged.scored()
    ours, classical = (sum(row[place] for row in rows) / len(rows) for place in (1, 2))
    assert ours >= classical
    assert ours > 0.85
    assert "questions without any result: 0" in judged.relevance(rows)
