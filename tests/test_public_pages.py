"""What every public page promises: few queries however much there is, no cookie for readers, headers, alternates."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chm_portal.interop.sitemaps import SITEMAPS
from collaboration import conduct, posting
from collaboration.models import Thread
from tests import talk, world
from tests.clones import clone

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12


@pytest.fixture
def record(person):
    return world.published(
        person("focal_point_a"),
        person("curator"),
        targets=["gbf-20"],
        countries=["be"],
        title_fr="Guide des stratégies",
        summary_fr="Ce guide explique pas à pas comment un pays écrit sa stratégie nationale. " * 3,
    )


def pages_of(record) -> list[str]:
    """Return the address of one page of each public type."""
    identifier = record.identifier
    names = {
        "pages:home": [],
        "knowledge_base:resource_list": [],
        "knowledge_base:source_list": [],
        "knowledge_base:collection_list": [],
        "knowledge_base:event_list": [],
        "knowledge_base:call_list": [],
        "knowledge_base:suggestion_write": [],
        "collaboration:home": [],
        "reporting:home": [],
        "country_profiles:home": [],
        "search:search": [],
        "search:theme_list": [],
        "search:article_list": [],
        "reporting:report_matrix": [],
        "reporting:report_list": [],
        "reporting:strategy_list": [],
        "reporting:initiative_list": [],
        "reporting:cycle_list": [],
        "reporting:cycle_detail": ["nr4"],
        "country_profiles:country_detail": ["be"],
        "country_profiles:country_print": ["be"],
        "country_profiles:country_export": ["be"],
        "country_profiles:country_records": ["be"],
        "country_profiles:country_initiatives": ["be"],
        "country_profiles:country_initiatives_print": ["be"],
        "search:decision_list": [],
        "search:decision_detail": ["ix-30"],
        "search:target_list": [],
        "search:theme_detail": ["invasive-alien-species"],
        "search:article_detail": ["6"],
        "search:target_detail": ["gbf", "gbf-20"],
        "directory:organisation_list": [],
        "directory:organisation_detail": ["iucn"],
        "records:record_detail": [identifier],
        "records:record_print": [identifier],
        "records:record_history": [identifier],
        "records:revision_detail": [identifier, 1],
        "records:revision_difference": [identifier, 2],
        "interop:data": [],
        "interop:vocabulary_list": [],
        "pages:prose_read": ["about"],
        "pages:contact_write": [],
        "pages:statistics": [],
    }
    return [reverse(name, args=args) for name, args in names.items()] + pages_of_talk()


def pages_of_talk() -> list[str]:
    """Return the address of one page of each public type of the discussions, where there are some."""
    thread = Thread.objects.public().select_related("board").order_by("-post_count", "pk").first()
    if thread is None:
        return []
    address = thread.get_absolute_url()
    history = [f"{address}posts/1/history/"] if thread.post_count else []
    return [thread.board.get_absolute_url(), address, f"{address}print/", f"{address}summaries/", *history]


@pytest.fixture
def thread(person, record):
    """A discussion about the record that is over: with a post that was edited, and a summary."""
    curator = person("curator")
    made = talk.thread(curator, curator, topics=[record.topic, "theme:invasive-alien-species", "decision:viii-14"])
    post = talk.post(made, person("contributor_a"))
    posting.edit(post, person("contributor_a"), "We begin with the targets.")
    conduct.summarize(talk.close(made), curator, "Begin early.")
    return made


def queries_of(client, address: str) -> int:
    """Return the number of queries of a page that was asked for before."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200, address
    return len(captured)


def test_every_public_page_takes_at_most_twelve_queries_the_same_with_1_and_with_1000_records(
    client, person, record, thread, index
):
    world.revised(record, person("focal_point_a"), person("curator"), title_en="Second edition")
    world.published(person("partner_contact"), person("curator"), of="partner")
    few = {address: queries_of(client, address) for address in pages_of(record)}
    assert {address: number for address, number in few.items() if number > MOST_QUERIES} == {}
    record.refresh_from_db()
    clone(record, 1000)
    many = {address: queries_of(client, address) for address in pages_of(record)}
    grown = {address: (few[address], number) for address, number in many.items() if number > MOST_QUERIES}
    assert grown == {}


def test_readers_get_no_cookie_but_where_they_write(client, record, thread):
    writing = {reverse("pages:contact_write"), reverse("knowledge_base:suggestion_write")}
    writing |= {reverse("country_profiles:country_export", args=["be"])}
    for address in pages_of(record):
        client.cookies.clear()
        client.get(address)
        assert set(client.cookies) == ({"csrftoken"} if address in writing else set()), address


def test_no_page_reaches_beyond_its_own_host_or_runs_anything_inline(client, record, thread):
    for address in pages_of(record):
        response = client.get(address)
        policy = response["Content-Security-Policy"]
        assert "unsafe-inline" not in policy
        assert "default-src 'none'" in policy
        page = response.content.decode()
        assert not re.search(r'<(?:script|img|link|iframe)[^>]+(?:src|href)="(?:https?:)?//(?!127\.0\.0\.1)', page), (
            address
        )
        assert not re.search(r"<[^>]+\s(?:style|on[a-z]+)=", page), address


def test_every_page_names_itself_and_its_six_languages(client, record, thread):
    for address in pages_of(record):
        page = client.get(address).content.decode()
        if "<html" not in page or "noindex" in page:
            continue
        assert page.count('rel="alternate" hreflang=') == 7, address
        assert f'<link rel="canonical" href="http://127.0.0.1:8000{address}">' in page


def test_the_sitemap_lists_published_records_in_six_languages_with_alternates(client, person, record):
    world.draft(person("contributor_a"))
    index = client.get("/sitemap.xml").content.decode()
    assert all(f"/sitemap-{name}.xml" in index for name in SITEMAPS)
    records = client.get("/sitemap-records.xml").content.decode()
    assert records.count("<url>") == 6
    assert records.count('hreflang="ar"') == 6
    assert f"/zh-hans/records/{record.identifier}/" in records
    assert "/en/themes/invasive-alien-species/" in client.get("/sitemap-terms.xml").content.decode()
    assert "/ru/about/" in client.get("/sitemap-pages.xml").content.decode()


def test_the_sitemap_lists_public_discussions_and_no_proposal(client, person):
    talk.proposed(person("contributor_a"))
    thread = talk.thread(person("curator"), person("curator"))
    text = client.get("/sitemap-discussions.xml").content.decode()
    assert set(re.findall(r"/ar(/collaboration/topics/\d+/)", text)) == {f"/collaboration/topics/{thread.pk}/"}


def test_the_feed_has_the_newest_records_with_permanent_ids(client, record):
    feed = client.get(reverse("interop:feed", args=["records"])).content.decode()
    assert f"<id>http://127.0.0.1:8000/records/{record.identifier}/</id>" in feed
    assert "Guide to national strategies" in feed


def test_a_record_offers_itself_to_machines(client, record):
    page = client.get(record.get_absolute_url()).content.decode()
    assert '<script type="application/ld+json">' in page
    assert '"@value": "Guide des stratégies"' in page
    assert 'property="og:title"' in page
