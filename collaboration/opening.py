"""How a discussion begins: started by a moderator of the board, or proposed by anybody else and accepted or declined.

Every step is one function in one transaction: lock, check, change, audit, tell. Errors are Refusals.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chm_portal.audit import trail
from chm_portal.common.clean_text import clean_text
from chm_portal.common.safe_text import user_html
from chm_portal.common.sent_twice import sent_before
from chm_portal.notifications.mail import tell
from collaboration import announcing, authority, limits
from collaboration.marks import require_same
from collaboration.models import Board, Post, Thread
from collaboration.models.posts import QUESTION
from collaboration.refusals import AlreadyDecided, NotYours, Refusal
from collaboration.topic_pages import tell_pages


@dataclass(frozen=True)
class Window:
    """When a discussion opens and closes (None: no end is set), and the time zone in which that was meant."""

    opens_at: datetime
    closes_at: datetime | None = None
    zone: str = "UTC"


def locked(thread: Thread) -> Thread:
    """Return the thread read again under its lock, the one lock for everything that happens in it."""
    Thread.objects.select_for_update(no_key=True).get(pk=thread.pk)
    return Thread.objects.select_related("board", "moderator", "started_by", "decided_by").get(pk=thread.pk)


def require_end(board: Board, closes_at: datetime | None) -> None:
    """Check that a discussion has a closing moment, unless those of its board stay open. Raises Refusal."""
    if closes_at is None and not board.is_standing:
        raise Refusal(_("Say when it closes: on this board a discussion is open for a set time."), code="closes")


@transaction.atomic
def start(
    board: Board,
    by,
    key: UUID,
    *,
    title: str,
    question: str,
    language: str,
    window: Window | None = None,
    topics: Iterable[str] = (),
) -> Thread:
    """Start a discussion where the person moderates the board, propose it elsewhere; the same key gives the same one.

    So do the same title and question, sent again within minutes.
    Raises NotYours, TooMany and Refusal.
    """
    limits.lock_author(by)
    if existing := Thread.objects.filter(key=key).first():
        if existing.started_by_id != by.pk:
            raise NotYours
        return existing
    if not authority.may_start(by, board):
        raise NotYours
    window = window or Window(timezone.now())
    require_end(board, window.closes_at)
    title, question = " ".join(clean_text(title).split()), clean_text(question).strip()
    standing = board.threads.filter(started_by=by).exclude(state=Thread.State.DECLINED)
    same = standing.filter(title=title, posts__number=QUESTION, posts__text=question)
    if existing := sent_before(same, "started_at"):
        return existing
    html = user_html(question)
    limits.require_within_limits(by, html)
    thread = Thread(
        board=board,
        key=key,
        title=title,
        language=language,
        topics=list(dict.fromkeys(topics)),
        moderation=board.moderation,
        started_by=by,
    )
    return _begun(thread, window, question, html)


def _begun(thread: Thread, window: Window, question: str, html: str) -> Thread:
    """Save a new thread, public if it was started by who moderates the board, and tell the pages it is about."""
    thread.opens_at, thread.closes_at, thread.zone = window.opens_at, window.closes_at, window.zone
    by, act = thread.started_by, "thread.proposed"
    if authority.moderates_board(by, thread.board):
        thread.state, thread.moderator, act = Thread.State.ACCEPTED, by, "thread.started"
    thread.save(force_insert=True)
    texts = {"text": question, "html": html, "visible_at": thread.started_at, "created_at": thread.started_at}
    thread.posts.create(key=thread.key, number=QUESTION, author=by, state=Post.State.VISIBLE, **texts)
    trail.record(act, by, thread.topic, board=thread.board.slug)
    tell_pages(thread)
    if thread.is_public:
        announcing.began(thread, by)
    return thread


def _proposal(thread: Thread, by, seen: str) -> Thread:
    """Return a proposal under its lock, for a moderator to decide on. Raises NotYours, AlreadyDecided, Stale."""
    thread = locked(thread)
    if not authority.moderates(by, thread):
        raise NotYours
    if thread.state != Thread.State.PROPOSED:
        raise AlreadyDecided(thread)
    require_same(seen, thread.question.mark)
    return thread


@transaction.atomic
def accept(thread: Thread, by, seen: str = "") -> Thread:
    """Make a proposed discussion public, moderated by who accepts; it opens now or later, never in the past.

    `seen` is the mark of the question that was read. Raises NotYours, AlreadyDecided, Stale, and Refusal when its
    window has passed while it waited.
    """
    thread = _proposal(thread, by, seen)
    now = timezone.now()
    if thread.closes_at and thread.closes_at <= now:
        raise Refusal(_("Its closing moment has passed while it waited. Decline it, and ask for a new one."))
    thread.state, thread.decided_by, thread.decided_at = Thread.State.ACCEPTED, by, now
    thread.moderator = by
    thread.opens_at, thread.active_at = max(thread.opens_at, now), now
    thread.save(update_fields=["state", "decided_by", "decided_at", "moderator", "opens_at", "active_at"])
    trail.record("thread.accepted", by, thread.topic, board=thread.board.slug)
    tell_pages(thread)
    announcing.began(thread, by)
    tell(thread.started_by, "collaboration/thread_accepted", {"thread": thread})
    return thread


@transaction.atomic
def decline(thread: Thread, by, reason: str, seen: str = "") -> Thread:
    """Decline a proposed discussion and write to who proposed it. Raises NotYours, AlreadyDecided, Stale, Refusal."""
    thread = _proposal(thread, by, seen)
    thread.reason = clean_text(reason).strip()
    if not thread.reason:
        raise Refusal(_("Say why: the person will read it."), code="reason")
    thread.state, thread.decided_by, thread.decided_at = Thread.State.DECLINED, by, timezone.now()
    thread.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    trail.record("thread.declined", by, thread.topic, board=thread.board.slug)
    tell(thread.started_by, "collaboration/thread_declined", {"thread": thread})
    return thread
