"""Who may act in discussions: who moderates, who starts one, who posts, edits and reports."""

import rules

from chm_portal.directory import access
from collaboration.models import Board, Moderation, Post, Thread
from collaboration.models.boards import Circle


@rules.predicate
def moderates_board(user, board: Board) -> bool:
    """A curator every board, a moderator those of which they are named a moderator."""
    if access.is_curator(user):
        return True
    return access.is_moderator(user) and board.moderators.filter(pk=user.pk).exists()


@rules.predicate
def moderates(user, thread: Thread) -> bool:
    """Who moderates the board, and the moderator the thread names; while they hold the role."""
    if access.is_moderator(user) and thread.moderator_id == user.pk:
        return True
    return moderates_board(user, thread.board)


def _belongs(user, board: Board, circle: str) -> bool:
    if circle == Circle.EVERYBODY:
        return user.is_authenticated and user.is_active
    if circle == Circle.ROLE:
        return bool(access.held_by(user))
    return moderates_board(user, board)


@rules.predicate
def may_start(user, board: Board) -> bool:
    """Whoever the board says, while it is open."""
    return board.is_open and _belongs(user, board, board.starters)


@rules.predicate
def may_post(user, thread: Thread) -> bool:
    """Whoever the board says, and its moderators, while board and thread are open."""
    return thread.is_open and (_belongs(user, thread.board, thread.board.writers) or moderates(user, thread))


def waits(user, thread: Thread) -> bool:
    """Whether what this person writes here is read by a moderator first."""
    if moderates(user, thread) or not thread.is_public:  # a proposal is read as a whole
        return False
    return thread.moderation == Moderation.BEFORE or not access.held_by(user)


@rules.predicate
def may_edit(user, post: Post) -> bool:
    """The author while the thread is open, a moderator at any time; only what is visible."""
    if not post.is_visible:
        return False
    if post.author_id == user.pk and (may_correct(post) if post.is_question else may_post(user, post.thread)):
        return True
    return moderates(user, post.thread)


@rules.predicate
def may_rewrite(user, post: Post) -> bool:
    """The author, what waits or was refused, while the thread is open."""
    return post.author_id == user.pk and post.is_unseen and may_post(user, post.thread)


def may_correct(question: Post) -> bool:
    """Whether a question is still its author's to change: nobody has answered, and the window has not passed."""
    thread = question.thread
    return thread.post_count == 0 and thread.state_shown not in ("closed", "refused") and thread.board.is_open


@rules.predicate
def may_report(user, post: Post) -> bool:
    """Everybody who is signed in, but of their own posts."""
    return user.is_authenticated and post.thread.is_public and post.is_visible and post.author_id != user.pk


@rules.predicate
def may_hide(user, post: Post) -> bool:
    """Who moderates; a proposal is declined instead."""
    return post.thread.is_public and moderates(user, post.thread)
