"""A term given to many records at once: shown before it is done, undone once, and never an owner's own word."""

import pytest
from django.urls import reverse

from chm_portal.audit.models import AuditEvent
from chm_portal.curation import bulk_terms
from chm_portal.curation.models import TermChange
from chm_portal.outbox.models import OutboxItem
from chm_portal.records import classification, publication
from chm_portal.records.refusals import NotYours, Refusal
from tests import world

pytestmark = pytest.mark.django_db
PAGE = f"{reverse('curation:terms_change')}?theme=invasive-alien-species"
FOREST = "forest-biodiversity"


@pytest.fixture
def curator(person):
    return person("curator")


@pytest.fixture
def two(person, curator):
    """Return two resources of a Party; the second has the forest theme by its owner."""
    themes = (["invasive-alien-species"], ["invasive-alien-species", FOREST])
    return [world.published(person("focal_point_a"), curator, themes=list(codes)) for codes in themes]


def themes(record) -> set[str]:
    return set(record.themes.values_list("code", flat=True))


def give(records, by, action: str = "add") -> TermChange:
    return bulk_terms.change([record.pk for record in records], action, "themes", FOREST, by)


def test_what_lacks_the_term_gains_it_and_what_has_it_stays(two, curator):
    OutboxItem.objects.all().delete()
    done = give(two, curator)
    assert [record.pk for record in done.records.all()] == [two[0].pk]
    assert FOREST in themes(two[0])
    assert {row.key for row in OutboxItem.objects.filter(kind="index")} == {two[0].topic}
    assert AuditEvent.objects.filter(action="terms.changed").count() == 1


def test_undoing_takes_it_back_once(two, curator):
    done = give(two, curator)
    assert bulk_terms.undo(done, curator) == []
    assert FOREST not in themes(two[0])
    assert FOREST in themes(two[1]), "its owner says so"
    with pytest.raises(Refusal):
        bulk_terms.undo(done, curator)


def test_what_somebody_changed_after_is_left_and_told(two, curator):
    done = give(two, curator)
    classification.classify(two[0], curator, {"themes": set()})
    assert [record.pk for record in bulk_terms.undo(done, curator)] == [two[0].pk]


def test_an_owners_own_term_is_not_taken_away(two, curator):
    give(two[:1], curator)
    outcomes = [line.is_changed for line in bulk_terms.plan(two, "remove", "themes", FOREST)]
    assert outcomes == [True, False]
    give(two, curator, "remove")
    assert FOREST not in themes(two[0]) and FOREST in themes(two[1])


def test_nothing_to_change_is_refused(two, curator):
    with pytest.raises(Refusal):
        give(two[1:], curator)
    assert not TermChange.objects.exists()


def test_a_kind_that_has_no_such_terms_is_told(person, curator):
    report = world.published(person("focal_point_a"), person("focal_point_a"), kind="national-report")
    (line,) = bulk_terms.plan([report], "add", "regions", "africa")
    assert not line.is_changed


def test_only_curators_do_it(two, person):
    with pytest.raises(NotYours):
        give(two, person("focal_point_a"))


def test_a_curator_sees_what_would_happen_then_does_it_and_undoes_it(two, client_of, index, drain_outbox):
    drain_outbox("index")
    client = client_of("curator")
    page = client.get(PAGE)
    assert [record.pk for record in page.context["records"]] == [two[1].pk, two[0].pk]
    chosen = {"action": "add", "term": f"themes:{FOREST}", "records": [record.pk for record in two]}
    preview = client.post(PAGE, chosen)
    assert "1 record changes." in preview.content.decode()
    assert "gains it" in preview.content.decode() and "has it already" in preview.content.decode()
    assert FOREST not in themes(two[0]), "so far it was only looked at"
    done = client.post(PAGE, chosen | {"apply": "1"}, follow=True)
    assert FOREST in themes(two[0])
    change = done.context["change"]
    undone = client.post(reverse("curation:terms_undo", args=[change.pk]), follow=True)
    assert "Undone." in undone.content.decode()
    assert FOREST not in themes(two[0])


@pytest.mark.parametrize(
    "answers",
    [{"term": "themes:nothing"}, {"term": ""}, {"records": []}, {"records": ["x"]}, {"action": "drop"}],
)
def test_a_wrong_choice_is_told_and_changes_nothing(two, client_of, index, drain_outbox, answers):
    drain_outbox("index")
    chosen = {"action": "add", "term": f"themes:{FOREST}", "records": [two[0].pk], "apply": "1"} | answers
    assert client_of("curator").post(PAGE, chosen).status_code == 422
    assert not TermChange.objects.exists()


def test_what_was_withdrawn_meanwhile_is_left_alone(two, curator):
    publication.withdraw(two[0], curator, "Wrong.")
    with pytest.raises(Refusal):
        give(two[:1], curator)


def test_the_results_of_a_search_lead_there_for_curators_alone(two, client_of, index, drain_outbox):
    drain_outbox("index")
    link = "Change a term of these records"
    assert link in client_of("curator").get("/en/search/").content.decode()
    assert link not in client_of("focal_point_a").get("/en/search/").content.decode()
