"""What is taken from a feed, and what no feed can do: a stranger writes it (R64)."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from country_profiles.feed_parsing import MOST_ITEMS, Item, NotAFeed, read_feed
from tests.country_profiles import feeds
from tests.country_profiles.feeds import item, rss

ADDRESS = "https://chm.example/feed.xml"


def items_of(body: bytes) -> list[Item]:
    return read_feed(body, ADDRESS).items


def only(body: bytes) -> Item:
    (found,) = items_of(body)
    return found


def reason_of(body: bytes) -> str:
    with pytest.raises(NotAFeed) as failure:
        read_feed(body, ADDRESS)
    return failure.value.reason


def test_rss_gives_title_summary_link_language_and_day():
    found = only(rss(item(1), language="es-MX"))
    assert (found.title, found.summary, found.link) == ("Guide 1", "What guide 1 says.", "https://chm.example/news/1")
    assert (found.language, found.date) == ("es", "2026-11-24")


def test_atom_gives_the_same_with_markup_taken_out_and_relative_links_made_whole():
    found = only(feeds.ATOM)
    assert found.title == "Guide des zônes humides"
    assert found.summary.split() == ["Premier.", "Second."]
    assert found.link == "https://chm.example/fr/nouvelles/1"
    assert (found.language, found.date) == ("fr", "2026-11-20")


@pytest.mark.parametrize(
    ("tag", "language"),
    [("en", "en"), ("zh-CN", "zh-hans"), ("zh-TW", ""), ("zh-Hant", ""), ("nl", ""), ("RU_ru", "ru"), ("", "")],
)
def test_only_the_six_languages_are_taken_for_granted(tag, language):
    assert only(rss(item(1), language=tag)).language == language


def test_html_in_title_and_summary_becomes_plain_text():
    found = only(
        rss(
            item(
                1,
                title='<b>Fish</b> &amp; <script>alert(1)</script>chips<img src=x onerror="alert(1)">',
                description="<style>p{}</style><p>One<br/>two</p><p>three &lt;b&gt;</p>",
            )
        )
    )
    assert found.title == "Fish & chips"
    assert found.summary == "One\ntwo\nthree <b>"


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "http://127.0.0.1/admin/",
        "http://localhost/",
        "http://[::1]/",
        "http://0x7f000001/",
        "https://10.0.0.1/",
        "https://user:password@chm.example/",
        "https://chm.example:8080/",
        "mailto:a@chm.example",
        "https://chm.example/" + "a" * 1100,
        "http://[broken",
        "",
    ],
)
def test_an_entry_that_leads_to_no_public_page_is_passed_over(link):
    reading = read_feed(rss(item(1, link=link), item(2)), ADDRESS)
    assert [found.title for found in reading.items] == ["Guide 2"]
    assert reading.passed_over == 1


def test_an_entry_without_a_title_is_taken_for_its_words_and_one_without_either_is_passed_over():
    reading = read_feed(rss(item(1, title=""), item(2, description=""), item(3, title="", description="")), ADDRESS)
    assert [(found.title, found.summary) for found in reading.items] == [("", "What guide 1 says."), ("Guide 2", "")]
    assert reading.passed_over == 1


def test_entries_with_the_same_identifier_or_the_same_link_are_one():
    same_id = rss(item(1), item(2, guid="urn:news:1"))
    same_link = rss(item(1), item(2, link="https://chm.example/news/1"))
    assert len(items_of(same_id)) == len(items_of(same_link)) == 1


def test_of_ten_thousand_entries_the_first_are_read():
    assert len(items_of(rss(*(item(number) for number in range(10_000))))) == MOST_ITEMS


def test_texts_are_cut_to_what_the_form_takes():
    found = only(rss(item(1, title="word " * 5000, description="word " * 50_000)))
    assert len(found.title) <= 300
    assert found.title.endswith("word…")
    assert len(found.summary) <= 3000


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (feeds.BOMB, "too_complex"),
        (feeds.OUTSIDE, "too_complex"),
        (feeds.NAME_SPACES, "too_complex"),
        (feeds.DEEP, "too_complex"),
        (b"", "not_xml"),
        (b"https://chm.example/other.xml", "not_xml"),
        (b"/etc/passwd", "not_xml"),
        (b"<rss><channel>", "not_xml"),
        (b"\x00\xff\xfe" * 100, "not_xml"),
        (b'<?xml version="1.0" encoding="no-such"?><rss/>', "not_xml"),
        (b'<?xml version="1.0" encoding="gb2312"?><rss/>', "not_xml"),
        (b"<html><body><p>A page.</p></body></html>", "no_feed"),
        (b'<?xml version="1.0"?><a/>', "no_feed"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{len(value)} bytes {value[:20]!r}",
)
def test_what_is_no_feed_or_means_harm_is_refused_at_once(body, reason):
    begun = time.monotonic()
    assert reason_of(body) == reason
    assert time.monotonic() - begun < 2


@pytest.mark.parametrize("part", ["&lt;", "&amp;amp;", "&lt;a ", "&lt;!--", '&lt;a href="', "&amp;#x41;"])
def test_two_megabytes_of_nonsense_take_a_moment(part):
    begun = time.monotonic()
    read_feed(
        rss(f"<item><title>{part * (1_900_000 // len(part))}</title><link>https://a.example/</link></item>"), ADDRESS
    )
    assert time.monotonic() - begun < 10


@given(st.binary(max_size=300), st.text(max_size=60), st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_no_bytes_and_no_words_make_an_error(raw, title, link):
    for body in (raw, b"<rss version='2.0'><channel>" + raw, rss(item(1, title=title, link=link))):
        try:
            reading = read_feed(body, ADDRESS)
        except NotAFeed:
            continue
        assert all(found.link.startswith(("http://", "https://")) for found in reading.items)
