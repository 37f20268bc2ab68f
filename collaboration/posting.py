"""Writing in a discussion: posting, editing, reporting. Numbers are given under the thread's lock, without a gap."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chm_portal.audit import trail
from chm_portal.common import dates
from chm_portal.common.clean_text import clean_text
from chm_portal.common.sent_twice import sent_before
from collaboration import announcing, authority, limits
from collaboration.letters import tell_author
from collaboration.marks import require_same
from collaboration.models import Post, PostEdit, PostReport, PostVersion, Thread
from collaboration.opening import locked
from collaboration.refusals import AlreadyDecided, Closed, NotYours, Refusal
from collaboration.texts import html_in
from collaboration.topic_pages import tell_pages, tell_search


def number_of_next(thread: Thread) -> int:
    """Count one more visible post of a thread that is locked, tell the pages it stands on, and return its number."""
    thread.post_count += 1
    thread.active_at = timezone.now()
    thread.save(update_fields=["post_count", "active_at"])
    tell_pages(thread)
    return thread.post_count


@transaction.atomic
def write(thread: Thread, by, key: UUID, text: str, *, in_reply_to: Post | None = None, on_behalf_of: str = "") -> Post:
    """Post in an open thread: visible at once, or waiting where a moderator reads first; one key makes one post.

    The same words sent again within minutes lead to the post that is there.
    Raises NotYours, Closed, TooMany and Refusal.
    """
    limits.lock_author(by)
    if existing := Post.objects.filter(key=key).first():
        if existing.author_id != by.pk:
            raise NotYours
        return existing
    thread = locked(thread)
    if not thread.is_open:
        raise Closed
    if not authority.may_post(by, thread) or (on_behalf_of and not authority.moderates(by, thread)):
        raise NotYours
    text, on_behalf_of = clean_text(text).strip(), " ".join(clean_text(on_behalf_of).split())
    standing = thread.posts.filter(author=by, state__in=[Post.State.WAITING, Post.State.VISIBLE])
    same = standing.filter(text=text, in_reply_to=in_reply_to, on_behalf_of=on_behalf_of)
    if existing := sent_before(same, "created_at"):
        return existing
    html = html_in(thread, text)
    limits.require_within_limits(by, html)
    if in_reply_to and (in_reply_to.thread_id != thread.pk or not in_reply_to.number):
        raise Refusal(_("The post you answer is not in this discussion."), code="reply")
    waits, now = authority.waits(by, thread), timezone.now()
    post = Post.objects.create(
        thread=thread,
        key=key,
        number=None if waits else number_of_next(thread),
        author=by,
        on_behalf_of=on_behalf_of,
        text=text,
        html=html,
        in_reply_to=in_reply_to,
        created_at=now,
        visible_at=None if waits else now,
        state=Post.State.WAITING if waits else Post.State.VISIBLE,
    )
    trail.record("post.written", by, post.topic, thread=thread.pk, number=post.number, on_behalf=bool(on_behalf_of))
    if not waits:
        announcing.posted(post, by)
    return post


def post_locked(post: Post) -> Post:
    """Return a post read again under its thread's lock."""
    thread = locked(post.thread)
    post = Post.objects.select_related("author", "decided_by", "edited_by").get(pk=post.pk)
    post.thread = thread
    return post


def replace_text(post: Post, text: str, html: str, by, reason: str = "") -> None:
    """Give a post a new text and keep the old one in its history; the caller holds the lock and writes the audit."""
    PostVersion.objects.create(
        post=post,
        text=post.text,
        html=post.html,
        written_by=post.edited_by or post.author,
        written_at=post.edited_at or post.created_at,
        reason=post.edit_reason,
    )
    post.text, post.html, post.edit_reason = text, html, reason
    post.edited_at, post.edited_by = timezone.now(), by
    post.save(update_fields=["text", "html", "edit_reason", "edited_at", "edited_by"])
    tell_search(post.thread)


@transaction.atomic
def rewrite(post: Post, by, text: str, seen: str = "") -> Post:
    """Give one's own post that waits or was refused another text; a refused one goes back to the moderators.

    What was refused is kept for them, with its reason. Raises NotYours, Closed, AlreadyDecided, Stale and Refusal.
    """
    post = post_locked(post)
    if post.author_id != by.pk:
        raise NotYours
    if not post.is_unseen:
        raise AlreadyDecided(post)
    if not authority.may_rewrite(by, post):
        raise Closed
    require_same(seen, post.mark)
    text = clean_text(text).strip()
    html = html_in(post.thread, text)
    limits.require_words(html)
    limits.require_few_links(by, html)
    if post.state == Post.State.REFUSED:
        _keep_refused(post)
    post.text, post.html = text, html
    post.save()
    trail.record("post.rewritten", by, post.topic, thread=post.thread_id)
    return post


def _keep_refused(post: Post) -> None:
    """Let a refused post wait again, and keep what was refused for the moderators."""
    post.edits.create(
        text=post.text,
        html=post.html,
        written_at=post.created_at,
        state=PostEdit.State.REPLACED,
        reason=post.reason,
        decided_by=post.decided_by,
        decided_at=post.decided_at,
    )
    post.state, post.reason, post.decided_by, post.decided_at = Post.State.WAITING, "", None, None
    post.created_at = timezone.now()


@transaction.atomic
def edit(post: Post, by, text: str, reason: str = "", seen: str = "") -> Post | PostEdit:
    """Change a visible post; where a moderator reads first, the author's edit waits and the old text stays.

    A moderator who edits somebody else's post says why; `seen` is the mark of the text that the person had before them.
    Raises NotYours, Closed, Stale and Refusal.
    """
    post = post_locked(post)
    if not authority.may_edit(by, post):
        raise Closed if post.author_id == by.pk and post.is_visible else NotYours
    require_same(seen, post.mark)
    is_own = post.author_id == by.pk
    text, reason = clean_text(text).strip(), clean_text(reason).strip()
    if not is_own and not reason:
        raise Refusal(_("Say why you edit somebody else's post: everybody can read it."), code="reason")
    html = html_in(post.thread, text)
    limits.require_words(html)
    limits.require_few_links(by, html)
    if authority.waits(by, post.thread):
        waiting, _is_new = PostEdit.objects.update_or_create(
            post=post, state=PostEdit.State.WAITING, defaults={"text": text, "html": html, "written_at": timezone.now()}
        )
        trail.record("post.edit_proposed", by, post.topic, thread=post.thread_id)
        return waiting
    if text != post.text:
        replace_text(post, text, html, by, reason)
        tell_author(post, by, "post_edited", reason)
        trail.record("post.edited", by, post.topic, thread=post.thread_id, number=post.number)
    return post


def report_by(person, post: Post) -> PostReport | None:
    """Return the report that somebody has made of a post before."""
    return post.reports.filter(reported_by=person).first()


def already_reported(report: PostReport) -> str:
    """Return the sentence for somebody who reports a post again."""
    return gettext("You have reported this post already, on %(day)s.") % {"day": dates.day(report.reported_at)}


@transaction.atomic
def report(post: Post, by, reason: str) -> PostReport:
    """Tell the moderator of a visible post, once a person and post. Raises NotYours, Refusal."""
    post = post_locked(post)
    if not authority.may_report(by, post):
        raise NotYours
    if earlier := report_by(by, post):
        raise Refusal(already_reported(earlier), code="reported")
    made = post.reports.create(reported_by=by, reason=clean_text(reason).strip())
    trail.record("post.reported", by, post.topic, thread=post.thread_id, report=made.pk)
    return made
