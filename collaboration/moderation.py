"""What a moderator decides on: posts and edits that wait, reports, and posts that have to go.

Of two moderators who decide at once the first wins; the second is told who decided (AlreadyDecided).
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chm_portal.audit import trail
from chm_portal.common.clean_text import clean_text
from collaboration import announcing, authority
from collaboration.letters import tell_author
from collaboration.marks import require_same
from collaboration.models import Post, PostEdit, PostReport, ThreadChange
from collaboration.opening import locked
from collaboration.posting import number_of_next, post_locked, replace_text
from collaboration.refusals import AlreadyDecided, NotYours, Refusal
from collaboration.topic_pages import tell_search


def _moderated(post: Post, by) -> Post:
    post = post_locked(post)
    if not authority.moderates(by, post.thread):
        raise NotYours
    return post


def _reason(reason: str) -> str:
    reason = clean_text(reason).strip()
    if not reason:
        raise Refusal(_("Say why: the author will read it."), code="reason")
    return reason


def _decide(decided: Post | PostEdit, state: str, by, reason: str = "") -> None:
    decided.state, decided.reason = state, reason
    decided.decided_by, decided.decided_at = by, timezone.now()
    decided.save()


def _waiting(post: Post, by, seen: str) -> Post:
    post = _moderated(post, by)
    if post.state != Post.State.WAITING:
        raise AlreadyDecided(post)
    require_same(seen, post.mark)
    return post


@transaction.atomic
def approve(post: Post, by, seen: str = "") -> Post:
    """Make a waiting post visible and give it its number; `seen` is the mark of the text that was read.

    Raises NotYours, AlreadyDecided, Stale.
    """
    post = _waiting(post, by, seen)
    post.number, post.visible_at = number_of_next(post.thread), timezone.now()
    _decide(post, Post.State.VISIBLE, by)
    trail.record("post.approved", by, post.topic, thread=post.thread_id, number=post.number)
    announcing.posted(post, by)
    return post


@transaction.atomic
def refuse(post: Post, by, reason: str, seen: str = "") -> Post:
    """Refuse a waiting post and write to its author. Raises NotYours, AlreadyDecided, Stale, Refusal."""
    post = _waiting(post, by, seen)
    _decide(post, Post.State.REFUSED, by, _reason(reason))
    trail.record("post.refused", by, post.topic, thread=post.thread_id)
    tell_author(post, by, "post_refused", post.reason)
    return post


@transaction.atomic
def hide(post: Post, by, reason: str) -> Post:
    """Take a visible post's text away: its number stays, with the reason; write to its author.

    Reports and edits that wait are settled by it. Raises NotYours, AlreadyDecided, Refusal.
    """
    post = _moderated(post, by)
    if not authority.may_hide(by, post):
        raise NotYours
    if not post.is_visible:
        raise AlreadyDecided(post)
    _decide(post, Post.State.HIDDEN, by, _reason(reason))
    now = timezone.now()
    post.reports.filter(state="waiting").update(state=PostReport.State.HIDDEN, decided_by=by, decided_at=now)
    post.edits.filter(state="waiting").update(
        state=PostEdit.State.REFUSED, reason=post.reason, decided_by=by, decided_at=now
    )
    tell_search(post.thread)
    trail.record("post.hidden", by, post.topic, thread=post.thread_id, number=post.number)
    tell_author(post, by, "post_hidden", post.reason)
    return post


@transaction.atomic
def show_again(post: Post, by) -> Post:
    """Give a hidden post its text back. Raises NotYours, AlreadyDecided."""
    post = _moderated(post, by)
    if not post.is_hidden:
        raise AlreadyDecided(post)
    _decide(post, Post.State.VISIBLE, by)
    tell_search(post.thread)
    trail.record("post.shown_again", by, post.topic, thread=post.thread_id, number=post.number)
    return post


def _changed_title(change: ThreadChange, by) -> ThreadChange:
    """Return a change of a title under its thread's lock, for its moderator. Raises NotYours."""
    thread = locked(change.thread)
    if not thread.is_public or not authority.moderates(by, thread):
        raise NotYours
    return thread.changes.get(pk=change.pk, what=ThreadChange.What.TITLE)


@transaction.atomic
def hide_title(change: ThreadChange, by, reason: str) -> ThreadChange:
    """Take an earlier title out of what is told of a discussion's changes, with a reason. Raises NotYours, Refusal."""
    change = _changed_title(change, by)
    if change.hidden_at is None:
        reason = clean_text(reason).strip()
        if not reason:
            raise Refusal(_("Say why: everybody can read it."), code="reason")
        change.hidden_at, change.hidden_by, change.hidden_reason = timezone.now(), by, reason
        change.save(update_fields=["hidden_at", "hidden_by", "hidden_reason"])
        trail.record("thread.title_hidden", by, change.thread.topic, change=change.pk)
    return change


@transaction.atomic
def show_title_again(change: ThreadChange, by) -> ThreadChange:
    """Tell a hidden title again. Raises NotYours."""
    change = _changed_title(change, by)
    if change.hidden_at:
        change.hidden_at, change.hidden_by, change.hidden_reason = None, None, ""
        change.save(update_fields=["hidden_at", "hidden_by", "hidden_reason"])
        trail.record("thread.title_shown_again", by, change.thread.topic, change=change.pk)
    return change


def _edit_to_decide(edit: PostEdit, by, seen: str) -> PostEdit:
    post = _moderated(edit.post, by)
    edit = PostEdit.objects.select_related("decided_by").get(pk=edit.pk)
    edit.post = post
    if edit.state != PostEdit.State.WAITING:
        raise AlreadyDecided(edit)
    require_same(seen, edit.mark)
    return edit


@transaction.atomic
def approve_edit(edit: PostEdit, by, seen: str = "") -> PostEdit:
    """Put a waiting edit in the place of the post's text. Raises NotYours, AlreadyDecided, Stale."""
    edit = _edit_to_decide(edit, by, seen)
    replace_text(edit.post, edit.text, edit.html, edit.post.author)
    _decide(edit, PostEdit.State.APPROVED, by)
    trail.record("post.edit_approved", by, edit.topic, thread=edit.post.thread_id, number=edit.post.number)
    return edit


@transaction.atomic
def refuse_edit(edit: PostEdit, by, reason: str, seen: str = "") -> PostEdit:
    """Refuse a waiting edit, so that the post stays as it is, and write to its author; errors as for approve_edit."""
    edit = _edit_to_decide(edit, by, seen)
    _decide(edit, PostEdit.State.REFUSED, by, _reason(reason))
    trail.record("post.edit_refused", by, edit.topic, thread=edit.post.thread_id, number=edit.post.number)
    tell_author(edit.post, by, "edit_refused", edit.reason)
    return edit


def _report_to_decide(report: PostReport, by) -> PostReport:
    post = _moderated(report.post, by)
    report = PostReport.objects.select_related("decided_by").get(pk=report.pk)
    report.post = post
    if report.state != PostReport.State.WAITING:
        raise AlreadyDecided(report)
    return report


@transaction.atomic
def keep(report: PostReport, by, note: str = "") -> PostReport:
    """Decide that a reported post stays. Raises NotYours, AlreadyDecided."""
    report = _report_to_decide(report, by)
    report.state, report.note = PostReport.State.KEPT, clean_text(note).strip()
    report.decided_by, report.decided_at = by, timezone.now()
    report.save(update_fields=["state", "note", "decided_by", "decided_at"])
    trail.record("report.kept", by, report.post.topic, thread=report.post.thread_id, report=report.pk)
    return report


@transaction.atomic
def hide_reported(report: PostReport, by, reason: str) -> PostReport:
    """Decide that a reported post goes, for a reason that stands in its place. Raises as keep, and Refusal."""
    report = _report_to_decide(report, by)
    hide(report.post, by, reason)
    report.refresh_from_db()
    return report
