"""What every kind of record honours, whatever it is asked: written once, run for each (R8, R60, R65)."""

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chm_portal.records import checking, classification, kinds, publication, submission
from chm_portal.records.models import Record
from tests import world

pytestmark = pytest.mark.django_db
KINDS = [kind.slug for kind in kinds.every()]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@pytest.fixture(params=KINDS)
def kind(request):
    return kinds.get(request.param)


@pytest.fixture
def approve(person):
    """Return a function that publishes a submitted revision by whom the rules say."""

    def give(revision):
        by = person("focal_point_a") if revision.kind_of.national else person("curator")
        return publication.publish(revision, by, check=checking.as_classified(revision))

    return give


def child_of(record):
    return record.kind_of.model.objects.filter(pk=record.pk)


def test_a_draft_leaves_no_row_and_no_content(kind, person):
    revision = world.draft(person("contributor_a"), kind=kind.slug)
    record = Record.objects.get(pk=revision.record_id)
    assert not child_of(record).exists()
    assert (record.title_en or "", record.summary_en or "", record.identifier) == ("", "", None)
    assert not Record.objects.published().exists()


def test_normalising_twice_changes_nothing(kind, person):
    revision = world.submitted(person("contributor_a"), kind=kind.slug)
    form = submission.checked_form(revision)
    assert form.errors == {}
    assert form.normal_payload() == revision.payload


def test_it_is_published_revised_classified_withdrawn_and_published_again(kind, person, approve):
    focal_point, curator = person("focal_point_a"), person("curator")
    record = approve(world.submitted(focal_point, kind=kind.slug))
    assert record.identifier == f"CHM-{kind.code}-BE-1"
    assert child_of(record).exists()
    classification.classify(record, curator, {"articles": {"26"}, "decisions": {"ix-30"}, "targets": {"gbf-20"}})
    revision = submission.submit(submission.open_revision(record, focal_point), focal_point)
    record = approve(revision)
    assert record.current.number == 2
    assert record.decision_rows.get().by_secretariat
    publication.withdraw(record, focal_point, "Superseded.")
    assert not child_of(record).exists()
    again = submission.submit(submission.open_revision(record, focal_point), focal_point)
    assert approve(again).identifier == record.identifier


def test_its_pages_answer_everybody(kind, person, approve, client):
    record = approve(world.submitted(person("focal_point_a"), kind=kind.slug))
    for name in ("record_detail", "record_print", "record_history"):
        page = client.get(reverse(f"records:{name}", args=[record.identifier]))
        assert page.status_code == 200, name
    assert client.get(reverse("records:revision_detail", args=[record.identifier, 1])).status_code == 200


def test_every_section_is_shown_and_saved_by_its_own_page(kind, person, client_of):
    revision = world.draft(person("contributor_a"), kind=kind.slug)
    client, before = client_of("contributor_a"), dict(revision.payload)
    for slug, _label, _names in kind.form.sections:
        url = reverse("records:revision_section", args=[revision.pk, slug])
        page = client.get(url)
        assert page.status_code == 200, slug
    check = client.get(reverse("records:revision_check", args=[revision.pk]))
    assert check.status_code == 200
    assert not check.context["links"]
    revision.refresh_from_db()
    assert revision.payload == before


@pytest.mark.parametrize("slug", KINDS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(draws=st.data())
def test_any_json_makes_errors_and_never_an_exception(slug, draws, person):
    form_class = kinds.get(slug).form
    names = st.sampled_from(sorted(form_class.base_fields))
    payload = draws.draw(st.dictionaries(names, JSON, max_size=6))
    form = form_class(payload)
    form.is_valid()
    assert isinstance(form.errors.as_data(), dict)


def test_a_list_of_all_kinds_takes_the_same_queries_for_one_and_for_many(person, approve, client, index, drain_outbox):
    for slug in KINDS:
        approve(world.submitted(person("focal_point_a"), kind=slug))
    drain_outbox("index")
    page = client.get(reverse("search:search"))
    assert {row.record.kind for row in page.context["answer"].rows} == set(KINDS)
