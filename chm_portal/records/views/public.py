"""What everybody reads: a record, its print, its history, old revisions and what changed, its files."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from chm_portal.common.as_at import NAME as AS_AT
from chm_portal.common.as_at import AsksForDay
from chm_portal.records import as_at, reading
from chm_portal.records.attachments import download_response
from chm_portal.records.differences import answer_differences, by_section
from chm_portal.records.history import added_in_check, history_of
from chm_portal.records.models import Attachment, Record, Revision
from chm_portal.records.page import record_page
from chm_portal.usage import counting


def _find(identifier: str) -> Record:
    """Return the record of an identifier, published or withdrawn, with its child's columns if it is published."""
    record = get_object_or_404(
        Record.objects.select_related("owner_country", "owner_organisation", "merged_into"),
        identifier=identifier.upper(),
    )
    if record.state == Record.State.PUBLISHED:
        return record.kind_of.model.objects.for_page().get(pk=record.pk)
    return record


def _gone(request: HttpRequest, record: Record) -> HttpResponse:
    """Answer for a record that is withdrawn: to the one it was merged into, or 410 with owner, date and reason."""
    if record.merged_into:
        return HttpResponsePermanentRedirect(record.merged_into.get_absolute_url())
    tombstone = {
        "identifier": record.identifier,
        "owner": record.owner,
        "when": record.withdrawn_at,
        "reason": record.withdrawal_reason,
    }
    return render(request, "410.html", tombstone, status=410)


def of_published(view):
    """Give a view the published record of its address; a withdrawn one is answered before the view is asked."""

    @login_not_required
    @require_safe
    def found(request: HttpRequest, identifier: str, **rest) -> HttpResponse:
        record = _find(identifier)
        if record.identifier != identifier:
            return redirect(request.resolver_match.view_name, record.identifier, *rest.values(), permanent=True)
        if record.merged_into and not rest:  # the same form of the one that stays: page, citation, history
            return redirect(request.resolver_match.view_name, record.merged_into.identifier, permanent=True)
        if record.state == Record.State.WITHDRAWN:
            return _gone(request, record)
        return view(request, record, **rest)

    return found


@of_published
def record_detail(request: HttpRequest, record: Record) -> HttpResponse:
    """Show a record, and count that it is read (R54)."""
    counting.count(request, record.pk, counting.VIEW)
    return render(request, record.kind_of.template, record_page(record, request.user))


@of_published
def record_print(request: HttpRequest, record: Record) -> HttpResponse:
    """Show a record as a document to file: all of it, nothing else."""
    return render(request, "records/record_print.html", record_page(record, request.user))


def _history_url(record: Record, asked_day: AsksForDay) -> str:
    """Return the address of the history with the day that was asked, whatever it was."""
    asked = urlencode({AS_AT: asked_day[AS_AT].data or ""})
    return f"{reverse('records:record_history', args=[record.identifier])}?{asked}"


@of_published
def record_history(request: HttpRequest, record: Record) -> HttpResponse:
    """List published revisions and what the secretariat did between them; a day leads to what was public then (R44)."""
    asked_day = AsksForDay(request.GET or None)
    day = asked_day.day
    stood = as_at.standing_of(record, day) if day else None
    if stood:
        revision = reverse("records:revision_detail", args=[record.identifier, stood.revision.number])
        return redirect(f"{revision}?{urlencode({AS_AT: day.isoformat()})}")
    context = {
        "record": record,
        "events": history_of(record),
        "asked_day": asked_day,
        "day": day,
        "withdrawn_at": as_at.withdrawn_at(record, day) if day else None,
    }
    return render(request, "records/record_history.html", context)


def _revision(request: HttpRequest, record: Record, number: int) -> Revision | None:
    """Return a published revision of the record; None when it is suppressed, Http404 when there is none."""
    revision = get_object_or_404(record.revisions.select_related("base"), number=number)
    revision.record = record
    return None if revision.suppressed_at else revision


@of_published
def revision_detail(request: HttpRequest, record: Record, number: int) -> HttpResponse:
    """Show one published revision as it was, with the names that terms had then; with a day if it was public then."""
    asked_day = AsksForDay(request.GET or None)
    stood = as_at.standing_of(record, asked_day.day) if asked_day.day else None
    if AS_AT in request.GET and (stood is None or stood.revision.number != number):
        return redirect(_history_url(record, asked_day))
    revision = _revision(request, record, number)
    if revision is None:
        return render(request, "records/revision_suppressed.html", {"record": record, "number": number}, status=410)
    context = {
        "record": record,
        "revision": revision,
        "sections": reading.sections_in_words(revision),
        "added": added_in_check(revision),
        "day": asked_day.day,
    }
    return render(request, "records/revision_detail.html", context)


@of_published
def revision_difference(request: HttpRequest, record: Record, number: int) -> HttpResponse:
    """Show what a published revision changed against the one before it that can be read."""
    revision = _revision(request, record, number)
    if revision is None:
        return render(request, "records/revision_suppressed.html", {"record": record, "number": number}, status=410)
    before = record.revisions.published().filter(number__lt=number).order_by("-number").first()
    if before is None:
        return redirect("records:revision_detail", record.identifier, number)
    before.record = record
    differences = answer_differences(reading.answers(before), reading.answers(revision))
    context = {"record": record, "revision": revision, "before": before, "sections": by_section(differences)}
    return render(request, "records/revision_difference.html", context)


@login_not_required
@require_safe
def record_permanent(request: HttpRequest, identifier: str) -> HttpResponse:
    """Lead from a record's permanent address, which names no language, to the page in the reader's language."""
    if not Record.objects.filter(identifier=identifier.upper()).exists():
        raise Http404
    response = redirect("records:record_detail", identifier.upper())
    response["Vary"] = "Accept-Language"
    return response


@login_not_required
@require_safe
def attachment_download(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Send a file as a download: published ones to everybody, a draft's only to who keeps or reviews the record."""
    attachment = Attachment.objects.visible_to(request.user).filter(pk=pk).first()
    if attachment:
        response = download_response(attachment, request)
        if attachment.is_public and response.status_code == 200:
            counting.count(request, attachment.record_id, counting.DOWNLOAD)
        return response
    withdrawn = Record.objects.filter(
        state=Record.State.WITHDRAWN, attachments__pk=pk, attachments__published_at__isnull=False
    )
    record = withdrawn.select_related("owner_country", "owner_organisation", "merged_into").first()
    if record is None:
        raise Http404
    return _gone(request, record)
