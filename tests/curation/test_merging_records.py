"""Two records that are one: side by side, what is taken over, and both identifiers answer."""

import pytest
from django.urls import reverse

from chm_portal.audit.models import AuditEvent
from chm_portal.notifications import following
from chm_portal.outbox.models import OutboxItem
from chm_portal.records import merging
from chm_portal.records.models import Record
from chm_portal.records.refusals import NotYours, Refusal
from tests import talk, world

pytestmark = pytest.mark.django_db
PAGE = reverse("curation:record_merge")
OTHER = "https://www.example.org/mirror.pdf"


@pytest.fixture
def stays(person):
    return world.published(person("focal_point_a"), person("curator"))


@pytest.fixture
def gone(person, stays):
    return world.published(
        person("focal_point_b"),
        person("curator"),
        of="b",
        themes=["forest-biodiversity"],
        links=[{"address": OTHER, "title": "Mirror", "language": "en"}],
    )


def asked(gone, stays) -> str:
    return f"{PAGE}?gone={gone.identifier}&stays={stays.identifier}"


def addresses(record) -> list[str]:
    return list(record.links.values_list("address", flat=True))


def themes(record) -> set[str]:
    return set(record.themes.values_list("code", flat=True))


def test_terms_and_links_are_taken_over_and_outlive_the_owners_next_revision(person, gone, stays):
    merging.merge(gone, stays, person("curator"), "Entered twice.")
    assert themes(stays) == {"invasive-alien-species", "forest-biodiversity"}
    assert addresses(stays)[-1] == OTHER
    world.revised(stays, person("focal_point_a"), person("curator"), title_en="Second edition")
    assert themes(stays) == {"invasive-alien-species", "forest-biodiversity"}
    assert OTHER in addresses(stays)


def test_who_followed_the_one_that_goes_follows_the_other_once(person, gone, stays):
    one, both = person("member"), person("contributor_a")
    following.follow(one, gone.topic)
    for record in (gone, stays):
        following.follow(both, record.topic)
    merging.merge(gone, stays, person("curator"), "Entered twice.")
    for follower in (one, both):
        assert list(follower.subscriptions.values_list("topic", flat=True)) == [stays.topic]


def test_nothing_is_taken_over_where_it_is_not_wanted(person, gone, stays):
    merging.merge(gone, stays, person("curator"), "Entered twice.", takes_over=False)
    assert themes(stays) == {"invasive-alien-species"} and OTHER not in addresses(stays)


def test_both_identifiers_answer_and_search_reads_them_again(person, client, gone, stays):
    address = gone.get_absolute_url()
    OutboxItem.objects.all().delete()
    merging.merge(gone, stays, person("curator"), "Entered twice.")
    response = client.get(address)
    assert (response.status_code, response["Location"]) == (301, stays.get_absolute_url())
    for extension in ("bib", "ris"):
        response = client.get(f"/records/{gone.identifier}.{extension}")
        assert (response.status_code, response["Location"]) == (301, f"/records/{stays.identifier}.{extension}")
    assert {one.key for one in OutboxItem.objects.filter(kind="index")} == {gone.topic, stays.topic}
    assert AuditEvent.objects.get(action="record.merged").details["gone"] == gone.identifier


def test_collections_keep_the_place_and_their_next_revision_names_the_one_that_stays(person, gone, stays):
    curator = person("curator")
    gathered = [{"target": gone.identifier, "note": "Begin here.", "note_language": "en"}]
    collection = world.registered(curator, of="secretariat", kind="collection", gathered=gathered)
    merging.merge(gone, stays, curator, "Entered twice.")
    assert [(one.target_id, one.note) for one in collection.relations.all()] == [(stays.pk, "Begin here.")]
    again = world.revised(collection, curator, curator, title_en="A better toolbox")
    assert [row["target"] for row in again.current.payload["gathered"]] == [stays.identifier]


def test_a_collection_that_has_both_keeps_one(person, gone, stays):
    curator = person("curator")
    gathered = [{"target": one.identifier} for one in (stays, gone)]
    collection = world.registered(curator, of="secretariat", kind="collection", gathered=gathered)
    merging.merge(gone, stays, curator, "Entered twice.")
    assert [one.target_id for one in collection.relations.all()] == [stays.pk]


def test_relations_of_the_one_that_goes_are_taken_over_but_none_to_itself(person, gone, stays):
    curator = person("curator")
    third = world.published(person("focal_point_a"), curator, title_en="A third")
    named = [{"verb": "related", "target": one.identifier} for one in (stays, third)]
    gone = world.revised(gone, person("focal_point_b"), curator, relations=named)
    merging.merge(gone, stays, curator, "Entered twice.")
    assert [(one.verb, one.target.pk, one.by_secretariat) for one in stays.relations.all()] == [
        ("related", third.pk, True)
    ]
    world.revised(stays, person("focal_point_a"), curator, relations=named[1:])
    assert [one.by_secretariat for one in stays.relations.all()] == [False]


def test_the_page_shows_both_and_merges_with_a_reason(client_of, gone, stays):
    client = client_of("curator")
    text = client.get(asked(gone, stays)).content.decode()
    assert gone.identifier in text and stays.identifier in text and OTHER in text and "Merge for good" in text
    assert client.post(asked(gone, stays), {"takes_over": "on"}).status_code == 422
    assert client.post(asked(gone, stays), {"takes_over": "on", "reason": "Twice."}).status_code == 302
    assert Record.objects.get(pk=gone.pk).merged_into_id == stays.pk
    again = client.get(asked(gone, stays))
    assert again.status_code == 422 and "No published record is called" in again.content.decode()


def test_what_was_discussed_about_the_one_that_goes_stands_with_the_one_that_stays(client, person, gone, stays):
    one = talk.thread(person("focal_point_a"), person("curator"), title="Which hogweed?", topics=[gone.topic])
    both = talk.thread(
        person("focal_point_a"), person("curator"), title="Hogweed twice", topics=[gone.topic, stays.topic]
    )
    merging.merge(gone, stays, person("curator"), "Entered twice.")
    page = client.get(stays.get_absolute_url()).content.decode()
    for thread in (one, both):
        assert page.count(thread.title) == 1
        assert stays.get_absolute_url() in client.get(thread.get_absolute_url()).content.decode()


def test_only_the_secretariat_merges_and_only_two(person, gone, stays):
    with pytest.raises(NotYours):
        merging.merge(gone, stays, person("focal_point_a"), "Mine.")
    with pytest.raises(Refusal):
        merging.merge(gone, gone, person("curator"), "One.")


def test_comparing_costs_few_queries(client_of, gone, stays, django_assert_max_num_queries):
    client = client_of("curator")
    client.get(asked(gone, stays))
    with django_assert_max_num_queries(28):
        assert client.get(asked(gone, stays)).status_code == 200
