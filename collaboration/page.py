"""What the pages of a thread show, in few queries however many posts there are."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import uuid4

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chm_portal.common.markdown import CleanHtml
from chm_portal.common.paging import page_or_404
from chm_portal.common.topics import Topic, look_up
from chm_portal.directory.models import Designation
from chm_portal.directory.models.roles import Role
from collaboration import authority, queue
from collaboration.changes import changes_of
from collaboration.forms.posts import PostForm
from collaboration.models import Board, Post, PostEdit, Thread

POSTS = 25
#: Roles in the order in which a post shows one of several: who speaks for somebody first, who drafts last.
OFFICIAL = [
    *(Role.CBD_FOCAL_POINT, Role.CHM_FOCAL_POINT, Role.OTHER_FOCAL_POINT, Role.PARTNER_CONTACT),
    *(Role.CURATOR, Role.MODERATOR, Role.CONTRIBUTOR),
]
QUOTED = 1_000  # characters of a post that a quotation begins with


@dataclass(frozen=True)
class ShownPost:
    """A post of the transcript, with what this reader may do about it: (label, address) pairs."""

    post: Post
    acts: list[tuple[str | Promise, str]] = field(default_factory=list)

    @property
    def role(self) -> str:
        """In which role the author spoke when it was written, whatever became of the role; empty for none.

        Of several, one held for a country that the discussion is about, or else the most official.
        """
        day, about = self.post.created_at.date(), self.post.thread.topics
        held = [one for one in self.post.author.roles_ever if one.was_held_on(day)]
        held.sort(key=lambda one: (f"country:{one.owner.slug}" not in about, OFFICIAL.index(one.role), one.pk))
        return held[0].title if held else ""


@dataclass(frozen=True)
class Pending:
    """What is not in the transcript and this reader may see: a post or an edit that waits or was refused."""

    label: str
    state: str
    html: CleanHtml
    author: str
    reason: str
    anchor: str
    decide_url: str = ""
    rewrite_url: str = ""


def posts_of(thread: Thread) -> QuerySet[Post]:
    """Return the transcript: every numbered post with its author, the author's roles, and what it answers."""
    roles = Designation.objects.select_related("organisation")
    shown = thread.posts.numbered().select_related("author", "in_reply_to", "edited_by", "decided_by")
    return shown.prefetch_related(Prefetch("author__designations", roles, to_attr="roles_ever"))


def page_of(number: int) -> int:
    """Return the page on which a numbered post stands."""
    return (number - 1) // POSTS + 1


def address_of(post: Post) -> str:
    """Return the page and place of a numbered post; the question stands on every page."""
    page = 1 if post.is_question else page_of(post.number)
    return f"{post.thread.get_absolute_url()}{f'?page={page}' if page > 1 else ''}#{post.anchor}"


def transcript_of(thread: Thread) -> list[ShownPost]:
    """Return the whole transcript, to be read only."""
    posts = list(posts_of(thread))
    for post in posts:
        post.thread = thread
    return [ShownPost(post) for post in posts]


def topics_of(thread: Thread) -> list[Topic]:
    """Return the public things that a thread is about, its board's among them."""
    return list(look_up([*thread.topics, *thread.board.topics]).values())


def always_about(boards: Iterable[Board]) -> list[tuple[Board, list[Topic]]]:
    """Return of each board that is about something what all its discussions are about."""
    boards = [board for board in boards if board.topics]
    found = look_up([name for board in boards for name in board.topics])
    shown = [(board, [found[name] for name in board.topics if name in found]) for board in boards]
    return [(board, topics) for board, topics in shown if topics]


def thread_page(request: HttpRequest, thread: Thread, form: PostForm | None = None) -> dict:
    """Return the context of a thread's page for this reader; `form` holds a post that was not taken."""
    user = request.user
    is_moderator = authority.moderates(user, thread)
    may_post = authority.may_post(user, thread)
    page = page_or_404(posts_of(thread), POSTS, request.GET.get("page"))
    for post in page.object_list:
        post.thread = thread
    if may_post and form is None:
        form = PostForm(initial=_begun(request, thread), thread=thread, is_moderator=is_moderator)
    return {
        "thread": thread,
        "question": ShownPost(thread.question, _acts(thread.question, user, is_moderator, may_post)),
        "topics": topics_of(thread),
        "summary": thread.summaries.select_related("written_by").first(),
        "changes": changes_of(thread),
        "page_obj": page,
        "posts": [ShownPost(post, _acts(post, user, is_moderator, may_post)) for post in page.object_list],
        "pending": _pending(thread, user, is_moderator),
        "is_moderator": is_moderator,
        "may_post": may_post,
        "waits": may_post and authority.waits(user, thread),
        "form": form if may_post else None,
        "answered": form["in_reply_to"].value() if may_post and form else None,
        "asks_to_sign_in": thread.is_open and not user.is_authenticated,
        "is_shut": thread.is_open and user.is_authenticated and not may_post,
    }


def _begun(request: HttpRequest, thread: Thread) -> dict:
    """Return what a reply begins with: what it answers, and its first words if they are to be quoted."""
    initial = {"key": uuid4()}
    number = request.GET.get("reply", "")
    if not (number.isascii() and number.isdecimal() and len(number) < 8):
        return initial
    answered = thread.posts.numbered().visible().filter(number=int(number)).first()
    if answered:
        initial["in_reply_to"] = answered.number
        if "quote" in request.GET:
            initial["text"] = "".join(f"> {line}\n" for line in answered.text[:QUOTED].splitlines()) + "\n"
    return initial


def _acts(post: Post, user, is_moderator: bool, may_post: bool) -> list[tuple[str | Promise, str]]:
    """Return what the reader may do about a post."""
    place = [post.thread_id, post.number]
    acts = []
    if may_post and post.is_visible and not post.is_question:
        reply = f"{post.thread.get_absolute_url()}?page={page_of(post.number)}&reply={post.number}"
        acts += [(_("Reply"), f"{reply}#reply"), (_("Quote"), f"{reply}&quote=1#reply")]
    is_own_to_edit = post.author_id == user.pk and (authority.may_correct(post) if post.is_question else may_post)
    if post.is_visible and (is_moderator or is_own_to_edit):
        acts.append((_("Edit"), reverse("collaboration:post_edit", args=place)))
    if is_moderator and post.thread.is_public:
        label = _("Show again") if post.is_hidden else _("Hide")
        acts.append((label, reverse("collaboration:post_hide", args=place)))
    elif authority.may_report(user, post):
        label = _("Report this question") if post.is_question else _("Report this post")
        acts.append((label, reverse("collaboration:post_report", args=place)))
    return acts


def _pending(thread: Thread, user, is_moderator: bool) -> list[Pending]:
    """Return what is not in the transcript: one's own posts and edits that wait or were refused; all that wait."""
    if not user.is_authenticated:
        return []
    posts = thread.posts.filter(number=None).select_related("author").order_by("created_at", "pk")
    edits = PostEdit.objects.filter(post__thread=thread).select_related("post__author").order_by("written_at", "pk")
    if is_moderator:
        posts, edits = posts.filter(state="waiting") | posts.filter(author=user), edits.filter(state="waiting")
    else:
        posts = posts.filter(author=user)
        edits = edits.filter(post__author=user, state__in=["waiting", "refused"])
    edits = [_pending_edit(edit, is_moderator) for edit in edits]
    return [_pending_post(post, thread, user, is_moderator) for post in posts] + edits


def _pending_post(post: Post, thread: Thread, user, is_moderator: bool) -> Pending:
    post.thread = thread
    decides = is_moderator and post.state == "waiting"
    decide = reverse("collaboration:post_decide", args=[post.pk]) if decides else ""
    may_rewrite = authority.may_rewrite(user, post)
    rewrite = reverse("collaboration:post_rewrite", args=[thread.pk, post.pk]) if may_rewrite else ""
    return Pending("", post.state, post.shown, str(post.author), post.reason, post.anchor, decide, rewrite)


def _pending_edit(edit: PostEdit, is_moderator: bool) -> Pending:
    url = reverse("collaboration:edit_decide", args=[edit.pk]) if is_moderator else ""
    label = queue.change_of(edit.post)
    return Pending(label, edit.state, edit.shown, str(edit.post.author), edit.reason, f"edit-{edit.pk}", url)
