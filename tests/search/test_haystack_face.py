"""haystack's interface: what it may be asked; what it cannot answer it refuses instead of answering wrongly."""

import pytest
from haystack import connections
from haystack.exceptions import SearchBackendError
from haystack.query import SQ, SearchQuerySet

from chm_portal.common.languages import LANGUAGE_CODES, suffix
from chm_portal.search.facets import FACETS
from chm_portal.search.query import Criteria, Typed, parse
from chm_portal.search.search_indexes import RecordIndex


def criteria(searched: SearchQuerySet) -> Criteria:
    return searched.query.build_query()


def test_questions_and_facets_become_criteria():
    question = parse("marine -forest", "fr")
    searched = SearchQuerySet().filter(content=Typed(question)).filter(theme__in=["a", "b"]).filter(kind="resource")
    assert criteria(searched) == Criteria(question, {"theme": ("a", "b"), "kind": ("resource",)})
    assert criteria(SearchQuerySet()) == Criteria()
    assert criteria(SearchQuerySet().filter(content="marine")).question.words == ("marine",)


@pytest.mark.parametrize(
    "searched",
    [
        lambda: SearchQuerySet().filter(theme__startswith="a"),
        lambda: SearchQuerySet().filter(year__gte="2010"),
        lambda: SearchQuerySet().exclude(theme="a"),
        lambda: SearchQuerySet().filter(SQ(theme="a") | SQ(kind="b")),
        lambda: SearchQuerySet().filter(theme="a").filter(theme="b"),
    ],
)
def test_filters_it_cannot_answer_are_refused(searched):
    with pytest.raises(SearchBackendError):
        criteria(searched())


@pytest.mark.parametrize(
    "searched",
    [
        lambda: SearchQuerySet().highlight(),
        lambda: SearchQuerySet().narrow("theme:a"),
        lambda: SearchQuerySet().query_facet("year", "2010"),
        lambda: SearchQuerySet().boost("a", 2),
    ],
)
def test_options_it_cannot_answer_are_refused(index, searched):
    with pytest.raises(SearchBackendError):
        len(searched())


def test_it_refuses_to_empty_the_index_under_its_readers(index):
    with pytest.raises(SearchBackendError, match="search_rebuild"):
        connections["default"].get_backend().clear()


def test_every_facet_and_language_has_its_field():
    names = {facet.name for facet in FACETS} | {f"text_{suffix(code)}" for code in LANGUAGE_CODES}
    assert names | {f"title_{suffix(code)}" for code in LANGUAGE_CODES} <= set(RecordIndex.fields)


def test_an_empty_batch_opens_no_writer(whoosh_index, monkeypatch):
    """Row 20: the stock backend keeps the lock."""
    backend = connections["default"].get_backend()
    monkeypatch.setattr(type(backend.store), "live", None)
    backend.update(connections["default"].get_unified_index().get_index(RecordIndex().get_model()), [])


def test_a_failing_write_is_never_silent():
    """Row 7: with haystack's default the deletion would be lost."""
    assert connections["default"].get_backend().silently_fail is False
