"""Boards in the admin: kept by curators, on record, and what their discussions are about follows them."""

import pytest
from django.urls import reverse

from chm_portal.audit.models import AuditEvent
from chm_portal.notifications.models import TopicEntry
from collaboration.models import Board

pytestmark = pytest.mark.django_db


def answers(**changed) -> dict:
    return {
        "slug": "reports",
        "title_en": "Preparing reports",
        "place": "1",
        "moderation": "after",
        "starters": "role",
        "writers": "everybody",
        "is_open": "on",
        "topics": "",
    } | changed


def test_a_curator_adds_a_board_with_its_moderators(client_of, person):
    moderator = person("moderator")
    response = client_of("curator").post(
        reverse("admin:collaboration_board_add"), answers(moderators=[moderator.pk], topics="article:8,cycle:nr4")
    )
    assert response.status_code == 302
    board = Board.objects.get()
    assert list(board.moderators.all()) == [moderator]
    assert board.topics == ["article:8", "cycle:nr4"]
    assert AuditEvent.objects.filter(action="board.added", subject=f"board:{board.pk}").exists()


@pytest.mark.parametrize("wrong", [{"slug": "No Slug"}, {"title_en": ""}, {"topics": "not a topic"}])
def test_what_a_board_cannot_have_is_sent_back(client_of, wrong):
    response = client_of("curator").post(reverse("admin:collaboration_board_add"), answers(**wrong))
    assert response.status_code == 200
    assert not Board.objects.exists()


def test_only_who_holds_the_role_is_offered_as_moderator(client_of, person):
    person("member")
    page = client_of("curator").get(reverse("admin:collaboration_board_add")).content.decode()
    assert f'value="{person("curator").pk}"' in page
    response = client_of("curator").post(
        reverse("admin:collaboration_board_add"), answers(moderators=[person("member").pk])
    )
    assert response.status_code == 200


def test_what_a_board_is_about_lists_its_discussions_there(client_of, person, thread):
    board = thread.board
    change = reverse("admin:collaboration_board_change", args=[board.pk])
    client_of("curator").post(change, answers(topics="theme:forest-biodiversity"))
    assert TopicEntry.objects.public_of("theme:forest-biodiversity").get().source == thread.topic


@pytest.mark.parametrize(
    "typed, message",
    [
        ("article:8, theme:no-such-theme", "Nothing public is called “theme:no-such-theme”."),
        ("record:999999", "Nothing public is called “record:999999”."),
        ("article:8, article 8", "“article” is not a topic."),
        ("Theme:Health", "“Theme:Health” is not a topic."),
    ],
)
def test_a_board_is_about_public_things_only_and_the_wrong_name_is_named(client_of, typed, message):
    response = client_of("curator").post(reverse("admin:collaboration_board_add"), answers(topics=typed))
    errors = response.context["adminform"].form.errors["topics"]
    assert message in errors[0]
    assert all(errors)
    assert typed in response.content.decode()
    assert not Board.objects.exists()


def test_saving_a_board_as_it_is_changes_nothing(client_of, board):
    Board.objects.update(topics=["article:8", "cycle:nr4"])
    change = reverse("admin:collaboration_board_change", args=[board.pk])
    shown = client_of("curator").get(change).context["adminform"].form
    assert shown["topics"].value() == "article:8, cycle:nr4"
    sent = answers(topics="article:8, cycle:nr4", moderators=[one.pk for one in board.moderators.all()], place="0")
    assert client_of("curator").post(change, sent | {"starters": "everybody"}).status_code == 302
    assert not AuditEvent.objects.filter(subject=f"board:{board.pk}").exists()
