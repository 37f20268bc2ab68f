"""A title that had to go is told no more among what changed, with a reason, and on record."""

import pytest
from django.urls import reverse

from chm_portal.audit.models import AuditEvent
from collaboration import conduct, moderation
from collaboration.refusals import NotYours, Refusal
from tests import talk

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(person):
    """Begun under a title that names a person, renamed; then renamed once more."""
    curator = person("curator")
    thread = talk.thread(curator, curator, title="What Quokka did wrong")
    thread = conduct.change(thread, curator, title="How the office works")
    return conduct.change(thread, curator, title="How the offices work")


def first(thread):
    return thread.changes.filter(what="title").order_by("pk").first()


def hide_address(thread) -> str:
    return reverse("collaboration:change_hide", args=[thread.pk, first(thread).pk])


def public(client, thread) -> str:
    address = thread.get_absolute_url()
    return " ".join("".join(client.get(a).content.decode() for a in (address, f"{address}print/")).split())


def test_an_earlier_title_is_told_until_a_moderator_hides_it_with_a_reason(client_of, thread):
    visitor, curator = client_of("visitor"), client_of("curator")
    assert "Quokka" in public(visitor, thread)
    assert "Hide the earlier title" not in public(visitor, thread)
    assert hide_address(thread) in curator.get(thread.get_absolute_url()).content.decode()
    answer = curator.post(hide_address(thread), {"reason": "It names a <b>person</b>."})
    assert answer["Location"] == f"{thread.get_absolute_url()}#changes"
    page = public(visitor, thread)
    assert "Quokka" not in page
    assert "The title was changed to “<bdi" in page
    assert "It names a &lt;b&gt;person&lt;/b&gt;." in page
    assert AuditEvent.objects.filter(action="thread.title_hidden", subject=thread.topic).count() == 1


def test_it_is_hidden_in_every_line_that_tells_it(client_of, person, thread):
    curator = person("curator")
    conduct.change(thread, curator, title="What Quokka did wrong")
    conduct.change(thread, curator, title="How the offices work")
    moderation.hide_title(first(thread), curator, "It names a person.")
    assert "Quokka" not in public(client_of("visitor"), thread)
    assert "it was “" in public(client_of("visitor"), thread)


def test_it_can_be_shown_again(client_of, person, thread):
    moderation.hide_title(first(thread), person("curator"), "It names a person.")
    assert "It is told again" in client_of("curator").get(hide_address(thread)).content.decode()
    client_of("curator").post(hide_address(thread))
    assert "Quokka" in public(client_of("visitor"), thread)
    assert AuditEvent.objects.filter(action="thread.title_shown_again").count() == 1


def test_a_reason_is_obligatory_and_what_was_typed_stays(client_of, person, thread):
    page = client_of("curator").post(hide_address(thread), {"reason": " "})
    assert page.context["form"].errors
    with pytest.raises(Refusal, match="Say why"):
        moderation.hide_title(first(thread), person("curator"), " ")
    long = client_of("curator").post(hide_address(thread), {"reason": "x" * 9000})
    assert "x" * 9000 in long.content.decode()
    assert first(thread).hidden_at is None


def test_only_who_moderates_hides_a_title_and_only_titles_are_hidden(client_of, person, thread):
    assert client_of("member").get(hide_address(thread)).status_code == 403
    with pytest.raises(NotYours):
        moderation.hide_title(first(thread), person("member"), "No.")
    conduct.change(thread, person("curator"), moderation="before")
    other = thread.changes.get(what="moderation")
    address = reverse("collaboration:change_hide", args=[thread.pk, other.pk])
    assert client_of("curator").get(address).status_code == 404
