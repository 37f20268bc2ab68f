"""Collections, events and calls: what they gather stands in its order, and a call names who has answered."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chm_portal.records import publication
from chm_portal.records.models import Record, Relation
from knowledge_base.forms import CallForm, CollectionForm, EventForm
from knowledge_base.models import Call, Collection
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator(person):
    return person("curator")


@pytest.fixture
def three(person, curator):
    """Return three published resources of a Party."""
    return [world.published(person("focal_point_a"), curator, title_en=f"Guide {letter}") for letter in "ABC"]


def collection(curator, *rows: dict):
    return world.published(curator, curator, of="secretariat", kind="collection", gathered=list(rows))


def row(record, place: int | str = "", note: str = "") -> dict:
    return {"target": record.identifier, "place": place, "note": note, "note_language": "en" if note else ""}


def titles(page) -> list[str]:
    return [item.row.title[0] for item in page.context["record"].gathered]


def test_a_collection_shows_its_records_in_its_order_with_why(client, curator, three):
    a, b, c = three
    found = collection(curator, row(a, 30), row(b, 10, "Read this first."), row(c, 20))
    page = client.get(found.get_absolute_url())
    assert titles(page) == ["Guide B", "Guide C", "Guide A"]
    html = page.content.decode()
    assert "Read this first." in html
    assert "Begin with the guide" in html
    assert html.count("Guide B") == 1, "what it gathers is not said a second time among related records"


def test_a_row_without_a_place_comes_last_and_there_is_room_between_rows(curator, three):
    a, b, c = three
    revision = world.draft(curator, of="secretariat", kind="collection", gathered=[row(a), row(b, 5), row(c, 2)])
    form = CollectionForm(revision.payload, record=revision.record)
    assert form.is_valid(), form.errors
    assert [(one["target"], one["place"]) for one in form.cleaned_data["gathered"]] == [
        (c.identifier, 10),
        (b.identifier, 20),
        (a.identifier, 30),
    ]


def test_a_record_says_in_which_collection_it_is_found(client, curator, three):
    found = collection(curator, row(three[0]))
    html = client.get(three[0].get_absolute_url()).content.decode()
    assert found.get_absolute_url() in html
    assert "is found in" in html


def test_what_was_withdrawn_is_not_gathered_any_more(client, curator, three):
    found = collection(curator, row(three[0]), row(three[1]))
    publication.withdraw(three[0], curator, "Wrong.")
    assert titles(client.get(found.get_absolute_url())) == ["Guide B"]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([{"target": "CHM-RES-XX-9"}], "No published record is called CHM-RES-XX-9."),
        ([{"target": "", "note": "x"}], "Record 1, Identifier of the record: This field is required."),
        ([{"target": "CHM-RES-BE-1", "place": 0}], "Record 1, Place in the order"),
    ],
)
def test_wrong_rows_are_told(curator, three, rows, message):
    revision = world.draft(curator, of="secretariat", kind="collection", gathered=rows)
    errors = CollectionForm(revision.payload, record=revision.record).errors["gathered"]
    assert message in " ".join(errors)


def test_nobody_says_gathers_in_an_ordinary_relation(curator, three):
    relations = [{"verb": "gathers", "target": three[0].identifier}]
    form = world.draft(curator, of="secretariat", relations=relations)
    assert "relations" in form.kind_of.form(form.payload, record=form.record).errors


def test_queries_do_not_grow_with_what_is_gathered(client, person, curator, django_assert_max_num_queries):
    def page_queries(number: int) -> int:
        rows = [row(world.published(person("focal_point_a"), curator)) for _n in range(number)]
        address = collection(curator, *rows).get_absolute_url()
        client.get(address)
        with django_assert_max_num_queries(16) as captured:
            client.get(address)
        return len(captured)

    assert page_queries(2) == page_queries(6)


def test_an_event_shows_when_where_by_whom_and_its_materials(client, person, curator, three):
    found = world.published(
        person("partner_contact"), curator, of="partner", kind="event", gathered=[row(three[0], note="Day one")]
    )
    html = client.get(found.get_absolute_url()).content.decode()
    for said in (
        "2 March 2009 – 4 March 2009",
        "Douala, Cameroon",
        "Institute of Nature Research",
        "Guide A",
        "Day one",
    ):
        assert said in html
    assert "Its site" in html


def test_an_event_does_not_end_before_it_begins():
    assert "end" in EventForm(world.event_payload(end="2009-03-01")).errors


def test_a_call_says_how_long_it_is_open_and_who_has_answered(client, person, curator):
    today = timezone.now().date()
    call = world.published(
        curator,
        curator,
        of="secretariat",
        kind="call",
        opens=str(today - timedelta(days=9)),
        deadline=str(today + timedelta(days=9)),
    )
    assert Call.objects.get(pk=call.pk).is_open
    answer = [{"verb": "answers", "target": call.identifier}]
    world.published(person("focal_point_a"), curator, title_en="Our mangroves", relations=answer)
    world.submitted(person("focal_point_a"), title_en="Not public yet", relations=answer)
    html = client.get(call.get_absolute_url()).content.decode()
    assert "days left" in html
    assert "Who has answered" in html
    assert html.count("Our mangroves") == 1
    assert "Not public yet" not in html
    assert f"?answers={call.identifier}" in html


def test_after_the_deadline_nothing_is_asked_any_more(client, curator):
    call = world.published(
        curator, curator, of="secretariat", kind="call", opens="2020-01-01", deadline="2020-03-01", title_en="Old call"
    )
    html = client.get(call.get_absolute_url()).content.decode()
    assert "closed" in html
    assert "Send a resource in answer" not in html


def test_a_call_closes_after_it_opens():
    assert "deadline" in CallForm(world.call_payload(opens="2026-05-01", deadline="2026-04-01")).errors


@pytest.mark.parametrize("verb", ["answers", "uses"])
def test_a_draft_begins_with_the_relation_that_its_address_names(client_of, three, verb):
    other = three[0]
    client = client_of("focal_point_a")
    address = f"/en/workspace/records/new/resource/?{verb}={other.identifier}"
    page = client.get(address)
    assert "Guide A" in page.content.decode()
    form = page.context["form"]
    client.post(address, {"owner": form["owner"].value(), "key": form["key"].value()})
    record = Record.objects.order_by("-pk").first()
    assert record.revisions.get().payload["relations"] == [{"verb": verb, "target": other.identifier}]


def test_an_address_that_names_no_record_begins_without_a_relation(client_of):
    client = client_of("focal_point_a")
    assert client.get("/en/workspace/records/new/resource/?answers=CHM-CAL-SCBD-99").context["first"] is None


def test_lists_have_their_own_kind_only(client, curator, three, index, drain_outbox):
    found = collection(curator, row(three[0]))
    drain_outbox("index")
    page = client.get("/en/knowledge-base/collections/")
    assert [one.record.pk for one in page.context["answer"].rows] == [found.pk]
    assert Collection.objects.count() == 1
    assert Relation.objects.filter(verb=Relation.Verb.GATHERS).count() == 1
