"""Addresses and numbers in what people write: links that work from every page, and are counted for what they are."""

from uuid import uuid4

import pytest
from django.urls import reverse

from collaboration import conduct, posting
from collaboration.limits import links_in
from collaboration.refusals import Refusal
from tests import talk

pytestmark = pytest.mark.django_db


def link_to(thread, number: int, language: str = "en") -> str:
    return f'<a href="/{language}/collaboration/topics/{thread.pk}/posts/{number}/"'


@pytest.fixture
def two_posts(person, thread):
    for text in ("One.", "Two."):
        talk.post(thread, person("contributor_a"), text)
    return thread


def test_a_number_leads_to_the_post_it_names_in_the_language_of_the_page(client_of, person, two_posts):
    talk.post(two_posts, person("focal_point_b"), "As #2 says; not #9, nor `#1`.")
    client = client_of("visitor")
    html = client.get(two_posts.get_absolute_url()).content.decode()
    assert f"As {link_to(two_posts, 2)}" in html
    assert "not #9, nor <code>#1</code>" in html
    assert (
        link_to(two_posts, 2, "fr") in client.get(two_posts.get_absolute_url().replace("/en/", "/fr/")).content.decode()
    )
    assert client.get(f"{two_posts.get_absolute_url()}posts/2/").status_code == 302


def test_a_post_that_comes_later_is_not_referred_to_before_it_is_there(person, two_posts):
    early = talk.post(two_posts, person("focal_point_b"), "See #4.")
    talk.post(two_posts, person("focal_point_b"), "Four.")
    assert "<a" not in early.html
    assert link_to(two_posts, 4) in posting.edit(early, person("focal_point_b"), "See #4!").shown


def test_a_summary_refers_to_posts(client_of, person, two_posts):
    conduct.summarize(talk.close(two_posts), person("moderator"), "Follow #1, then #2.")
    for part in ("", "print/", "summaries/"):
        html = client_of("visitor").get(f"{two_posts.get_absolute_url()}{part}").content.decode()
        assert link_to(two_posts, 1) in html, part
        assert link_to(two_posts, 2) in html, part


def test_a_refused_text_can_refer_too(client_of, person, strict):
    talk.post(strict, person("moderator"), "One.")
    waiting = talk.post(strict, person("contributor_a"), "Not #1.")
    shown = client_of("moderator").get(reverse("collaboration:post_decide", args=[waiting.pk])).content.decode()
    assert link_to(strict, 1) in shown


def test_references_are_no_links_out_and_addresses_are_counted_once(person, two_posts):
    member = person("member")
    posting.write(two_posts, member, uuid4(), "#1 #2 #1 https://a.org [https://b.org](https://b.org)")
    for text in ("#1 https://a.org https://b.org https://c.org", "http://a.org http://b.org `https://c.org`"):
        with pytest.raises(Refusal, match="2 links"):
            posting.write(two_posts, member, uuid4(), text)


@pytest.mark.parametrize(
    "html, number",
    [
        ('<a href="https://a.org" rel="x">https://a.org</a>', 1),
        ('<a href="/en/records/CHM-RES-BE-1/" rel="x">it</a> www.a.org', 2),
        ('<a href="/collaboration/topics/1/posts/2/" rel="x">#2</a>', 0),
        ("<p>http://a.org &amp; http://b.org</p>", 2),
        ("<p>Nothing.</p>", 0),
    ],
)
def test_links_are_counted(html, number):
    assert links_in(html) == number
