"""Telling those who follow a discussion, its board or what it is about of what is new in it."""

from chm_portal.notifications import events
from chm_portal.notifications.models import Verb
from collaboration.models import Post, Summary, Thread


def began(thread: Thread, by) -> None:
    """Tell followers of its board and of what it is about that a discussion is public."""
    topics = [thread.board.topic, *thread.topics, *thread.board.topics]
    people = [thread.started_by]
    events.write(Verb.DISCUSSED, thread.topic, by=by, topics=topics, people=people)


def posted(post: Post, by) -> None:
    """Tell followers of a discussion and of its board of a post that became visible, and its author if it waited."""
    topics = [post.thread.topic, post.thread.board.topic]
    events.write(Verb.POSTED, post.topic, by=by, topics=topics, people=[post.author])


def summarized(summary: Summary, by) -> None:
    """Tell followers of a discussion, its board and what it is about what the discussion came to."""
    thread = summary.thread
    topics = [thread.topic, thread.board.topic, *thread.topics, *thread.board.topics]
    events.write(Verb.SUMMARIZED, thread.topic, by=by, topics=topics, number=summary.number)
