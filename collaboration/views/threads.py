"""A discussion: reading it, starting one, and leading it."""

from collections.abc import Iterable
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from chm_portal.accounts import carried
from chm_portal.accounts.carried import carries_fields
from chm_portal.common.languages import current
from collaboration import authority, conduct, moderation, opening
from collaboration.changes import changes_of
from collaboration.forms.posts import PostForm, ReasonForm
from collaboration.forms.threads import ConductForm, ReopenForm, SummaryForm, ThreadForm
from collaboration.forms.windows import ZonedForm
from collaboration.models import Board, Thread, ThreadChange
from collaboration.page import ShownPost, always_about, thread_page, topics_of, transcript_of
from collaboration.people import moderators
from collaboration.refusals import Refusal, Stale
from collaboration.views.finding import led_thread, public_thread, visible_thread

MOST_ASKED = 20  # things that one address may say a discussion is about


@login_not_required
@require_safe
def thread_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a discussion; a proposal only to who proposed it and who decides."""
    thread = visible_thread(request, pk)
    form = None
    if request.user.is_authenticated and (typed := carried.pop(request)):
        form = PostForm(typed, thread=thread, is_moderator=authority.moderates(request.user, thread))
    return render(request, "collaboration/thread_detail.html", thread_page(request, thread, form))


@login_not_required
@require_safe
def thread_print(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the whole transcript as a document to file."""
    thread = public_thread(request, pk)
    context = {
        "thread": thread,
        "topics": topics_of(thread),
        "question": ShownPost(thread.question),
        "summary": thread.summaries.select_related("written_by").first(),
        "posts": transcript_of(thread),
        "changes": changes_of(thread),
    }
    return render(request, "collaboration/thread_print.html", context)


@login_not_required
@require_safe
def thread_summaries(request: HttpRequest, pk: int) -> HttpResponse:
    """Show every version of the closing summary, the latest first."""
    thread = public_thread(request, pk)
    summaries = thread.summaries.select_related("written_by")
    return render(request, "collaboration/thread_summaries.html", {"thread": thread, "summaries": summaries})


@require_http_methods(["GET", "HEAD", "POST"])
@carries_fields
def thread_new(request: HttpRequest) -> HttpResponse:
    """Start a discussion or propose one, about the things the address names (`?about=record:12&board=nr4`)."""
    boards = [board.pk for board in Board.objects.in_order() if authority.may_start(request.user, board)]
    if not boards:
        return render(request, "collaboration/thread_new_refused.html", status=403)
    typed = request.POST if request.method == "POST" else carried.pop(request)
    initial = {"key": uuid4(), "language": current(), "zone": request.user.zone.key}
    about = _about(request, typed)
    chosen = Board.objects.filter(pk__in=boards).in_order()
    initial |= {"about": request.GET.getlist("about"), "board": request.GET.get("board") or _board_for(chosen, about)}
    form = ThreadForm(typed, initial=initial, boards=chosen, about=about)
    if request.method == "POST" and form.is_valid() and (thread := _started(request, form)):
        return redirect(thread)
    return render(request, "collaboration/thread_new.html", {"form": form, "always_about": always_about(chosen)})


def _about(request: HttpRequest, typed: QueryDict | None) -> list[str]:
    """Return the names of what a form offers to tick: what the address asks for (`?about=record:12`) and was ticked."""
    return [*request.GET.getlist("about"), *(typed.getlist("about") if typed else [])][:MOST_ASKED]


def _board_for(boards: Iterable[Board], about: list[str]) -> str:
    """Return the slug of the only board, or of one that is about one of these things; nothing lets people choose."""
    boards = list(boards)
    fitting = boards if len(boards) == 1 else [board for board in boards if set(board.topics) & set(about)]
    return fitting[0].slug if fitting else ""


def _started(request: HttpRequest, form: ThreadForm) -> Thread | None:
    answers = form.cleaned_data
    texts = {name: answers[name] for name in ("title", "question", "language")}
    try:
        thread = opening.start(
            answers["board"], request.user, answers["key"], window=form.window, topics=form.topics, **texts
        )
    except Refusal as refusal:
        _add_refusal(form, refusal)
        return None
    _say_notes(request, form)
    if thread.is_public:
        messages.success(request, _("The discussion is on its board. You moderate it."))
    else:
        messages.success(request, _("Thank you. A moderator reads your proposal; until then only you see it here."))
    return thread


@require_http_methods(["GET", "HEAD", "POST"])
@carries_fields
def thread_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change window, board, mode, moderator and subject (`?about=record:12`) of a discussion one moderates."""
    thread = led_thread(request, pk)
    typed = request.POST if request.method == "POST" else carried.pop(request)
    about = _about(request, typed)
    boards = Board.objects.in_order()
    form = ConductForm(typed, thread=thread, boards=boards, moderators=moderators(), about=about)
    stands = None
    if request.method == "POST" and form.is_valid():
        try:
            conduct.change(thread, request.user, form.cleaned_data["seen"], **form.changes)
        except Refusal as refusal:
            _add_refusal(form, refusal)
            stands = _what_stands(request, form, refusal, pk)
        else:
            _say_notes(request, form)
            messages.success(request, _("The discussion is changed."))
            return redirect(thread)
    context = {"thread": thread, "form": form, "always_about": always_about(boards), "stands": stands}
    return render(request, "collaboration/thread_edit.html", context)


def _add_refusal(form: ZonedForm, refusal: Refusal) -> None:
    """Say on the form why it was not taken, beside the field that it is about if there is one."""
    form.add_error(refusal.code if refusal.code in form.fields else None, refusal)


def _say_notes(request: HttpRequest, form: ZonedForm) -> None:
    for note in form.notes:
        messages.info(request, note)


def _what_stands(request: HttpRequest, form: ConductForm, refusal: Refusal, pk: int) -> dict | None:
    """Return what somebody else has made of a discussion meanwhile, to be shown beside what was typed."""
    if not isinstance(refusal, Stale):
        return None
    thread = led_thread(request, pk)
    form.now_seen(thread.mark)
    return {"thread": thread, "topics": topics_of(thread)}


@require_http_methods(["GET", "HEAD", "POST"])
def thread_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then close a discussion now."""
    thread = led_thread(request, pk)
    if request.method == "POST":
        try:
            conduct.close(thread, request.user)
        except Refusal as refusal:
            messages.error(request, refusal.messages[0])
        else:
            messages.success(request, _("The discussion is closed."))
        return redirect(thread)
    return render(request, "collaboration/thread_close.html", {"thread": thread})


@require_http_methods(["GET", "HEAD", "POST"])
@carries_fields
def thread_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a closed discussion again, until a moment that is asked for."""
    thread = led_thread(request, pk)
    form = ReopenForm(request.POST if request.method == "POST" else carried.pop(request), thread=thread)
    if request.method == "POST" and form.is_valid():
        try:
            conduct.reopen(thread, request.user, form.closes_at)
        except Refusal as refusal:
            _add_refusal(form, refusal)
        else:
            _say_notes(request, form)
            messages.success(request, _("The discussion is open again."))
            return redirect(thread)
    return render(request, "collaboration/thread_reopen.html", {"thread": thread, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@carries_fields
def thread_summary(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what a closed discussion came to, or a new version of it."""
    thread = led_thread(request, pk)
    latest = thread.summaries.first()
    initial = {"text": latest.text, "seen": latest.number} if latest else {"seen": 0}
    stands = None
    form = SummaryForm(request.POST if request.method == "POST" else carried.pop(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            conduct.summarize(thread, request.user, form.cleaned_data["text"], form.cleaned_data["seen"])
        except Refusal as refusal:
            form.add_error(None, refusal)
            if refusal.code == "stale":
                stands = thread.summaries.first()
                form.now_seen(stands.number)
        else:
            messages.success(request, _("The summary stands on top of the discussion."))
            return redirect(thread)
    return render(request, "collaboration/thread_summary.html", {"thread": thread, "form": form, "stands": stands})


@require_http_methods(["GET", "HEAD", "POST"])
@carries_fields
def change_hide(request: HttpRequest, pk: int, change: int) -> HttpResponse:
    """Take an earlier title out of what is told of a discussion's changes, with a reason, or tell it again."""
    thread = led_thread(request, pk)
    found = get_object_or_404(thread.changes.filter(what=ThreadChange.What.TITLE), pk=change)
    hint = _("It stands in the place of the earlier title, for everybody to read.")
    form = ReasonForm(request.POST if request.method == "POST" else carried.pop(request), hint=hint)
    if request.method == "POST" and (found.hidden_at or form.is_valid()):
        try:
            if found.hidden_at:
                moderation.show_title_again(found, request.user)
            else:
                moderation.hide_title(found, request.user, form.cleaned_data["reason"])
        except Refusal as refusal:
            form.add_error(None, refusal)
        else:
            return redirect(f"{thread.get_absolute_url()}#changes")
    return render(request, "collaboration/change_hide.html", {"thread": thread, "change": found, "form": form})
