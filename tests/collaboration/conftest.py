"""Fixtures of the discussions: one public thread and the people around it."""

import pytest

from tests import talk


@pytest.fixture
def board(person):
    return talk.board(moderators=[person("moderator")])


@pytest.fixture
def thread(person, board):
    """A discussion open for ten days, read after publication, moderated by the moderator."""
    return talk.thread(person("moderator"), person("curator"), board)


@pytest.fixture
def strict(person, board):
    """The same, read before publication."""
    return talk.thread(person("moderator"), person("curator"), board, "before", title="Read first")
