"""Every feed as a reader of feeds takes it: nothing to complain about, ids for ever, whole texts, six languages."""

import feedparser
import pytest
from django.urls import reverse

from chm_portal.common.languages import LANGUAGE_CODES
from chm_portal.interop.feeds import table
from chm_portal.records import publication
from collaboration import conduct, moderation
from tests import talk, world

pytestmark = pytest.mark.django_db
SITE = "http://127.0.0.1:8000"
ARABIC = "دليل & <b> أشجار المانغروف"


@pytest.fixture
def record(person):
    return world.published(
        person("focal_point_a"),
        person("curator"),
        title_ar=ARABIC,
        summary_ar="ملخص طويل بما يكفي ليقبله النموذج، مع علامة & ونص <b> لا يصير وسمًا. " * 3,
        targets=["gbf-20"],
        decisions=["ix-30"],
        countries=["be"],
    )


@pytest.fixture(autouse=True)
def organisation(person):
    return person("partner_contact")


@pytest.fixture
def report(person):
    return world.registered(person("focal_point_a"))


@pytest.fixture
def thread(person):
    curator = person("curator")
    made = talk.thread(curator, curator, title="Which tools <help>?")
    talk.post(made, person("contributor_a"), "We use **maps** and <b>none</b>.")
    return made


def codes(record, thread) -> dict[str, str]:
    """Return of each feed that is of something a code to ask it for."""
    return {
        "countries": "be",
        "country-initiatives": "be",
        "cycles": "nr4",
        "partners": "iucn",
        "themes": "invasive-alien-species",
        "articles": "6",
        "decisions": "ix-30",
        "targets": "gbf-20",
        "boards": thread.board.slug,
        "topics": str(thread.pk),
    }


def addresses(record, thread) -> list[str]:
    """Return the address of every feed there is, in English."""
    of = codes(record, thread)
    found = []
    for source in table.every():
        given = [source.name, of[source.name]] if source.key else [source.name]
        found.append(reverse("interop:feed_of" if source.key else "interop:feed", args=given))
    return found


def read(client, address: str) -> feedparser.FeedParserDict:
    response = client.get(address)
    assert response.status_code == 200, address
    return feedparser.parse(response.content, response_headers={"content-type": response["Content-Type"]})


def test_a_reader_finds_nothing_to_complain_about_in_any_feed_of_any_language(client, person, record, report, thread):
    world.published(person("partner_contact"), person("curator"), of="partner")
    filled = 0
    for address in addresses(record, thread):
        for code in LANGUAGE_CODES:
            feed = read(client, address.replace("/en/", f"/{code}/"))
            assert not feed.bozo, (address, code, feed.get("bozo_exception"))
            assert feed.version == "atom10"
            assert feed.feed.title and feed.feed.updated and feed.feed.author
            filled += bool(feed.entries)
            for entry in feed.entries:
                assert entry.id and entry.title and entry.updated and entry.published and entry.author, address
    assert filled >= 6 * 12


def test_a_feed_is_one_feed_in_six_languages_that_name_each_other(client, record, thread):
    for address in addresses(record, thread):
        feeds = {code: read(client, address.replace("/en/", f"/{code}/")) for code in LANGUAGE_CODES}
        assert len({feed.feed.id for feed in feeds.values()}) == 1
        for code, feed in feeds.items():
            links = [(link.hreflang, link.href) for link in feed.feed.links if link.get("hreflang")]
            others = {href for _lang, href in links if href.endswith(".atom")}
            assert others == {SITE + address.replace("/en/", f"/{other}/") for other in LANGUAGE_CODES if other != code}


def test_ids_name_no_language_and_stay_when_a_record_is_changed(client, person, record):
    address = reverse("interop:feed", args=["records"])
    [first] = read(client, address).entries
    world.revised(record, person("focal_point_a"), person("curator"), title_en="Second edition")
    [second] = read(client, address.replace("/en/", "/fr/")).entries
    assert first.id == second.id == f"{SITE}/records/{record.identifier}/"
    assert second.updated_parsed >= first.updated_parsed
    assert second.published == first.published


def test_an_entry_has_the_whole_text_and_the_text_is_no_markup(client, record):
    [entry] = read(client, "/ar/feeds/records.atom").entries
    assert entry.title == ARABIC
    assert entry.title_detail.language == "ar"
    [content] = entry.content
    assert content.language == "ar"
    assert content.value.count("&lt;b&gt;") == 3
    [entry] = read(client, "/ru/feeds/records.atom").entries
    assert (entry.title_detail.language, entry.content[0].language) == ("en", "en")


def test_who_has_a_feed_already_is_told_so_without_a_word(client, person, record, thread):
    for address in addresses(record, thread):
        first = client.get(address)
        again = client.get(address, headers={"if-none-match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
    address = reverse("interop:feed_of", args=["themes", "invasive-alien-species"])
    before = client.get(address)["ETag"]
    world.revised(record, person("focal_point_a"), person("curator"), title_en="Second edition")
    assert client.get(address, headers={"if-none-match": before}).status_code == 200


def test_an_empty_feed_is_a_feed_and_does_not_change(client):
    address = reverse("interop:feed", args=["records"])
    assert not read(client, address).bozo
    assert client.get(address)["ETag"] == client.get(address)["ETag"]


def test_what_is_withdrawn_or_drafted_is_in_no_feed(client, person, record, thread):
    world.submitted(person("focal_point_a"), title_en="Hidden mangrove")
    publication.withdraw(record, person("curator"), "Replaced.")
    for address in addresses(record, thread):
        page = client.get(address).content.decode()
        assert "Hidden" not in page and record.identifier not in page, address


def test_a_discussion_goes_out_post_by_post_with_its_summary(client, person, thread):
    curator = person("curator")
    hidden = talk.post(thread, person("contributor_a"), "Buy this.")
    moderation.hide(hidden, curator, "It sells something.")
    conduct.summarize(talk.close(thread), curator, "Maps help.")
    feed = read(client, reverse("interop:feed_of", args=["topics", str(thread.pk)]))
    ids = [entry.id for entry in feed.entries]
    assert ids == [f"{SITE}/collaboration/topics/{thread.pk}/{part}" for part in ("summaries/", "posts/1/", "posts/0/")]
    assert "<strong>maps</strong>" in feed.entries[1].content[0].value
    assert "Buy this" not in str(feed)
    assert client.get(f"/collaboration/topics/{thread.pk}/").headers["Location"].startswith("/en/")


def test_pages_name_their_feed_in_the_head_and_at_their_end(client, person, record, thread):
    for source in table.every():
        for view in source.pages:
            subject = source.find(codes(record, thread)[source.name]) if source.key else None
            page = client.get(source.page(subject)).content.decode()
            code = f"/{codes(record, thread)[source.name]}" if source.key else ""
            link = f"/en/feeds/{source.name}{code}.atom"
            assert page.count(f'href="{link}"') == 2, (view, link)
            assert f'<link rel="alternate" type="application/atom+xml" href="{link}"' in page


def test_a_proposal_has_no_feed_and_its_page_names_none(client_of, person):
    made = talk.proposed(person("contributor_a"))
    assert client_of("contributor_a").get(f"/en/feeds/topics/{made.pk}.atom").status_code == 404
    assert "feeds/topics" not in client_of("contributor_a").get(made.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    "address", ["unknown", "themes/unknown", "topics/x", "topics/99999999999", "themes", "cycles/x"]
)
def test_a_feed_that_is_not_there_says_so_to_programs(client, address):
    response = client.get(f"/en/feeds/{address}.atom")
    assert response.status_code == 404
    assert response.json() == {"error": "There is nothing at this address.", "status": 404}


def test_feeds_of_a_service_that_is_off_are_not_there(client, settings):
    settings.PORTAL_SERVICES = ["knowledge_base"]
    assert client.get("/en/feeds/discussions.atom").status_code == 404
    assert client.get("/en/feeds/records.atom").status_code == 200
