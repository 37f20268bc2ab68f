"""Posting, editing and reporting: numbers, modes, limits, and nothing typed is lost."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from chm_portal.audit.models import AuditEvent
from chm_portal.common import dates
from chm_portal.vocabularies.memory import vocabulary
from collaboration import moderation, posting
from collaboration.models import Post, PostEdit, Thread
from collaboration.refusals import Closed, NotYours, Refusal, TooMany
from tests import talk

pytestmark = pytest.mark.django_db


def place(thread) -> str:
    return reverse("collaboration:post_new", args=[thread.pk])


def of(post, view: str) -> str:
    return reverse(f"collaboration:{view}", args=[post.thread_id, post.number])


def sent(text: str = "We begin with the *indicators*.", **more) -> dict:
    return {"text": text, "key": str(uuid4())} | more


def page(client, thread, query: str = "") -> str:
    return client.get(thread.get_absolute_url() + query).content.decode()


def test_posts_are_numbered_in_the_order_in_which_they_become_visible(client_of, person, thread):
    for who in ("contributor_a", "focal_point_b", "curator"):
        client_of(who).post(place(thread), sent())
    assert list(talk.posts().values_list("number", flat=True)) == [1, 2, 3]
    thread.refresh_from_db()
    assert thread.post_count == 3


def test_markdown_is_rendered_once_and_cleaned(client_of, thread):
    client_of("contributor_a").post(place(thread), sent("*Yes* <script>alert(1)</script> [x](javascript:alert)"))
    html = talk.posts().get().html
    assert "<em>Yes</em>" in html
    assert "<script" not in html
    assert "href=" not in html


def test_a_button_pressed_twice_makes_one_post(client_of, thread):
    client, fields = client_of("contributor_a"), sent()
    client.post(place(thread), fields)
    client.post(place(thread), fields)
    assert talk.posts().count() == 1


def test_nobody_takes_over_somebody_elses_key(person, thread):
    post = talk.post(thread, person("contributor_a"))
    with pytest.raises(NotYours):
        posting.write(thread, person("focal_point_b"), post.key, "Mine.")


@pytest.mark.parametrize("opens, closes", [(1, 5), (-5, -1)])
def test_before_the_opening_and_after_the_closing_nobody_posts(client_of, person, thread, opens, closes):
    window = talk.window(opens, closes)
    Thread.objects.filter(pk=thread.pk).update(opens_at=window.opens_at, closes_at=window.closes_at)
    for who in ("contributor_a", "moderator", "curator"):
        response = client_of(who).post(place(thread), sent("A text worth keeping."))
        assert "This discussion is not open now" in response.content.decode()
    assert not talk.posts().exists()
    assert 'name="text"' not in page(client_of("contributor_a"), thread)
    assert 'name="text"' not in page(client_of("moderator"), thread)


def test_a_window_that_closes_while_one_writes_is_noticed_under_the_lock(person, thread):
    talk.close(thread)
    with pytest.raises(Closed):
        talk.post(thread, person("contributor_a"))


@pytest.mark.parametrize(
    "writers, who, status",
    [
        ("role", "member", 403),
        ("role", "contributor_a", 302),
        ("moderators", "contributor_a", 403),
        ("moderators", "moderator", 302),
        ("everybody", "member", 302),
    ],
)
def test_a_board_says_who_may_post(client_of, thread, writers, who, status):
    thread.board.writers = writers
    thread.board.save()
    assert client_of(who).post(place(thread), sent()).status_code == status


def test_on_a_closed_board_nobody_posts_and_the_page_says_so(client_of, thread):
    thread.board.is_open = False
    thread.board.save()
    client = client_of("moderator")
    assert "This board is closed" in page(client, thread)
    assert "This discussion is not open now" in client.post(place(thread), sent()).content.decode()


def test_a_reply_names_the_post_it_answers(client_of, person, thread):
    talk.post(thread, person("focal_point_b"), "First line.\nSecond line.")
    client = client_of("contributor_a")
    form = page(client, thread, "?reply=1&quote=1")
    assert "Reply to no. 1" in form
    assert "&gt; First line.\n&gt; Second line." in form
    client.post(place(thread), sent(in_reply_to="1"))
    assert Post.objects.get(number=2).in_reply_to.number == 1
    assert "in reply to no. 1" in page(client, thread)


@pytest.mark.parametrize("number", ["7", "0", "x", "9" * 30])
def test_a_reply_to_no_post_of_this_discussion_is_sent_back_with_its_text(client_of, thread, number):
    response = client_of("contributor_a").post(place(thread), sent("Worth keeping.", in_reply_to=number))
    assert "Worth keeping." in response.content.decode()
    assert not talk.posts().exists()


def test_only_moderators_post_on_behalf_of_somebody_and_everybody_sees_it(client_of, person, thread):
    client_of("contributor_a").post(place(thread), sent(on_behalf_of="A minister"))
    client_of("moderator").post(place(thread), sent(on_behalf_of="Ana Muestra"))
    assert list(talk.posts().order_by("number").values_list("on_behalf_of", flat=True)) == ["", "Ana Muestra"]
    assert "on behalf of <bdi>Ana Muestra</bdi>" in page(client_of("visitor"), thread)
    with pytest.raises(NotYours):
        talk.post(thread, person("contributor_a"), on_behalf_of="A minister")


def test_in_a_thread_read_first_a_post_waits_and_has_no_number(client_of, person, strict):
    response = client_of("contributor_a").post(place(strict), sent("Sealed words."))
    post = talk.posts().get()
    assert (post.state, post.number) == ("waiting", None)
    assert response.headers["Location"].endswith(f"#{post.anchor}")
    assert "Waiting for approval" in page(client_of("contributor_a"), strict)
    for who in ("visitor", "member", "focal_point_a"):
        assert "Sealed words." not in page(client_of(who), strict)


def test_what_somebody_without_a_role_posts_always_waits(person, thread):
    assert talk.post(thread, person("member")).state == "waiting"


def test_what_a_moderator_posts_never_waits(person, strict):
    assert talk.post(strict, person("moderator")).number == 1
    assert talk.post(strict, person("curator")).number == 2


@pytest.mark.parametrize(
    "text",
    ["[a](https://a.org) [b](https://b.org) [c](https://c.org)", "https://a.org https://b.org www.c.org"],
)
def test_somebody_without_a_role_has_two_links_a_post(person, thread, text):
    with pytest.raises(Refusal, match="2 links"):
        talk.post(thread, person("member"), text)
    talk.post(thread, person("contributor_a"), text)


def test_two_links_with_www_are_two(person, thread):
    text = "[a](https://www.cbd.int/) and https://www.cbd.int/x"
    assert posting.write(thread, person("member"), uuid4(), text)


@pytest.mark.parametrize("text", ["\u200b", "[](https://x.example/a.png)", "***", "&nbsp;"])
def test_a_post_in_which_there_is_nothing_to_read_is_refused(person, thread, text):
    with pytest.raises(Refusal) as refusal:
        posting.write(thread, person("contributor_a"), uuid4(), text)
    assert refusal.value.code == "empty"


def test_who_moderates_answers_as_many_as_there_are(person, thread):
    for number in range(12):
        posting.write(thread, person("curator"), uuid4(), f"Answer {number}")


def test_the_limit_of_an_hour_is_named_and_what_was_typed_comes_back(client_of, person, thread):
    for _ in range(10):
        talk.post(thread, person("contributor_a"))
    response = client_of("contributor_a").post(place(thread), sent("A text worth keeping."))
    html = response.content.decode()
    assert "You have posted 10 times within an hour" in html
    assert "A text worth keeping." in html
    talk.forget_limit()
    talk.post(thread, person("contributor_a"))


def test_approving_is_never_limited(person, strict):
    for who in ("contributor_a", "focal_point_b"):
        for _ in range(8):
            talk.post(strict, person(who))
    for post in Post.objects.waiting():
        moderation.approve(post, person("moderator"))
    assert talk.posts().visible().count() == 16
    with pytest.raises(TooMany):
        for _ in range(3):
            talk.post(strict, person("contributor_a"))


def test_the_author_edits_and_the_history_shows_what_changed(client_of, person, thread):
    post = talk.post(thread, person("contributor_a"), "We begin in March.")
    client = client_of("contributor_a")
    client.post(of(post, "post_edit"), {"text": "We begin in April."})
    assert "Edited by <bdi>Contributor A</bdi>" in page(client_of("visitor"), thread)
    history = client_of("visitor").get(of(post, "post_history")).content.decode()
    assert "April" in history
    assert "We begin in March." in history
    assert "<del>" in history


def test_saving_the_same_text_is_no_edit(person, thread):
    post = talk.post(thread, person("contributor_a"), "We begin in March.")
    posting.edit(post, person("contributor_a"), "We begin in March.")
    post.refresh_from_db()
    assert post.edited_at is None


def test_a_moderator_edits_with_a_reason_that_everybody_reads(client_of, person, thread):
    post = talk.post(thread, person("contributor_a"), "Call me: 555.")
    client = client_of("moderator")
    assert client.post(of(post, "post_edit"), {"text": "Call me."}).status_code == 200
    client.post(of(post, "post_edit"), {"text": "Call me.", "reason": "A telephone number."})
    history = client_of("visitor").get(of(post, "post_history")).content.decode()
    assert "A telephone number." in history
    assert AuditEvent.objects.filter(subject=post.topic, action="post.edited", actor=person("moderator")).exists()


@pytest.mark.parametrize("who, status", [("visitor", 302), ("member", 403), ("focal_point_a", 403), ("curator", 200)])
def test_nobody_else_edits_a_post(client_of, person, thread, who, status):
    post = talk.post(thread, person("contributor_a"))
    assert client_of(who).get(of(post, "post_edit")).status_code == status


def test_after_the_closing_the_author_edits_no_more(client_of, person, thread):
    post = talk.post(thread, person("contributor_a"))
    talk.close(thread)
    assert client_of("contributor_a").get(of(post, "post_edit")).status_code == 409
    with pytest.raises(Closed):
        posting.edit(post, person("contributor_a"), "Later.")


def test_in_a_thread_read_first_an_edit_waits_and_the_old_text_stays(client_of, person, strict):
    post = moderation.approve(talk.post(strict, person("contributor_a"), "Old words."), person("moderator"))
    client = client_of("contributor_a")
    client.post(of(post, "post_edit"), {"text": "New words."})
    client.post(of(post, "post_edit"), {"text": "Newest words."})
    edit = PostEdit.objects.get()
    assert "Newest words." in page(client, strict)
    assert "Old words." in page(client_of("visitor"), strict)
    assert "Newest words." not in page(client_of("visitor"), strict)
    moderation.approve_edit(edit, person("moderator"))
    assert "Newest words." in page(client_of("visitor"), strict)


def test_a_refused_edit_leaves_the_post_and_tells_the_author(person, client_of, strict, drain_outbox, letters):
    post = moderation.approve(talk.post(strict, person("contributor_a"), "Old words."), person("moderator"))
    edit = posting.edit(post, person("contributor_a"), "New words.")
    moderation.refuse_edit(edit, person("moderator"), "It changes what others answered.")
    drain_outbox()
    assert "It changes what others answered." in letters[0].body
    assert "It changes what others answered." in page(client_of("contributor_a"), strict)
    post.refresh_from_db()
    assert post.text == "Old words."


def test_a_session_that_ended_carries_the_post_through_signing_in(client_of, thread):
    client = client_of("contributor_a")
    shown = page(client, thread)
    token = shown.split('name="carried" value="')[1].split('"')[0]
    client.logout()
    response = client.post(place(thread), sent("A text worth keeping.", carried=token))
    assert response.status_code == 401
    assert "Nothing you typed is lost" in response.content.decode()


def test_a_visitor_is_led_through_sign_in_back_to_the_reply(client_of, thread):
    html = page(client_of("visitor"), thread)
    assert f"?next=%2Fen%2Fcollaboration%2Ftopics%2F{thread.pk}%2F%23reply" in html
    assert "<form method" not in html


def test_every_post_has_an_address_that_leads_to_its_page(client_of, person, thread):
    for _ in range(26):
        talk.post(thread, person("curator"))
        talk.forget_limit()
    client = client_of("visitor")
    address = thread.get_absolute_url()
    assert client.get(f"{address}posts/3/").headers["Location"] == f"{address}#post-3"
    assert client.get(f"{address}posts/26/").headers["Location"] == f"{address}?page=2#post-26"
    assert 'id="post-26"' in page(client, thread, "?page=2")
    assert client.get(f"{address}posts/27/").status_code == 404


def test_a_report_is_taken_once_a_person_and_only_moderators_read_it(client_of, person, thread):
    post = talk.post(thread, person("contributor_a"))
    client = client_of("member")
    client.post(of(post, "post_report"), {"reason": "It is an advertisement."})
    again = client.post(of(post, "post_report"), {"reason": "Still."})
    told = f"You have reported this post already, on {dates.day(post.reports.get().reported_at)}."
    assert told in again.content.decode()
    before = client.get(of(post, "post_report")).content.decode()
    assert told in before
    assert "Send the report" not in before
    assert "Send the report" in client_of("focal_point_b").get(of(post, "post_report")).content.decode()
    assert client_of("contributor_a").get(of(post, "post_report")).status_code == 403
    address = reverse("collaboration:report_decide", args=[post.reports.get().pk])
    assert "It is an advertisement." in client_of("moderator").get(address).content.decode()
    assert client.get(address).status_code == 404


def test_back_and_send_again_leads_to_the_post_that_is_there(client_of, person, thread):
    client = client_of("contributor_a")
    first = client.post(place(thread), sent("We begin."))
    again = client.post(place(thread), sent("We begin. "))
    assert again.url == first.url
    assert talk.posts().count() == 1
    client.post(place(thread), sent("We begin with something else."))
    client_of("focal_point_b").post(place(thread), sent("We begin."))
    assert talk.posts().count() == 3


def test_the_same_words_later_are_a_post_of_their_own(person, thread, time_machine):
    talk.post(thread, person("contributor_a"), "I agree.")
    time_machine.move_to(timezone.now() + timedelta(minutes=11))
    talk.post(thread, person("contributor_a"), "I agree.")
    assert talk.posts().count() == 2


def test_the_same_answer_to_two_posts_is_two(person, thread):
    first, second = (talk.post(thread, person("focal_point_b"), text) for text in ("One.", "Two."))
    for answered in (first, second):
        talk.post(thread, person("contributor_a"), "Yes.", in_reply_to=answered)
    assert talk.posts().count() == 4


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_edits_after_the_closing_reads_why_not_and_keeps_the_text(client_of, person, thread, method):
    post = talk.post(thread, person("contributor_a"), "Written before.")
    talk.close(thread)
    answer = getattr(client_of("contributor_a"), method)(of(post, "post_edit"), {"text": "Typed too late."})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "This discussion is closed" in text
    assert "your role" not in text
    assert ("Typed too late." if method == "post" else "Written before.") in text


def roles_on(client, thread) -> list[str]:
    return [shown.role for shown in client.get(thread.get_absolute_url()).context["posts"]]


def test_a_post_shows_the_role_that_its_author_had_then(client_of, client, person, thread, time_machine):
    author = person("contributor_a")
    talk.post(thread, author)
    assert roles_on(client, thread) == ["contributor, Belgium"]
    day = timezone.now().date()
    author.designations.update(starts=day - timedelta(days=30), ends=day + timedelta(days=1))
    later = {"role": "cbd_focal_point", "country": vocabulary("country")["be"].pk}
    author.designations.create(role=later["role"], country_id=later["country"], starts=day + timedelta(days=1))
    time_machine.move_to(timezone.now() + timedelta(days=2))
    talk.post(thread, author, "And in the new role.")
    assert roles_on(client, thread) == ["contributor, Belgium", "CBD national focal point, Belgium"]
    author.designations.filter(role=later["role"]).update(ends=day + timedelta(days=3))
    time_machine.move_to(timezone.now() + timedelta(days=2))
    assert roles_on(client, thread) == ["contributor, Belgium", "CBD national focal point, Belgium"]


def test_of_several_roles_the_most_official_is_shown(client, person, thread):
    author = person("contributor_a")
    author.designations.create(role="chm_focal_point", country_id=vocabulary("country")["cm"].pk)
    talk.post(thread, author)
    assert roles_on(client, thread) == ["CHM national focal point, Cameroon"]
