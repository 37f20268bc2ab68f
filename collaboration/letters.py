"""Letters to people about what they wrote in discussions."""

from chm_portal.notifications.mail import tell
from collaboration.models import Post


def tell_author(post: Post, by, letter: str, reason: str) -> None:
    """Write to a post's author about what somebody else did with it, in the transaction of the act."""
    if post.author_id != by.pk:
        tell(post.author, f"collaboration/{letter}", {"post": post, "thread": post.thread, "by": by, "reason": reason})
