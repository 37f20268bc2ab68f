"""The editors' desk: lists of what could be better, with numbers, filters and what to do; curators only."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from chm_portal.curation import duplicates, letters
from chm_portal.curation.lists import BY_SLUG
from chm_portal.curation.models import DuplicatePair, LinkLetter
from chm_portal.records.models import LinkCheck, Revision
from tests import world

pytestmark = pytest.mark.django_db
HOME = reverse("curation:desk_home")
GUIDE = "https://www.example.org/guide.pdf"
TARGET = {"targets": ["gbf-6"]}


def address(slug: str) -> str:
    return reverse("curation:desk_list", args=[slug])


@pytest.fixture
def curator(client_of):
    return client_of("curator")


@pytest.fixture
def publish(person):
    def make(of: str = "a", **answers):
        by = {"a": "focal_point_a", "b": "focal_point_b", "partner": "partner_contact"}[of]
        return world.published(person(by), person("curator"), of=of, **answers)

    return make


def page(client, slug: str, **chosen) -> str:
    return client.get(address(slug), chosen).content.decode()


def fail(url: str = GUIDE) -> None:
    LinkCheck.objects.create(address=url, failures=3, failing_since=timezone.now() - timedelta(days=9))


@pytest.mark.parametrize("who", ["member", "focal_point_a", "partner_contact", "moderator"])
def test_it_is_the_secretariats_own(client_of, who):
    client = client_of(who)
    assert client.get(HOME).status_code == client.get(address("unclassified")).status_code == 403
    assert client.get(reverse("curation:record_merge")).status_code == 403


def test_the_workspace_and_the_administration_lead_curators_to_it(client_of):
    assert HOME in client_of("curator").get(reverse("records:workspace_home")).content.decode()
    assert HOME in client_of("curator").get(reverse("admin:index")).content.decode()
    assert HOME not in client_of("focal_point_a").get(reverse("records:workspace_home")).content.decode()


@pytest.mark.parametrize("slug", BY_SLUG)
def test_every_list_says_when_nothing_is_on_it(curator, slug):
    assert "Nothing on this list" in page(curator, slug)


def test_what_has_no_target_is_listed_until_somebody_adds_one(curator, publish):
    without, having = publish(), publish(title_en="With a target", **TARGET)
    text = page(curator, "unclassified")
    assert without.identifier in text and "no target" in text and "no theme" not in text
    assert having.identifier not in text
    assert reverse("records:record_classify", args=[without.pk]) in text


def test_short_summaries_are_listed_with_their_length(curator, publish, person):
    short, good = world.registered(person("focal_point_a"), kind="strategy"), publish()
    text = page(curator, "poorly-described")
    assert short.identifier in text and "summary of 33 characters" in text
    assert good.identifier not in text


def test_one_language_and_translations_that_fell_behind_are_listed(curator, publish, person):
    original = publish(title_fr="Guide des stratégies")
    relation = {"relations": [{"verb": "translates", "target": original.identifier}]}
    translation = publish(title_fr="Guide traduit", **relation)
    assert page(curator, "languages").count("CHM-RES") == 0
    world.revised(original, person("focal_point_a"), person("curator"), title_en="Newer guide")
    single = publish(title_en="English alone")
    text = page(curator, "languages")
    assert translation.identifier in text and "older than what it translates" in text
    assert single.identifier in text and original.identifier not in text


def test_what_waits_longer_than_two_weeks_is_overdue(curator, person):
    late, fresh = world.submitted(person("focal_point_a")), world.submitted(person("focal_point_b"), of="b")
    Revision.objects.filter(pk=late.pk).update(submitted_at=timezone.now() - timedelta(days=15))
    text = page(curator, "overdue")
    assert reverse("records:review_detail", args=[late.pk]) in text
    assert reverse("records:review_detail", args=[fresh.pk]) not in text


def test_a_list_is_narrowed_to_a_kind_or_an_owner(curator, publish):
    first, second = publish(), publish(of="b", title_en="Another one")
    text = page(curator, "unclassified", owner="party:cm")
    assert second.identifier in text and first.identifier not in text
    assert "Nothing of this kind and owner" in page(curator, "unclassified", kind="strategy")
    assert "is not known and was left out" in page(curator, "unclassified", kind="king")


def test_links_that_do_not_answer_are_listed_with_since_when(curator, publish):
    record = publish()
    fail()
    text = page(curator, "broken-links")
    assert record.identifier in text and GUIDE in text and "has not answered since" in text


def test_owners_get_one_letter_a_month_that_names_their_links(publish, letters_of, time_machine):
    record = publish()
    publish(of="b", title_en="Another", links=[{"address": "https://www.example.org/other.pdf"}])
    fail()
    assert (letters.write_due(), letters.write_due()) == (1, 0)
    (letter,) = letters_of("focal_point_a")
    assert GUIDE in letter.body and record.identifier in letter.body and reverse("records:link_list") in letter.body
    assert not letters_of("focal_point_b")
    time_machine.move_to(timezone.now() + timedelta(days=32), tick=False)
    assert letters.write_due() == 1
    assert LinkLetter.objects.count() == 2


@pytest.fixture
def letters_of(letters, person, drain_outbox):
    """Return a function that gives the letters to a fixed person about links."""
    return lambda who: [one for one in letters if one.to == [person(who).email] and "do not answer" in one.subject]


def test_duplicates_are_found_by_the_worker_once_a_publication(curator, publish, person):
    first, second = publish(), publish(of="b")
    assert duplicates.compare_due(60) == 2
    assert duplicates.compare_due(60) == 0
    pair = DuplicatePair.objects.get()
    assert (pair.first_id, pair.second_id, pair.has_title, pair.has_address) == (first.pk, second.pk, True, True)
    text = page(curator, "duplicates")
    assert first.identifier in text and f"gone={second.identifier}" in text
    world.revised(
        second,
        person("focal_point_b"),
        person("curator"),
        title_en="Mangroves",
        links=[{"address": "https://a.example/"}],
    )
    assert duplicates.compare_due(60) == 1
    assert not DuplicatePair.objects.exists()


def test_what_was_told_apart_is_not_listed_again(curator, publish, person):
    publish(), publish(of="b")
    duplicates.compare_due(60)
    pair = DuplicatePair.objects.get()
    assert curator.post(reverse("curation:pair_tell_apart", args=[pair.pk])).status_code == 302
    duplicates.compare(pair.first)
    assert "Nothing on this list" in page(curator, "duplicates")


@pytest.mark.parametrize("number", [1, 6])
def test_the_desk_and_its_lists_cost_the_same_whatever_is_on_them(
    curator, publish, django_assert_max_num_queries, number
):
    for place in range(number):
        publish(of="ab"[place % 2])
    duplicates.compare_due(60)
    curator.get(HOME)
    with django_assert_max_num_queries(16):
        assert curator.get(HOME).status_code == 200
    for slug in BY_SLUG:
        with django_assert_max_num_queries(14):
            assert curator.get(address(slug)).status_code == 200
