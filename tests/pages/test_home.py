"""The front page: its numbers are counted, its queries are few, and it is right with nothing and with much."""

import json
import re

import pytest
from django.urls import reverse

from chm_portal.vocabularies.memory import vocabulary
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def publish(person):
    """Return a function that publishes a record of country A."""
    return lambda **answers: world.published(person("focal_point_a"), person("curator"), **answers)


def front(client, language="en") -> str:
    """Return the text of the front page."""
    response = client.get(f"/{language}/")
    assert response.status_code == 200
    return response.content.decode()


def figure(html: str, label: str) -> int:
    """Return the number that stands beside a label of the network in numbers."""
    return int(re.search(rf"<dt>(?:<a [^>]*>)?{label}(?:</a>)?</dt><dd>(\d+)</dd>", html)[1])


def test_an_empty_portal_says_what_will_appear_and_counts_nothing(client):
    html = front(client)
    assert "Nothing is published yet" in html
    assert figure(html, "published records") == 0
    assert "0 resources to read" in html


def test_the_four_services_stand_on_it_as_doors_each_with_a_number_that_is_true(client, publish):
    publish()
    html = front(client)
    for service in ("knowledge-base", "collaboration", "reporting", "countries"):
        assert re.search(rf'<li data-service="{service}">\s*<h2><a href="/en/{service}/">', html)
    assert "1 resource to read" in html
    assert f"{len(vocabulary('country').codes())} governments" in html


def test_the_newest_records_come_first_with_type_and_day(client, publish):
    publish(title_en="An older guide")
    newer = publish(title_en="A newer guide")
    html = front(client)
    assert html.index("A newer guide") < html.index("An older guide")
    assert newer.get_absolute_url() in html
    assert "Guideline" in html
    assert "here since" in html


def test_drafts_and_submissions_are_not_counted_and_not_shown(client, person):
    world.draft(person("contributor_a"), title_en="Unripe draft")
    world.submitted(person("focal_point_a"), title_en="Unripe submission")
    html = front(client)
    assert "Unripe" not in html
    assert figure(html, "published records") == 0


def test_a_title_in_another_language_than_the_readers_says_so(client, publish):
    publish(title_en="Guide to national strategies", title_fr="")
    assert 'class="mark"' in front(client, "fr")


def test_the_numbers_follow_the_network(client, publish, person):
    publish(languages=["en", "fr"])
    publish(languages=["en", "ar"])
    html = front(client)
    assert figure(html, "published records") == 2
    assert figure(html, "languages in which they can be read") == 3
    assert figure(html, "Parties with a focal point here") == 1
    person("focal_point_b")
    assert figure(front(client), "Parties with a focal point here") == 2


def test_the_example_questions_are_searches_for_themes_that_exist(client):
    codes = re.findall(rf'href="{reverse("search:search")}\?theme=([a-z0-9-]+)"', front(client))
    assert len(codes) == 3
    assert [code for code in codes if code not in vocabulary("theme")] == []


def test_the_queries_are_few_and_the_same_with_one_record_and_with_many(client, publish, django_assert_max_num_queries):
    publish()
    front(client)  # the process learns the vocabularies
    with django_assert_max_num_queries(9) as first:
        front(client)
    for number in range(7):
        publish(title_en=f"Guide {number}", languages=["en", "fr"][: 1 + number % 2])
    with django_assert_max_num_queries(len(first)):
        front(client)


def test_machines_learn_the_name_of_the_portal_and_where_it_is_searched(client):
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', front(client, "fr"), re.DOTALL)[1]
    data = json.loads(block)
    assert data["@type"] == "WebSite"
    assert data["potentialAction"]["target"].endswith("/fr/search/?q={search_term_string}")
