"""From publication to the index: found at once, gone at once, repaired both ways, built while the portal runs."""

import shutil
from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from haystack import connections
from haystack.query import SearchQuerySet

from chm_portal.records import classification, publication
from chm_portal.records.models import Record
from chm_portal.search import building, indexer, tasks
from chm_portal.search.models import IndexBuild, SearchShelf, SearchState
from chm_portal.search.query import Typed, parse
from tests import world

pytestmark = pytest.mark.django_db


def found(typed: str = "", language: str = "en") -> list[int]:
    """Return the primary keys the index gives, before the database is asked."""
    searched = SearchQuerySet().filter(content=Typed(parse(typed, language))) if typed else SearchQuerySet()
    return [int(result.pk) for result in searched[:1000]]


@pytest.fixture
def publish(person):
    return lambda **answers: world.published(person("focal_point_a"), person("curator"), **answers)


def test_what_is_published_is_found_when_the_outbox_is_drained(index, publish, drain_outbox):
    record = publish(title_en="Mangrove guide")
    assert found("mangrove") == []
    drain_outbox("index")
    assert found("mangroves") == [record.pk]


def test_what_is_withdrawn_is_gone_when_the_outbox_is_drained(index, publish, drain_outbox, person):
    record = publish(title_en="Mangrove guide")
    drain_outbox("index")
    publication.withdraw(record, person("curator"), "A test.")
    drain_outbox("index")
    assert found("mangrove") == found() == []
    assert not SearchState.objects.exists()


def test_a_draft_is_in_no_index(index, person, drain_outbox):
    revision = world.draft(person("focal_point_a"), title_en="Secret mangrove")
    indexer.index([revision.record.topic])
    drain_outbox()
    assert found("mangrove") == found() == []
    submitted = world.submitted(person("focal_point_a"), title_en="Secret mangrove again")
    indexer.index([submitted.record.topic])
    assert found() == []


def test_a_revision_is_found_by_its_new_words_only(index, publish, drain_outbox, person):
    record = publish(title_en="Mangrove guide")
    drain_outbox()
    world.revised(record, person("focal_point_a"), person("curator"), title_en="Coral guide")
    drain_outbox()
    assert found("coral") == [record.pk]
    assert found("mangrove") == []


@pytest.mark.parametrize(
    ("language", "typed"),
    [
        ("fr", "espèces exotiques envahissantes"),
        ("fr", "especes envahissante"),
        ("es", "especies exóticas"),
        ("ru", "чужеродные виды"),
        ("ar", "الأنواع الغريبة"),
        ("zh-hans", "外来入侵"),
        ("fr", "Belgique"),
        ("ar", "بلجيكا"),
        ("en", "CHM-RES-BE-1"),
        ("en", "Dupont"),
        ("en", "guideline"),
        ("ru", "руководящих принципов"),
    ],
)
def test_an_english_record_is_found_by_its_terms_in_the_readers_language(index, publish, drain_outbox, language, typed):
    record = publish(themes=["invasive-alien-species"], countries=["be"], authors="Marie Dupont")
    drain_outbox()
    assert found(typed, language) == [record.pk]


def test_facets_hold_codes(index, publish, drain_outbox):
    publish(
        themes=["invasive-alien-species", "protected-areas"], languages=["en", "fr"], countries=["be"], date="2007-05"
    )
    drain_outbox()
    searched = SearchQuerySet()
    for name in ("kind", "type", "theme", "country", "language", "provider_kind", "year", "added"):
        searched = searched.facet(name)
    counts = {name: dict(values) for name, values in searched.facet_counts()["fields"].items()}
    assert counts == {
        "kind": {"resource": 1},
        "type": {"guideline": 1},
        "theme": {"invasive-alien-species": 1, "protected-areas": 1},
        "country": {"be": 1},
        "language": {"en": 1, "fr": 1},
        "provider_kind": {"secretariat": 1},
        "year": {"2007": 1},
        "added": {str(datetime.now(UTC).year): 1},
    }


def test_haystacks_own_way_to_update_an_object_keeps_drafts_out(index, publish, person):
    """haystack's update_object asks should_update and nothing else."""
    record_index = connections["default"].get_unified_index().get_index(Record)
    record = publish(title_en="Mangrove guide")
    record_index.update_object(record)
    assert found("mangrove") == [record.pk]
    record_index.update_object(world.draft(person("focal_point_a"), title_en="Secret mangrove").record)
    assert found("mangrove") == [record.pk]
    record_index.remove_object(Record.objects.get(pk=record.pk))
    assert found("mangrove") == []


# The sweep


def test_the_sweep_takes_in_what_was_missed_and_takes_out_what_is_gone(index, publish, person):
    missed, gone, stale = (publish(title_en=f"Mangrove {name}") for name in ("missed", "gone", "stale"))
    indexer.index([gone.topic, stale.topic])
    publication.withdraw(gone, person("curator"), "A test.")
    world.revised(stale, person("focal_point_a"), person("curator"), title_en="Mangrove renewed")
    assert tasks.sweep() == "3 repaired"
    assert sorted(found("mangrove")) == sorted([missed.pk, stale.pk])
    assert found("renewed") == [stale.pk]
    assert tasks.sweep() == "0 repaired"


@pytest.fixture
def chained(monkeypatch):
    """Celery's next step is noted instead of sent."""
    asked = []
    monkeypatch.setattr(tasks.build, "apply_async", lambda **options: asked.append(options))
    return asked


def test_the_sweep_begins_an_index_where_there_is_none(index_folder, publish, chained):
    record = publish(title_en="Mangrove guide")
    assert tasks.sweep() == "There is no index."
    assert chained == [{"queue": "index"}]
    assert tasks.build() == "1 of 1"
    assert found("mangrove") == [record.pk]
    assert tasks.build() == "nothing to build"


def test_the_sweep_begins_a_new_index_when_a_label_has_changed(index, publish, chained, drain_outbox, monkeypatch):
    publish()
    drain_outbox()
    monkeypatch.setattr(building, "ANALYSIS", 99)
    assert tasks.sweep() == "The labels of terms or the analysis have changed."
    tasks.build()
    assert tasks.sweep() == "0 repaired"


def test_the_sweep_notices_an_index_that_lost_records(index, publish, chained, drain_outbox):
    record = publish(title_en="Mangrove guide")
    drain_outbox()
    connections["default"].get_backend().write([], [f"records.record.{record.pk}"])
    assert tasks.sweep() == "It holds 0 records and should hold 1."
    tasks.build()
    assert found("mangrove") == [record.pk]


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_damage_that_no_opening_notices_is_found_by_reading_through(whoosh_index, publish, drain_outbox):
    publish(title_en="Mangrove guide")
    drain_outbox()
    assert building.damage() == ""
    segment = next(whoosh_index.glob("*/*.seg"))
    content = bytearray(segment.read_bytes())
    third = len(content) // 3
    content[third : 2 * third] = bytes(third)
    segment.write_bytes(content)
    assert building.problem() == ""
    assert "cannot be used" in building.damage()


def test_publishing_without_an_index_makes_one(index_folder, publish, drain_outbox):
    record = publish(title_en="Mangrove guide")
    drain_outbox("index")
    assert found("mangrove") == [record.pk]
    assert building.problem() == ""


# Building beside the live index


def step_by_step(monkeypatch) -> None:
    """Let every step of a build take in one record."""
    monkeypatch.setattr(building, "BATCH", 1)
    monkeypatch.setattr(type(connections["default"].get_backend()), "commit_size", 1)


def test_a_build_takes_in_what_changed_while_it_went_on(index, publish, drain_outbox, person, monkeypatch):
    first, second = publish(title_en="Mangrove one"), publish(title_en="Mangrove two")
    drain_outbox()
    step_by_step(monkeypatch)
    building.start("A test.")
    building.step()  # has read the first
    world.revised(first, person("focal_point_a"), person("curator"), title_en="Coral one")
    third = publish(title_en="Mangrove three")
    publication.withdraw(second, person("curator"), "A test.")
    drain_outbox("index")
    assert found("coral") == [first.pk]  # the live index goes on
    while not (build := building.step()).finished_at:
        pass
    assert connections["default"].get_backend().live_name() == build.name
    assert found("coral") == [first.pk]
    assert found("mangrove") == [third.pk]
    assert building.problem() == ""
    assert IndexBuild.objects.count() == 1


def test_a_change_of_classification_during_a_build_is_not_lost(index, publish, drain_outbox, person, monkeypatch):
    """It bears no date: only the outbox tells."""
    record = publish(themes=["protected-areas"])
    publish()
    drain_outbox()
    step_by_step(monkeypatch)
    building.start("A test.")
    building.step()
    classification.classify(record, person("curator"), {"themes": {"invasive-alien-species"}})
    drain_outbox("index")
    while not building.step().finished_at:
        pass
    hits = SearchQuerySet().filter(theme__in=["invasive-alien-species"])
    assert record.pk in [int(hit.pk) for hit in hits[:10]]


@pytest.mark.parametrize("engine", ["whoosh", "postgres"])
def test_a_build_that_was_lost_begins_again(request, engine, publish, drain_outbox, monkeypatch):
    folder = request.getfixturevalue(f"{engine}_index")
    records = [publish(title_en="Mangrove guide") for _number in range(3)]
    drain_outbox()
    step_by_step(monkeypatch)
    build = building.start("A test.")
    building.step()
    if folder:
        shutil.rmtree(folder / build.name)
    else:
        SearchShelf.objects.filter(build_name=build.name).delete()
    while not building.step().finished_at:
        pass
    assert len(found("mangrove")) == len(records)


def test_a_build_that_an_upgrade_came_into_begins_again(index, publish, drain_outbox, monkeypatch):
    records = [publish(title_en="Mangrove guide") for _number in range(3)]
    drain_outbox()
    step_by_step(monkeypatch)
    building.start("A test.")
    building.step()
    building.step()
    monkeypatch.setattr(building, "ANALYSIS", building.ANALYSIS + 1)
    assert building.step().done == 1
    while not building.step().finished_at:
        pass
    assert building.problem() == ""
    assert len(found("mangrove")) == len(records)


def test_only_one_index_is_built_at_a_time(index):
    assert building.start("One.").pk == building.start("Two.").pk


def test_the_command_says_how_far_it_is(index, publish, drain_outbox, capsys, monkeypatch):
    for _number in range(3):
        publish()
    drain_outbox()
    call_command("search_rebuild", "--if-needed")
    assert capsys.readouterr().out == "The search index is good.\n"
    step_by_step(monkeypatch)
    call_command("search_rebuild", "--no-color")
    lines = capsys.readouterr().out.splitlines()
    assert lines == [f"Search index: {n} of 3 records" for n in (1, 2)] + ["Search index: live, 3 records"]
