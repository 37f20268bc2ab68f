"""The forum's tables: boards, the threads on them, numbered posts with their texts, reports of posts, and letters
to moderators."""

from collaboration.models.boards import Board, Moderation
from collaboration.models.changes import ThreadChange
from collaboration.models.posts import Post, PostEdit, PostVersion
from collaboration.models.queue_letters import QueueLetter
from collaboration.models.reports import PostReport
from collaboration.models.threads import Summary, Thread

__all__ = ["Board", "Moderation", "Post", "PostEdit", "PostReport", "PostVersion", "QueueLetter", "Summary", "Thread"]
__all__ += ["ThreadChange"]
