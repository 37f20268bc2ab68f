"""What readers see: boards, states, moments with their zone, print, the pages of what a discussion is about."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from chm_portal.common.topics import look_up
from chm_portal.notifications.models import TopicEntry
from chm_portal.records import publication
from collaboration import conduct
from collaboration.models import Post, Thread
from tests import talk, world

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12


def page(client, address: str) -> str:
    return client.get(address).content.decode()


def test_the_first_page_lists_boards_with_their_numbers_and_what_closes_next(client, person, thread):
    talk.thread(person("curator"), person("curator"), title="Soon over", window=talk.window(closes=1))
    talk.thread(person("curator"), person("curator"), title="Not yet", window=talk.window(opens=2))
    talk.post(thread, person("contributor_a"))
    html = page(client, reverse("collaboration:home"))
    assert "3 topics" in html
    assert "1 post" in html
    assert html.index("Soon over") < html.index("Who drafts first?")
    assert "Not yet" not in html


def test_a_board_has_pinned_discussions_first_and_no_proposals(client, person, board, thread):
    late = talk.thread(person("curator"), person("curator"), board, title="Later one")
    talk.proposed(person("member"), board, title="A mere proposal")
    conduct.change(thread, person("moderator"), is_pinned=True)
    html = page(client, board.get_absolute_url())
    assert html.index(thread.title) < html.index(late.title)
    assert "A mere proposal" not in html


@pytest.mark.parametrize(
    "opens, closes, word", [(2, 9, "Announced"), (-1, 9, "Open"), (-1, 2, "Closing soon"), (-9, -1, "Closed")]
)
def test_the_state_follows_the_window_and_names_moment_and_zone(client, thread, opens, closes, word):
    window = talk.window(opens, closes)
    Thread.objects.filter(pk=thread.pk).update(opens_at=window.opens_at, closes_at=window.closes_at)
    html = page(client, thread.get_absolute_url())
    assert f"</svg>{word}</span>" in html
    assert "(Europe/Brussels)" in html


def test_the_print_has_the_whole_transcript(client, person, thread):
    for _ in range(27):
        talk.post(thread, person("curator"))
        talk.forget_limit()
    html = page(client, f"{thread.get_absolute_url()}print/")
    assert 'id="post-1"' in html
    assert 'id="post-27"' in html


def test_texts_carry_the_language_of_the_discussion(client, person, board):
    thread = talk.thread(person("curator"), person("curator"), board, language="ar", title="من يكتب أولا؟")
    talk.post(thread, person("contributor_a"), "نبدأ بالمؤشرات.")
    html = page(client, thread.get_absolute_url())
    assert '<span lang="ar" dir="auto">من يكتب أولا؟</span>' in html
    assert html.count('class="talk-text" lang="ar" dir="auto"') == 2


@pytest.fixture
def record(person):
    return world.published(person("focal_point_a"), person("curator"))


def test_a_discussion_is_listed_on_the_pages_of_what_it_is_about(client, person, board, record):
    topics = [record.topic, "theme:invasive-alien-species", "article:8", "target:gbf-1", "decision:viii-14"]
    thread = talk.proposed(person("member"), board, topics=topics)
    pages = [
        record.get_absolute_url(),
        "/en/themes/invasive-alien-species/",
        "/en/articles/8/",
        "/en/targets/gbf/gbf-1/",
    ]
    for address in pages:
        assert thread.title not in page(client, address)
    talk.opening.accept(thread, person("curator"))
    for address in pages:
        html = page(client, address)
        assert thread.title in html, address
        assert f"{reverse('collaboration:thread_new')}?about=" in html
    assert record.title_shown[0] in page(client, thread.get_absolute_url())


def test_its_entry_follows_the_discussion(client, person, thread):
    conduct.change(thread, person("curator"), topics=["article:8"], title="Another title")
    talk.post(thread, person("contributor_a"))
    entry = TopicEntry.objects.public_of("article:8").get()
    assert (entry.title, entry.number, entry.state) == ("Another title", 1, "open")
    assert entry.url == thread.get_absolute_url()
    conduct.change(thread, person("curator"), topics=[])
    assert not TopicEntry.objects.exists()


def test_a_page_that_nobody_discusses_says_so_in_a_line(client, record):
    assert "Nobody has started a discussion about this yet." in page(client, record.get_absolute_url())


def test_only_what_is_public_is_a_topic(person, record):
    draft = world.draft(person("focal_point_a"))
    names = [record.topic, f"record:{draft.record_id}", "record:" + "9" * 40, "article:8", "article:999", "moon:1", "x"]
    assert list(look_up(names)) == [record.topic, "article:8"]
    publication.withdraw(record, person("focal_point_a"), "Out of date.")
    assert list(look_up(names)) == ["article:8"]


def many_posts(thread, by, number: int) -> None:
    """Make so many visible posts at once, of which the page needs as much as of one."""
    last = Thread.objects.get(pk=thread.pk).post_count
    Post.objects.bulk_create(
        Post(
            thread=thread,
            key=talk.uuid4(),
            number=last + place,
            author=by,
            text="A post.",
            html="<p>A post.</p>",
            state="visible",
            visible_at=timezone.now(),
        )
        for place in range(1, number + 1)
    )
    Thread.objects.filter(pk=thread.pk).update(post_count=last + number)


def queries_of(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200, address
    return len(captured)


def test_public_pages_take_the_same_few_queries_with_1_and_with_200_posts(client, person, board, record):
    topics = [record.topic, "article:8", "decision:viii-14", "cycle:nr4"]
    thread = talk.thread(person("moderator"), person("curator"), board, topics=topics)
    talk.post(thread, person("contributor_a"))
    closed = talk.thread(person("moderator"), person("curator"), board)
    talk.post(closed, person("contributor_a"))
    conduct.summarize(talk.close(closed), person("moderator"), "Done.")
    pages = [reverse("collaboration:home"), board.get_absolute_url(), thread.get_absolute_url()]
    pages += [f"{thread.get_absolute_url()}print/", closed.get_absolute_url(), record.get_absolute_url()]
    pages += [f"{thread.get_absolute_url()}posts/1/history/", f"{closed.get_absolute_url()}summaries/"]
    few = {address: queries_of(client, address) for address in pages}
    assert {address: number for address, number in few.items() if number > MOST_QUERIES} == {}
    many_posts(thread, person("focal_point_b"), 200)
    many_posts(closed, person("focal_point_b"), 200)
    for _ in range(30):
        talk.thread(person("curator"), person("curator"), board, topics=topics)
        talk.forget_limit()
    assert {address: queries_of(client, address) for address in pages} == few
    assert queries_of(client, f"{thread.get_absolute_url()}?page=8") == few[thread.get_absolute_url()]


@pytest.mark.parametrize("number, status", [("", 200), ("1", 200), ("2", 404), ("99", 404), ("0", 404), ("x", 404)])
def test_a_page_that_is_not_there_is_not_found(client, thread, number, status):
    for address in (thread.get_absolute_url(), thread.board.get_absolute_url()):
        assert client.get(address, {"page": number}).status_code == status


def test_where_posts_are_read_after_publication_it_is_said_that_newcomers_wait(client_of, person):
    curator = person("curator")
    thread = talk.thread(curator, curator)
    strict = talk.thread(curator, curator, moderation_mode="before")
    told = "Only what newcomers write, people without a role on the portal, is read before it is published."
    visitor = client_of("visitor")
    assert told in visitor.get(thread.get_absolute_url()).content.decode()
    assert told in visitor.get(thread.board.get_absolute_url()).content.decode()
    assert told not in visitor.get(strict.get_absolute_url()).content.decode()
    edit = reverse("collaboration:thread_edit", args=[thread.pk])
    assert "always waits for you" in client_of("curator").get(edit).content.decode()
