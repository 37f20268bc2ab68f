"""The moderation queue and the pages on which its lines are decided."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from chm_portal.accounts import carried
from chm_portal.accounts.carried import carries_fields
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
    page = Paginator(queue_of(request.user, **queue_filter.chosen), ROWS).get_page(request.GET.get("page"))
    context = {"page_obj": page, "filter": queue_filter, "filter_query": queue_filter.query}
    return render(request, "collaboration/moderation_queue.html", context)


def _mine(request: HttpRequest, things: QuerySet, pk: int, path: str = "thread__") -> Model:
    """Return a thing of a thread that this person moderates, or raise Http404."""
    threads = Thread.objects.moderated_by(request.user).values("pk")
    return get_object_or_404(things.filter(**{f"{path}pk__in" if path else "pk__in": threads}), pk=pk)


def _decide(request: HttpRequest, thing, *, form: DecisionForm, yes: Callable, no: Callable, **context) -> HttpResponse:
    """Show what waits and take the decision; what was decided already says by whom."""
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            yes(reason) if form.cleaned_data["decision"] == DecisionForm.YES else no(reason)
        except Refusal as refusal:
            form.add_error(None, refusal)
            thing.refresh_from_db()
        else:
            messages.success(request, _("Decided."))
            return redirect("collaboration:moderation_queue")
    context |= {"thing": thing, "form": form, "waits": thing.state in ("proposed", "waiting")}
    return render(request, "collaboration/moderation_decide.html", context)


def _typed(request: HttpRequest):
    return request.POST if request.method == "POST" else carried.pop(request)


@require_http_methods(["GET", "HEAD", "POST"])
@carries_fields
def thread_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept a proposed discussion, or decline it with a reason."""
    threads = Thread.objects.select_related("board", "started_by", "decided_by")
    thread = _mine(request, threads, pk, path="")
    words = {"yes": _("Open it; I moderate it"), "no": _("Decline it"), "hint": GOES_TO_AUTHOR}
    return _decide(
        request,
        thread,
        form=DecisionForm(_typed(request), **words),
        yes=lambda reason: opening.accept(thread, request.user),
        no=lambda reason: opening.decline(thread, request.user, reason),
        heading=_("Proposed discussion"),
        thread=thread,
        author=thread.started_by,
        when=thread.started_at,
        html=thread.question.shown,
        topics=topics_of(thread),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@carries_fields
def post_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve a post that waits, or refuse it with a reason."""
    posts = Post.objects.select_related("thread__board", "author", "decided_by", "in_reply_to")
    post = _mine(request, posts, pk)
    words = {"yes": _("Publish it"), "no": _("Refuse it"), "hint": GOES_TO_AUTHOR}
    return _decide(
        request,
        post,
        form=DecisionForm(_typed(request), **words),
        yes=lambda reason: moderation.approve(post, request.user),
        no=lambda reason: moderation.refuse(post, request.user, reason),
        heading=_("Post that waits"),
        thread=post.thread,
        author=post.author,
        when=post.created_at,
        html=post.shown,
        answered=post.in_reply_to,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@carries_fields
def edit_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve a change of a post that waits, or refuse it with a reason."""
    edits = PostEdit.objects.select_related("post__thread__board", "post__author", "post__edited_by", "decided_by")
    edit = _mine(request, edits, pk, path="post__thread__")
    words = {"yes": _("Take the change over"), "no": _("Refuse it"), "hint": GOES_TO_AUTHOR}
    return _decide(
        request,
        edit,
        form=DecisionForm(_typed(request), **words),
        yes=lambda reason: moderation.approve_edit(edit, request.user),
        no=lambda reason: moderation.refuse_edit(edit, request.user, reason),
        heading=change_of(edit.post),
        thread=edit.post.thread,
        author=edit.post.author,
        when=edit.written_at,
        html=edit.shown,
        parts=fold(text_difference(edit.post.text, edit.text)),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@carries_fields
def report_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide whether a reported post stays or is hidden."""
    reports = PostReport.objects.select_related("post__thread__board", "post__author", "reported_by", "decided_by")
    report = _mine(request, reports, pk, path="post__thread__")
    words = {"yes": _("The post stays"), "no": _("Hide the post"), "hint": STANDS_IN_PLACE}
    return _decide(
        request,
        report,
        form=DecisionForm(_typed(request), **words),
        yes=lambda note: moderation.keep(report, request.user, note),
        no=lambda reason: moderation.hide_reported(report, request.user, reason),
        heading=report_of(report.post),
        thread=report.post.thread,
        author=report.post.author,
        when=report.post.created_at,
        html=report.post.shown,
        report=report,
    )
