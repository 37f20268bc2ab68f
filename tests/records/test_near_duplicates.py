"""What may be registered already is told before submission and on review, never in the way."""

import pytest
from django.urls import reverse

from chm_portal.records import near_duplicates
from tests import world

pytestmark = pytest.mark.django_db
LINK = [{"address": "http://example.org/other", "title": "Elsewhere"}]
QUESTION = "Is it here already?"


def found(revision, user) -> list:
    return [(one.record.pk, [str(reason) for reason in one.why]) for one in near_duplicates.of_revision(revision, user)]


def check(revision) -> str:
    return reverse("records:revision_check", args=[revision.pk])


@pytest.fixture
def guide(person):
    return world.published(
        person("focal_point_b"),
        person("curator"),
        of="b",
        title_fr="Guide des stratégies nationales",
        title_ru="Руководство по национальным стратегиям",
        title_ar="دليل الاستراتيجيات الوطنية للتنوع",
        title_zh_hans="国家生物多样性战略与行动计划指南",
    )


@pytest.mark.parametrize(
    "title",
    [
        {"title_en": "A guide to the national strategies"},
        {"title_fr": "Guide des strategies nationales, 2e édition"},
        {"title_ru": "РУКОВОДСТВО по национальной стратегии"},
        {"title_ar": "دليل الإستراتيجيات الوطنية"},
        {"title_zh_hans": "国家生物多样性战略和行动计划指南"},
    ],
)
def test_a_title_that_is_nearly_the_same_in_any_language_is_found(person, guide, title):
    draft = world.draft(person("contributor_a"), links=LINK, **({"title_en": "Something else"} | title))
    assert found(draft, draft.author) == [(guide.pk, ["nearly the same title"])]


def test_another_title_is_not(person, guide):
    draft = world.draft(
        person("contributor_a"), links=LINK, title_en="Guide to mangroves", title_zh_hans="保护区管理手册"
    )
    assert found(draft, draft.author) == []


@pytest.mark.parametrize("address", ["http://example.org/guide.pdf", "https://WWW.example.org/guide.pdf/"])
def test_the_same_address_is_found_however_it_is_written(person, guide, address):
    draft = world.draft(person("contributor_a"), title_en="Mangroves of the coast", links=[{"address": address}])
    assert found(draft, draft.author) == [(guide.pk, ["the same address"])]


def test_an_address_of_a_source_is_found(person):
    source = world.published(person("focal_point_b"), person("curator"), of="b", kind="information-source")
    draft = world.draft(person("contributor_a"), links=[{"address": "https://www.example.org/register"}])
    assert found(draft, draft.author) == [(source.pk, ["the same address"])]


def test_drafts_are_told_to_their_own_team_alone(person):
    mine = world.draft(person("focal_point_a"))
    again = world.draft(person("contributor_a"))
    both = ["the same address", "nearly the same title"]
    assert found(again, person("contributor_a")) == [(mine.record_id, both)]
    assert found(again, person("focal_point_b")) == []
    assert found(again, person("curator")) == []


def test_a_curator_is_told_what_waits_too_and_nobody_else(person, client_of):
    waiting = world.submitted(person("focal_point_a"))
    other = world.submitted(person("focal_point_b"), of="b")
    assert [key for key, _why in found(waiting, person("curator"))] == [other.record_id]
    page = client_of("curator").get(reverse("records:review_detail", args=[waiting.pk])).content.decode()
    assert QUESTION in page and reverse("records:review_detail", args=[other.pk]) in page
    assert found(waiting, person("focal_point_a")) == []


def test_reports_of_two_cycles_are_no_duplicates(person):
    world.registered(person("focal_point_a"))
    other = world.draft(
        person("focal_point_a"),
        kind="national-report",
        cycle="nr5",
        links=LINK,
        title_en="Fifth national report of the Party",
    )
    assert found(other, person("focal_point_a")) == []


def test_the_page_tells_it_and_lets_one_submit_all_the_same(person, client_of, guide):
    draft = world.draft(person("focal_point_a"))
    client = client_of("focal_point_a")
    page = client.get(check(draft)).content.decode()
    assert QUESTION in page and guide.get_absolute_url() in page and guide.identifier in page
    assert client.post(check(draft)).status_code == 302
    draft.refresh_from_db()
    assert draft.state == "endorsed"


def test_a_revision_is_not_compared_with_its_own_record(person, client_of, guide):
    client = client_of("focal_point_b")
    client.post(reverse("records:record_edit", args=[guide.pk]))
    assert QUESTION not in client.get(check(guide.revisions.open().get())).content.decode()


def test_looking_costs_few_queries_however_many_there_are(person, django_assert_num_queries):
    for number in range(3):
        world.published(
            person("focal_point_b"), person("curator"), of="b", title_en=f"Guide to national strategies {number}"
        )
        world.draft(person("focal_point_a"), title_en=f"Guide to national strategy {number}")
    draft = world.draft(person("contributor_a"))
    user = person("contributor_a")
    assert user.current_designations
    with django_assert_num_queries(6):  # the transaction's two, the threshold, addresses, published, drafts
        assert len(near_duplicates.of_revision(draft, user)) == 5
