"""What the secretariat does to a published record without reopening it: add terms, take an old revision away."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from chm_portal.common.paging import page_or_404
from chm_portal.directory import access
from chm_portal.records import authority, classification, publication
from chm_portal.records.forms_of_steps import ClassifyForm, SuppressForm
from chm_portal.records.models import Record, Revision
from chm_portal.records.refusals import Refusal

PER_PAGE = 50


@require_http_methods(["GET", "POST"])
def record_classify(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the owner's terms and set the secretariat's own beside them (R91)."""
    records = Record.objects.readable().select_related("owner_country", "owner_organisation")
    record = get_object_or_404(records, pk=pk)
    if not authority.may_classify(request.user, record):
        raise PermissionDenied
    form = ClassifyForm(request.POST or None, record=record)
    if request.method == "POST" and form.is_valid():
        changes = classification.classify(
            record, request.user, {name: set(codes) for name, codes in form.cleaned_data.items()}
        )
        messages.success(request, _("Classified.") if changes else _("Nothing changed."))
        return redirect("records:record_detail", record.identifier)
    return render(request, "records/record_classify.html", {"form": form, "record": record})


@require_safe
def to_link_list(request: HttpRequest) -> HttpResponse:
    """List for the secretariat what Parties have published and nobody has linked to the Convention yet (R91)."""
    access.require(access.is_curator(request.user))
    records = classification.to_link().select_related("owner_country", "owner_organisation")
    page = page_or_404(records, PER_PAGE, request.GET.get("page"))
    return render(request, "records/to_link_list.html", {"page_obj": page})


@require_http_methods(["GET", "POST"])
def revision_suppress(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the reason, then take one earlier published revision out of the public history."""
    revision = get_object_or_404(Revision.objects.select_related("record").filter(state="published"), pk=pk)
    if not authority.may_classify(request.user, revision.record):
        raise PermissionDenied
    form = SuppressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            publication.suppress(revision, request.user, form.cleaned_data["reason"])
        except Refusal as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Revision %(number)d can no longer be read.") % {"number": revision.number})
            return redirect("records:record_history", revision.record.identifier)
    return render(
        request, "records/revision_suppress.html", {"form": form, "revision": revision, "record": revision.record}
    )
