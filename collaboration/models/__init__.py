"""The forum's tables: boards, the threads on them, numbered posts with their texts, and reports of posts."""

from collaboration.models.boards import Board, Moderation
from collaboration.models.posts import Post, PostEdit, PostVersion
from collaboration.models.reports import PostReport
from collaboration.models.threads import Summary, Thread

__all__ = ["Board", "Moderation", "Post", "PostEdit", "PostReport", "PostVersion", "Summary", "Thread"]
