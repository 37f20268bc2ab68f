"""The vocabularies in memory: no queries, no stale labels."""

import pickle
import threading

import pytest
from django.db import connection
from django.utils import translation

from chm_portal.vocabularies import files, groups, memory
from chm_portal.vocabularies.memory import vocabulary
from chm_portal.vocabularies.models import Audience, Country, Theme, VocabularyVersion


@pytest.fixture
def clock(monkeypatch, settings):
    """Let a process ask every five seconds, by a clock that the test moves."""
    settings.VOCABULARY_CHECK_SECONDS = 5
    now = [1000.0]
    monkeypatch.setattr(memory.time, "monotonic", lambda: now[0])
    return now


def change_in_another_process(code: str, label: str) -> None:
    """Write as another process would: this one's memory hears nothing of it."""
    Theme.objects.filter(code=code).update(label_en=label)
    VocabularyVersion.advance("theme")


def test_once_read_a_vocabulary_costs_no_query(django_assert_num_queries):
    for name in files.FILES:
        vocabulary(name)
    with django_assert_num_queries(0):
        for name in files.FILES:
            for term in vocabulary(name):
                assert term.label and term.labels and term.place >= 0 and str(term) and term.wording
                assert vocabulary(name).by_pk(term.pk) is vocabulary(name)[term.code] is vocabulary(name).get(term.code)
        assert vocabulary("country")["be"].region.label == "Western Europe and Others"
        assert vocabulary("target")["aichi-11"].parent.framework.code == "aichi"
        assert [groups.themes(), groups.articles(), groups.targets(), groups.countries()]


def test_reading_a_vocabulary_costs_one_query_and_one_for_each_it_refers_to(django_assert_num_queries):
    with django_assert_num_queries(1):
        vocabulary("theme")
    with django_assert_num_queries(2):
        vocabulary("country")


def test_labels_are_in_the_readers_language():
    theme = vocabulary("theme")["invasive-alien-species"]
    with translation.override("fr"):
        assert theme.label == "Espèces exotiques envahissantes"
        assert ("protected-areas", "Aires protégées") in vocabulary("theme").choices()
    with translation.override("ru"):
        assert theme.label_in() == ("Инвазивные чужеродные виды", "ru")


def test_a_missing_label_is_shown_in_another_language_that_is_named():
    Audience.objects.create(code="anglers", label_en="Anglers", label_fr="Pêcheurs")
    assert vocabulary("audience")["anglers"].label_in("ar") == ("Anglers", "en")
    assert vocabulary("audience")["anglers"].label_in("fr") == ("Pêcheurs", "fr")


def test_translated_columns_besides_the_label_follow_the_reader_too():
    with translation.override("es"):
        assert vocabulary("licence")["cc0-1.0"].explanation.startswith("Los autores han renunciado")
        assert vocabulary("article")["8j"].number == "8 j)"


def test_an_unknown_code_is_told_apart():
    assert "xx" not in vocabulary("country")
    assert vocabulary("country").get("xx") is None
    with pytest.raises(KeyError):
        vocabulary("country")["xx"]
    with pytest.raises(KeyError):
        vocabulary("planet")


def test_a_retired_term_is_known_but_no_longer_offered():
    Audience.objects.filter(code="media").update(retired=True)
    words = vocabulary("audience")
    assert "media" in words and words["media"].retired
    assert "media" not in dict(words.choices())
    assert dict(words.choices(keeping=["media"]))["media"] == "Media and journalists"
    assert "media" not in [term.code for term in words.in_use()]


def test_children_are_found_under_their_parent():
    words = vocabulary("theme")
    assert [term.code for term in words.under(words["in-situ-conservation"])] == ["protected-areas"]
    tops = [term.code for term in words.under(None)]
    assert tops == ["thematic-programmes", "cross-cutting-issues", "planning-and-reporting"]


def test_terms_are_listed_as_a_tree():
    codes = vocabulary("theme").codes()
    assert codes.index("in-situ-conservation") + 1 == codes.index("protected-areas")


def test_a_circle_made_behind_the_admins_back_loses_no_term():
    one, other = Theme.objects.filter(parent__isnull=True)[:2]
    Theme.objects.filter(pk=one.pk).update(parent=other)
    Theme.objects.filter(pk=other.pk).update(parent=one)
    assert len(vocabulary("theme")) == Theme.objects.count()
    assert one.code in vocabulary("theme")


def test_a_change_is_seen_by_this_process_once_it_is_committed(django_capture_on_commit_callbacks):
    assert vocabulary("theme")["tourism"].label == "Biodiversity and tourism"
    with django_capture_on_commit_callbacks(execute=True):
        theme = Theme.objects.get(code="tourism")
        theme.label_en = "Tourism"
        theme.save()
        assert vocabulary("theme")["tourism"].label == "Biodiversity and tourism"
    assert vocabulary("theme")["tourism"].label == "Tourism"


def test_a_changed_region_is_seen_through_its_countries(django_capture_on_commit_callbacks):
    assert vocabulary("country")["be"].region.label == "Western Europe and Others"
    with django_capture_on_commit_callbacks(execute=True):
        region = Country.objects.get(code="be").region
        region.label_en = "WEOG"
        region.save()
    assert vocabulary("country")["be"].region.label == "WEOG"


def test_another_processes_change_is_seen_after_five_seconds_and_not_asked_for_before(clock, django_assert_num_queries):
    assert vocabulary("theme")["tourism"].label == "Biodiversity and tourism"
    change_in_another_process("tourism", "Tourism")
    clock[0] += 4.9
    with django_assert_num_queries(0):
        assert vocabulary("theme")["tourism"].label == "Biodiversity and tourism"
    clock[0] += 0.2
    with django_assert_num_queries(2):  # the versions, the themes
        assert vocabulary("theme")["tourism"].label == "Tourism"


def test_a_term_that_another_process_has_just_added_is_found_by_its_key_at_once(clock):
    words = vocabulary("audience")
    added = Audience.objects.bulk_create([Audience(code="anglers", label_en="Anglers")])[0]
    assert "anglers" not in vocabulary("audience")
    assert words.by_pk(added.pk).label == "Anglers"
    assert "anglers" in vocabulary("audience")


def test_a_key_that_no_term_has_is_an_error():
    with pytest.raises(KeyError):
        vocabulary("audience").by_pk(0)


def test_an_unknown_code_is_worth_no_query(django_assert_num_queries):
    words = vocabulary("audience")
    with django_assert_num_queries(0):
        assert words.get("anglers") is None and "anglers" not in words


def test_without_a_change_five_seconds_cost_one_query(clock, django_assert_num_queries):
    theme = vocabulary("theme")["tourism"]
    clock[0] += 6
    with django_assert_num_queries(1):
        assert vocabulary("theme")["tourism"] is theme
        assert vocabulary("theme")["tourism"] is theme


def test_a_remembered_term_survives_being_cached():
    copy = pickle.loads(pickle.dumps(vocabulary("country")["be"]))
    assert copy == vocabulary("country")["be"] and copy.label == "Belgium"


@pytest.mark.django_db(transaction=True)
def test_threads_that_ask_at_once_get_the_same_vocabulary():
    barrier, found = threading.Barrier(6), []

    def ask():
        barrier.wait()
        found.append(vocabulary("country"))
        connection.close()

    threads = [threading.Thread(target=ask) for _number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6 and len({id(words) for words in found}) == 1
