"""What waits or was refused is written anew by its author; nobody overwrites or decides on what they have not read."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from collaboration import conduct, moderation, posting
from collaboration.models import Post
from collaboration.refusals import AlreadyDecided, Closed, NotYours, Refusal, Stale
from tests import talk

pytestmark = pytest.mark.django_db


def page(client, thread) -> str:
    return client.get(thread.get_absolute_url()).content.decode()


def anew(post) -> str:
    return reverse("collaboration:post_rewrite", args=[post.thread_id, post.pk])


def decide(post) -> str:
    return reverse("collaboration:post_decide", args=[post.pk])


@pytest.fixture
def waiting(person, strict):
    return talk.post(strict, person("contributor_a"), "First words.")


@pytest.fixture
def refused(person, strict):
    return talk.refused(strict, person("contributor_a"), person("moderator"), "Buy now.", "It sells something.")


def test_a_post_that_waits_is_changed_by_its_author_and_keeps_its_place(client_of, waiting):
    client, since = client_of("contributor_a"), waiting.created_at
    assert anew(waiting) in page(client, waiting.thread)
    assert "First words." in client.get(anew(waiting)).content.decode()
    client.post(anew(waiting), {"text": "Second words."})
    waiting.refresh_from_db()
    assert (waiting.state, waiting.text, waiting.created_at) == ("waiting", "Second words.", since)


def test_a_refused_post_goes_back_to_the_moderators_who_see_what_was_refused(client_of, refused):
    client = client_of("contributor_a")
    assert "It sells something." in client.get(anew(refused)).content.decode()
    client.post(anew(refused), {"text": "We use the guide."})
    refused.refresh_from_db()
    assert (refused.state, refused.reason) == ("waiting", "")
    assert "Buy now." not in page(client, refused.thread)
    Post.objects.update(created_at=timezone.now() - timedelta(days=9))
    assert client.get(refused.thread.get_absolute_url()).status_code == 200
    moderator = client_of("moderator")
    assert decide(refused) in moderator.get(reverse("collaboration:moderation_queue")).content.decode()
    shown = moderator.get(decide(refused)).content.decode()
    for words in ("We use the guide.", "Buy now.", "It sells something.", "Refused before by <bdi>Moderator</bdi>"):
        assert words in shown
    moderator.post(decide(refused), {"decision": "yes"})
    for who in ("visitor", "member", "contributor_a"):
        assert "We use the guide." in page(client_of(who), refused.thread)
        assert "Buy now." not in page(client_of(who), refused.thread)
    assert client_of("visitor").get(f"{refused.thread.get_absolute_url()}posts/1/history/").status_code == 200
    history = client_of("visitor").get(f"{refused.thread.get_absolute_url()}posts/1/history/").content.decode()
    assert "Buy now." not in history


def test_a_refused_post_waits_again_also_where_its_author_may_now_post_at_once(person, refused):
    refused.thread.moderation = "after"
    refused.thread.save()
    assert posting.rewrite(refused, person("contributor_a"), "We use the guide.").state == "waiting"


@pytest.mark.parametrize("text", ["***", "[](https://x.example/)"])
def test_what_is_written_anew_says_something(person, waiting, text):
    with pytest.raises(Refusal):
        posting.rewrite(waiting, person("contributor_a"), text)


@pytest.mark.parametrize("who, status", [("visitor", 302), ("member", 404), ("moderator", 404), ("contributor_a", 200)])
def test_nobody_else_writes_it_anew(client_of, person, waiting, who, status):
    assert client_of(who).get(anew(waiting)).status_code == status
    with pytest.raises(NotYours):
        posting.rewrite(waiting, person("moderator"), "Mine.")


def test_what_is_visible_is_edited_and_after_the_closing_nothing_is_written_anew(client_of, person, waiting, refused):
    shown = moderation.approve(waiting, person("moderator"))
    assert client_of("contributor_a").get(anew(shown)).headers["Location"].endswith("#post-1")
    with pytest.raises(AlreadyDecided):
        posting.rewrite(shown, person("contributor_a"), "Later.")
    talk.close(shown.thread)
    assert client_of("contributor_a").get(anew(refused)).status_code == 409
    with pytest.raises(Closed):
        posting.rewrite(refused, person("contributor_a"), "Later.")


def test_a_moderator_never_publishes_a_text_that_changed_while_they_read(client_of, person, waiting):
    client = client_of("moderator")
    seen = client.get(decide(waiting)).context["form"]["seen"].value()
    posting.rewrite(waiting, person("contributor_a"), "Buy now.")
    response = client.post(decide(waiting), {"decision": "yes", "reason": "Kept note.", "seen": seen})
    html = response.content.decode()
    assert "This was changed after you had opened the page." in html
    assert "Buy now." in html
    assert "Kept note." in html
    waiting.refresh_from_db()
    assert waiting.state == "waiting"
    again = response.context["form"]["seen"].value()
    client.post(decide(waiting), {"decision": "no", "reason": "It sells something.", "seen": again})
    waiting.refresh_from_db()
    assert waiting.state == "refused"


def test_a_proposal_that_was_changed_meanwhile_is_read_again_before_it_is_opened(client_of, person, board):
    thread = talk.proposed(person("focal_point_a"), board)
    address = reverse("collaboration:thread_decide", args=[thread.pk])
    client = client_of("moderator")
    seen = client.get(address).context["form"]["seen"].value()
    posting.edit(thread.question, person("focal_point_a"), "Who buys?")
    response = client.post(address, {"decision": "yes", "seen": seen})
    assert "Who buys?" in response.content.decode()
    thread.refresh_from_db()
    assert thread.state == "proposed"


def test_a_change_of_a_post_that_changed_meanwhile_is_read_again(person, strict):
    author, moderator = person("contributor_a"), person("moderator")
    post = moderation.approve(talk.post(strict, author, "One."), moderator)
    edit = posting.edit(post, author, "Two.")
    seen = edit.mark
    posting.edit(post, moderator, "One, corrected.", "A slip.")
    with pytest.raises(Stale):
        moderation.approve_edit(edit, moderator, seen)


def test_two_who_edit_one_post_lose_nothing(client_of, person, thread):
    post = talk.post(thread, person("contributor_a"), "We begin in March.")
    address = reverse("collaboration:post_edit", args=[thread.pk, 1])
    client = client_of("contributor_a")
    seen = client.get(address).context["form"]["seen"].value()
    posting.edit(post, person("moderator"), "We begin in spring.", "Vague on purpose.")
    response = client.post(address, {"text": "We begin in April.", "seen": seen})
    html = response.content.decode()
    assert "This was changed after you had opened the page." in html
    assert "We begin in spring." in html
    assert "We begin in April." in html
    post.refresh_from_db()
    assert post.text == "We begin in spring."
    again = response.context["form"]["seen"].value()
    client.post(address, {"text": "We begin in April, in spring.", "seen": again})
    post.refresh_from_db()
    assert post.text == "We begin in April, in spring."


def test_two_who_lead_one_discussion_lose_nothing(client_of, person, thread):
    address = reverse("collaboration:thread_edit", args=[thread.pk])
    client = client_of("moderator")
    form = client.get(address).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields} | {"title": "My title"}
    conduct.change(thread, person("curator"), title="The curator's title", topics=["article:8"])
    response = client.post(address, sent)
    html = response.content.decode()
    assert "The curator&#x27;s title" in html
    assert 'value="My title"' in html
    thread.refresh_from_db()
    assert thread.title == "The curator's title"
    client.post(address, sent | {"seen": response.context["form"]["seen"].value()})
    thread.refresh_from_db()
    assert thread.title == "My title"


def test_who_sums_up_after_somebody_else_reads_theirs_first_and_can_then_send_again(client_of, person, thread):
    address = reverse("collaboration:thread_summary", args=[talk.close(thread).pk])
    conduct.summarize(thread, person("curator"), "The curator's conclusion.")
    response = client_of("moderator").post(address, {"text": "Mine.", "seen": "0"})
    assert "The curator’s conclusion." in response.content.decode().replace("&#x27;", "’").replace("'", "’")
    client_of("moderator").post(address, {"text": "Mine.", "seen": response.context["form"]["seen"].value()})
    assert thread.summaries.first().text == "Mine."


def test_a_post_that_was_approved_later_says_when_it_became_visible(client_of, person, waiting):
    now = timezone.now()
    Post.objects.filter(pk=waiting.pk).update(created_at=now - timedelta(days=2))
    early = talk.post(waiting.thread, person("curator"))
    late = moderation.approve(waiting, person("moderator"))
    assert (early.number, late.number) == (1, 2)
    assert late.visible_at >= early.visible_at
    html = page(client_of("visitor"), waiting.thread)
    assert html.count("<span>written ") == 1
    assert html.index('id="post-1"') < html.index("<span>written ")


def test_who_writes_anew_after_the_closing_reads_why_not_and_keeps_the_text(client_of, refused):
    talk.close(refused.thread)
    answer = client_of("contributor_a").post(anew(refused), {"text": "Typed too late."})
    assert answer.status_code == 409
    assert "This discussion is closed" in answer.content.decode()
    assert "Typed too late." in answer.content.decode()
