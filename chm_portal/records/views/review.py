"""Review: one queue for all kinds and one page for a decision, in the admin for curators and in the workspace for all.

Both doors lead to these functions; `door` is the namespace they answer under (`records` or `admin`).
"""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chm_portal.accounts.carried import carries_fields
from chm_portal.common.paging import page_or_404
from chm_portal.records import authority, near_duplicates, publication, review
from chm_portal.records.forms_of_steps import CheckForm, ReturnForm, TakeOverForm
from chm_portal.records.models import Revision
from chm_portal.records.payload import payload_digest
from chm_portal.records.queue_filter import QueueFilter
from chm_portal.records.refusals import Incomplete, Refusal
from chm_portal.records.side_by_side import compare, files_named_by
from chm_portal.records.views.finding import reviewed_revision
from chm_portal.teamwork import reviews

ROWS = 20


@require_safe
def review_queue(request: HttpRequest, door: str = "records") -> HttpResponse:
    """List what waits for this person's decision, oldest first, filtered by kind, owner, state and age."""
    queue_filter = QueueFilter(request.GET or None, waiting=authority.waiting_for(request.user))
    page = page_or_404(queue_filter.revisions(), ROWS, request.GET.get("page"))
    context = {
        "page_obj": page,
        "filter": queue_filter,
        "filter_query": queue_filter.query,
        "door": door,
        "total": page.paginator.count,
    }
    return render(request, "records/review_queue.html", context)


def _show_decision(request, revision: Revision, door: str) -> HttpResponse:
    """Say what became of a revision; what its authors write in it since is theirs."""
    context = {"revision": revision, "record": revision.record, "door": door, "reasons": review.reasons_of(revision)}
    return render(request, "records/review_decided.html", context)


def _show(request, revision: Revision, door: str, *, check=None, send_back=None, status: int = 200) -> HttpResponse:
    if revision.state not in review.WAITING:
        return _show_decision(request, revision, door)
    is_ready = revision.record.is_national or revision.state == Revision.State.ENDORSED
    approves = is_ready and authority.may_approve(request.user, revision)
    context = {
        "revision": revision,
        "record": revision.record,
        "door": door,
        "sections": compare(revision),
        "files": files_named_by(revision),
        "seen": payload_digest(revision.payload),
        "approves": approves,
        "endorses": authority.may_endorse(request.user, revision),
        "is_mine": revision.is_claimed and revision.claimed_by_id == request.user.pk,
        "check": check or (CheckForm(revision=revision, prefix="check") if approves else None),
        "form": check or send_back,
        "send_back": send_back or ReturnForm(prefix="return"),
        "take_over": TakeOverForm(),
        "near_duplicates": near_duplicates.of_revision(revision, request.user),
        "reviews": reviews.of_draft(revision) if authority.may_draft(request.user, revision.record) else [],
    }
    return render(request, "records/review_detail.html", context, status=status)


@require_safe
def review_detail(request: HttpRequest, pk: int, door: str = "records") -> HttpResponse:
    """Show a submitted revision beside what is published, the classification check and the decision."""
    return _show(request, reviewed_revision(request, pk), door)


def _to_queue(door: str) -> HttpResponse:
    return redirect(f"{door}:review_queue")


def _refused(request: HttpRequest, refusal: Refusal, pk: int, door: str) -> HttpResponse:
    messages.error(request, refusal.messages[0])
    return redirect(f"{door}:review_detail", pk)


@require_POST
def review_claim(request: HttpRequest, pk: int, door: str = "records") -> HttpResponse:
    """Claim, or take over with a note."""
    try:
        review.claim(reviewed_revision(request, pk), request.user, request.POST.get("note", ""))
    except Refusal as refusal:
        return _refused(request, refusal, pk, door)
    return redirect(f"{door}:review_detail", pk)


@require_POST
def review_release(request: HttpRequest, pk: int, door: str = "records") -> HttpResponse:
    """Give a claim back."""
    review.release(reviewed_revision(request, pk), request.user)
    return _to_queue(door)


@require_POST
def review_endorse(request: HttpRequest, pk: int, door: str = "records") -> HttpResponse:
    """Endorse for the Party or organisation: on to the secretariat."""
    try:
        review.endorse(reviewed_revision(request, pk), request.user, request.POST.get("seen"))
    except Refusal as refusal:
        return _refused(request, refusal, pk, door)
    messages.success(request, _("Endorsed. The secretariat checks it next."))
    return _to_queue(door)


@require_http_methods(["GET", "POST"])
@carries_fields
def review_return(request: HttpRequest, pk: int, door: str = "records") -> HttpResponse:
    """Return with reasons and an explanation."""
    revision = reviewed_revision(request, pk)
    if request.method == "GET":
        return _show(request, revision, door)
    form = ReturnForm(request.POST, prefix="return")
    if not form.is_valid():
        return _show(request, revision, door, send_back=form, status=422)
    try:
        review.send_back(
            revision, request.user, form.cleaned_data["reasons"], form.cleaned_data["note"], request.POST.get("seen")
        )
    except Refusal as refusal:
        return _refused(request, refusal, pk, door)
    messages.success(request, _("Returned. The person who submitted it is told why."))
    return _to_queue(door)


@require_http_methods(["GET", "POST"])
@carries_fields
def review_publish(request: HttpRequest, pk: int, door: str = "records") -> HttpResponse:
    """Approve with the classification check and publish."""
    revision = reviewed_revision(request, pk)
    if request.method == "GET":
        return _show(request, revision, door)
    if revision.state in review.WAITING and not authority.may_approve(request.user, revision):
        raise PermissionDenied
    form = CheckForm(request.POST, revision=revision, prefix="check")
    if revision.state in review.WAITING and not form.is_valid():
        return _show(request, revision, door, check=form, status=422)
    try:
        record = publication.publish(
            revision, request.user, request.POST.get("seen"), form.check if form.is_valid() else None
        )
    except Incomplete as refusal:
        for found in refusal.form.errors.values():
            messages.error(request, found[0])
        return redirect(f"{door}:review_detail", pk)
    except Refusal as refusal:
        return _refused(request, refusal, pk, door)
    link = format_html('<a href="{}">{}</a>', record.get_absolute_url(), record.identifier)
    messages.success(request, format_html(_("{record} is published."), record=link))
    return _to_queue(door)
