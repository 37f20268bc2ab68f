"""The moderation queue and the pages on which its lines are decided."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from chm_portal.accounts import carried
from chm_portal.accounts.carried import carries_fields
from chm_portal.common.paging import page_or_404
from chm_portal.directory import access
from chm_portal.records.text_differences import fold, text_difference
from collaboration import moderation, opening
from collaboration.forms.posts import DecisionForm
from collaboration.forms.queue import QueueFilter
from collaboration.models import Post, PostEdit, PostReport, Thread
from collaboration.page import topics_of
from collaboration.queue import change_of, queue_of, report_of
from collaboration.refusals import Refusal

ROWS = 20
GOES_TO_AUTHOR = gettext_lazy("Obligatory when you refuse. It goes to the author in a letter.")
STANDS_IN_PLACE = gettext_lazy(
    "Obligatory when you hide it: it stands in the place of the text, and goes to the author in a letter."
)


@require_safe
def moderation_queue(request: HttpRequest) -> HttpResponse:
    """List what waits for this moderator, oldest first, filtered by board and language; for all others it is 403."""
    access.require(access.is_moderator(request.user))
    queue_filter = QueueFilter(request.GET)
    page = page_or_404(queue_of(request.user, **queue_filter.chosen), ROWS, request.GET.get("page"))
    context = {"page_obj": page, "filter": queue_filter, "filter_query": queue_filter.query}
    return render(request, "collaboration/moderation_queue.html", context)


def _mine(request: HttpRequest, things: QuerySet, pk: int, path: str = "thread__") -> Model:
    """Return a thing of a thread that this person moderates, or raise Http404."""
    threads = Thread.objects.moderated_by(request.user).values("pk")
    return get_object_or_404(things.filter(**{f"{path}pk__in" if path else "pk__in": threads}), pk=pk)


@dataclass(frozen=True)
class Decision:
    """How one kind of thing is decided on: how it is found, the words of the answers, the acts, what the page shows."""

    find: Callable[[HttpRequest, int], Model]
    words: dict[str, str | Promise]
    yes: Callable  # of the thing, who decides, the reason and the mark of what was read
    no: Callable
    shows: Callable[[Model], dict]
    mark: Callable[[Model], str] = lambda thing: ""


def _decide(request: HttpRequest, pk: int, decision: Decision) -> HttpResponse:
    """Show what waits and take the decision; what was decided or rewritten meanwhile is shown as it is now."""
    thing = decision.find(request, pk)
    typed = request.POST if request.method == "POST" else carried.pop(request)
    form = DecisionForm(typed, seen=decision.mark(thing), **decision.words)
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        act = decision.yes if answers["decision"] == DecisionForm.YES else decision.no
        try:
            act(thing, request.user, answers["reason"], answers["seen"])
        except Refusal as refusal:
            form.add_error(None, refusal)
            thing = decision.find(request, pk)
            form.now_seen(decision.mark(thing))
        else:
            messages.success(request, _("Decided."))
            return redirect("collaboration:moderation_queue")
    context = {"thing": thing, "form": form, "waits": thing.state in ("proposed", "waiting")} | decision.shows(thing)
    return render(request, "collaboration/moderation_decide.html", context)


def _thread(request: HttpRequest, pk: int) -> Thread:
    return _mine(request, Thread.objects.select_related("board", "started_by", "decided_by"), pk, path="")


def _post(request: HttpRequest, pk: int) -> Post:
    return _mine(request, Post.objects.select_related("thread__board", "author", "decided_by", "in_reply_to"), pk)


def _edit(request: HttpRequest, pk: int) -> PostEdit:
    edits = PostEdit.objects.select_related("post__thread__board", "post__author", "post__edited_by", "decided_by")
    return _mine(request, edits, pk, path="post__thread__")


def _report(request: HttpRequest, pk: int) -> PostReport:
    reports = PostReport.objects.select_related("post__thread__board", "post__author", "reported_by", "decided_by")
    return _mine(request, reports, pk, path="post__thread__")


OF_THREADS = Decision(
    find=_thread,
    words={"yes": gettext_lazy("Open it; I moderate it"), "no": gettext_lazy("Decline it"), "hint": GOES_TO_AUTHOR},
    yes=lambda thread, by, reason, seen: opening.accept(thread, by, seen),
    no=opening.decline,
    mark=lambda thread: thread.question.mark,
    shows=lambda thread: {
        "heading": _("Proposed discussion"),
        "thread": thread,
        "author": thread.started_by,
        "when": thread.started_at,
        "html": thread.question.shown,
        "topics": topics_of(thread),
    },
)
OF_POSTS = Decision(
    find=_post,
    words={"yes": gettext_lazy("Publish it"), "no": gettext_lazy("Refuse it"), "hint": GOES_TO_AUTHOR},
    yes=lambda post, by, reason, seen: moderation.approve(post, by, seen),
    no=moderation.refuse,
    mark=lambda post: post.mark,
    shows=lambda post: {
        "heading": _("Post that waits"),
        "thread": post.thread,
        "author": post.author,
        "when": post.created_at,
        "html": post.shown,
        "answered": post.in_reply_to,
        "earlier": post.edits.replaced().select_related("decided_by") if post.is_unseen else (),
    },
)
OF_EDITS = Decision(
    find=_edit,
    words={"yes": gettext_lazy("Take the change over"), "no": gettext_lazy("Refuse it"), "hint": GOES_TO_AUTHOR},
    yes=lambda edit, by, reason, seen: moderation.approve_edit(edit, by, seen),
    no=moderation.refuse_edit,
    mark=lambda edit: edit.mark,
    shows=lambda edit: {
        "heading": change_of(edit.post),
        "thread": edit.post.thread,
        "author": edit.post.author,
        "when": edit.written_at,
        "html": edit.shown,
        "parts": fold(text_difference(edit.post.text, edit.text)),
    },
)
OF_REPORTS = Decision(
    find=_report,
    words={"yes": gettext_lazy("It stays"), "no": gettext_lazy("Hide it"), "hint": STANDS_IN_PLACE},
    yes=lambda report, by, note, seen: moderation.keep(report, by, note),
    no=lambda report, by, reason, seen: moderation.hide_reported(report, by, reason),
    shows=lambda report: {
        "heading": report_of(report.post),
        "thread": report.post.thread,
        "author": report.post.author,
        "when": report.post.visible_at,
        "html": report.post.shown,
        "report": report,
    },
)


@require_http_methods(["GET", "HEAD", "POST"])
@carries_fields
def thread_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept a proposed discussion, or decline it with a reason."""
    return _decide(request, pk, OF_THREADS)


@require_http_methods(["GET", "HEAD", "POST"])
@carries_fields
def post_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve a post that waits, or refuse it with a reason."""
    return _decide(request, pk, OF_POSTS)


@require_http_methods(["GET", "HEAD", "POST"])
@carries_fields
def edit_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve a change of a post that waits, or refuse it with a reason."""
    return _decide(request, pk, OF_EDITS)


@require_http_methods(["GET", "HEAD", "POST"])
@carries_fields
def report_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide whether a reported post stays or is hidden."""
    return _decide(request, pk, OF_REPORTS)
