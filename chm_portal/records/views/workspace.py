"""The workspace: what waits for me, what I wait for, and my records with their state and next step."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chm_portal.accounts.carried import carries_fields
from chm_portal.common.paging import page_or_404
from chm_portal.common.workspace_entries import entries_for
from chm_portal.directory import access
from chm_portal.records import (
    authority,
    checking,
    classification,
    copying,
    kinds,
    link_checks,
    ownership,
    publication,
    submission,
)
from chm_portal.records.forms_of_steps import StartForm, WithdrawForm
from chm_portal.records.models import Record, Revision
from chm_portal.records.models.record import RecordQuerySet
from chm_portal.records.refusals import AlreadyRegistered, NotYours, Refusal
from chm_portal.records.rows import kept_rows_of
from chm_portal.records.views.finding import kept_record
from chm_portal.teamwork import reviews
from chm_portal.usage import figures

ROWS = 20
#: The revisions that rows of the workspace read, newest first.
LIVELY = Prefetch("revisions", Revision.objects.exclude(state="cancelled").order_by("-pk"), to_attr="lively_revisions")


def kept_rows(user) -> RecordQuerySet:
    """Return this person's records, last touched first, each with its latest revision."""
    return (
        Record.objects.kept_by(user)
        .exclude(state="unpublished", revisions__state="cancelled")
        .select_related("owner_country", "owner_organisation")
        .prefetch_related(LIVELY)
        .order_by("-pk")
    )


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what waits for this person, and the records last begun."""
    rows = kept_rows_of(kept_rows(request.user)[:5], request.user)
    owners = access.owners_of(request.user)
    offered = [kind for kind in kinds.every() if any(owner.kind in kind.owner_kinds for owner in owners)]
    return render(
        request,
        "records/workspace_home.html",
        {
            "entries": entries_for(request),
            "rows": rows,
            "kinds": offered,
            "owners": owners,
            "may_import": any(kind.import_label for kind in offered),
            "may_review": authority.waiting_for(request.user).exists() or access.is_curator(request.user),
        },
    )


@require_safe
def record_list(request: HttpRequest) -> HttpResponse:
    """List my records, and those of the Parties and organisations I work for."""
    page = page_or_404(kept_rows(request.user), ROWS, request.GET.get("page"))
    rows = kept_rows_of(page.object_list, request.user)
    return render(request, "records/record_list.html", {"page_obj": page, "rows": rows, "kinds": kinds.every()})


@require_safe
def link_list(request: HttpRequest) -> HttpResponse:
    """List the links of my published records that do not answer, to be mended (R90)."""
    links = link_checks.broken_links(Record.objects.kept_by(request.user))
    return render(request, "records/link_list.html", {"links": links})


@require_http_methods(["GET", "POST"])
@carries_fields
def record_start(request: HttpRequest, kind: str) -> HttpResponse:
    """Begin a record: say for whom; the draft is made once, however often the button is pressed."""
    kind_of = kinds.get_or_404(kind)
    owners = [owner for owner in access.owners_of(request.user) if owner.kind in kind_of.owner_kinds]
    if not owners:
        context = {"kind": kind_of, "has_owners": bool(access.owners_of(request.user))}
        return render(request, "records/record_start_refused.html", context, status=403)
    copy = copying.copy_of(kind_of, request.GET["copy"], request.user) if "copy" in request.GET else None
    first = copying.first_relation(kind_of, request.GET)
    asked = {"key": uuid4(), "owner": owners[0].key} | request.GET.dict()
    form = (kind_of.form.start_form or StartForm)(request.POST or None, owners=owners, initial=asked)
    if request.method == "POST" and form.is_valid():
        return _begin(request, kind_of, form, copy, first)
    context = {"form": form, "kind": kind_of, "copy": copy, "first": first}
    return render(request, "records/record_start.html", context)


def _begin(
    request: HttpRequest,
    kind: kinds.Kind,
    form: StartForm,
    copy: "copying.Copy | None",
    first: "copying.FirstRelation | None",
) -> HttpResponse:
    key: UUID = form.cleaned_data["key"]
    settled = form.settled
    for other in (first, copy):
        if other:
            settled["answers"] = other.answers | settled.get("answers", {})
    try:
        revision = submission.start(kind, form.chosen_owner, request.user, key, **settled)
    except AlreadyRegistered as refusal:
        context = {"kind": kind, "record": refusal.record, "reason": refusal.messages[0]}
        context["may_take_over"] = authority.may_take_over(request.user, refusal.record)
        return render(request, "records/record_registered.html", context, status=409)
    if revision.creation_key != key:
        messages.info(request, _("It was begun already: go on where it stands."))
    elif copy:
        messages.success(request, copy.in_words)
    return redirect("records:revision_tasks", revision.pk)


@require_http_methods(["GET", "POST"])
def record_take_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what it means to take over for one's Party what the secretariat has registered for it, and do it."""
    record = get_object_or_404(Record.objects.visible_to(request.user).offered(), pk=pk)
    if request.method == "GET":
        access.require(authority.may_take_over(request.user, record))
        return render(request, "records/record_take_over.html", {"record": record})
    try:
        ownership.take_over(record, request.user)
    except NotYours:
        raise PermissionDenied from None
    messages.success(request, _("It is yours now. Edit it whenever something changes."))
    return redirect("records:record_kept", pk)


@require_safe
def record_kept(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one record to its owner's people: where it stands, what comes next, its revisions."""
    record = kept_record(request, pk)
    revisions = list(record.revisions.select_related("author", "submitted_by", "decided_by").order_by("-pk"))
    for revision in revisions:
        revision.record = record
    draft = next((revision for revision in revisions if revision.is_open), None)
    context = {
        "record": record,
        "revisions": [(revision, checking.told(revision)) for revision in revisions],
        "open_revision": draft,
        "reviews": reviews.of_draft(draft) if draft else [],
        "may_copy": copying.may_copy(request.user, record),
        "added": classification.added_by_secretariat(record),
        "use": figures.of_record(record.pk) if record.identifier else None,
        "may_withdraw": record.state == Record.State.PUBLISHED and authority.may_withdraw(request.user, record),
    }
    return render(request, "records/record_kept.html", context)


@require_POST
def record_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the record's one draft: the one that is open, or a new one that begins from what is published."""
    try:
        revision = submission.open_revision(kept_record(request, pk), request.user)
    except Refusal as refusal:
        messages.error(request, refusal.messages[0])
        return redirect("records:record_kept", pk)
    return redirect("records:revision_tasks", revision.pk)


@require_http_methods(["GET", "POST"])
@carries_fields
def record_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the reason, then withdraw: the address answers 410 from then on, or leads to the record that stays."""
    records = Record.objects.visible_to(request.user).select_related("owner_country", "owner_organisation")
    record = records.filter(pk=pk).first()
    if record is None or not authority.may_withdraw(request.user, record):
        raise PermissionDenied
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            publication.withdraw(record, request.user, form.cleaned_data["reason"], form.cleaned_data["merged_into"])
        except Refusal as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("%(identifier)s is withdrawn.") % {"identifier": record.identifier})
            return redirect("records:workspace_home")
    return render(request, "records/record_withdraw.html", {"form": form, "record": record})
