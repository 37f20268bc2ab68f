"""Changing a term of many records: those of a search are chosen, what would happen is shown, then it is done."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chm_portal.accounts.carried import carries_fields
from chm_portal.common.languages import current, listed
from chm_portal.common.paging import page_or_404
from chm_portal.curation import bulk_terms
from chm_portal.curation.forms import TermChangeForm
from chm_portal.curation.models import TermChange
from chm_portal.directory import access
from chm_portal.records.models import Record
from chm_portal.records.refusals import Refusal
from chm_portal.search.address import Asked
from chm_portal.search.every_hit import first_records

ROWS = 25


@require_http_methods(["GET", "HEAD", "POST"])
@carries_fields
def terms_change(request: HttpRequest) -> HttpResponse:
    """Show the records of a search to choose from; on POST what would happen to each, and with `apply` do it."""
    access.require(access.is_curator(request.user))
    asked = Asked.read(request.GET, current())
    records, is_more = first_records(asked, bulk_terms.MOST)
    posted = request.POST if request.method == "POST" else None
    form = TermChangeForm(posted, records=records, initial={"records": [one.pk for one in records]})
    context = {"asked": asked, "records": records, "is_more": is_more, "form": form}
    if posted is None or not form.is_valid():
        return render(request, "curation/terms_change.html", context, status=422 if form.errors else 200)
    keys = form.cleaned_data["records"]
    if "apply" in request.POST:
        try:
            done = bulk_terms.change(keys, *form.chosen, by=request.user)
        except Refusal as refusal:
            form.add_error(None, refusal)
            return render(request, "curation/terms_change.html", context, status=422)
        return redirect("curation:terms_changed", done.pk)
    lines = bulk_terms.plan([record for record in records if record.pk in set(keys)], *form.chosen)
    context |= {"lines": lines, "number": sum(line.is_changed for line in lines)}
    return render(request, "curation/terms_preview.html", context)


@require_safe
def terms_list(request: HttpRequest) -> HttpResponse:
    """List what was changed in bulk, the latest first."""
    access.require(access.is_curator(request.user))
    changes = TermChange.objects.select_related("by", "undone_by")
    page = page_or_404(changes, ROWS, request.GET.get("page"))
    return render(request, "curation/terms_list.html", {"page_obj": page})


@require_safe
def terms_changed(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one change with the records that it changed."""
    access.require(access.is_curator(request.user))
    done = get_object_or_404(TermChange.objects.select_related("by", "undone_by"), pk=pk)
    records = Record.objects.readable().filter(pk__in=done.records.values("pk")).order_by("pk")
    return render(request, "curation/terms_changed.html", {"change": done, "records": records})


@require_POST
def terms_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a change back and say which records it left as they are."""
    access.require(access.is_curator(request.user))
    done = get_object_or_404(TermChange, pk=pk)
    try:
        left = bulk_terms.undo(done, request.user)
    except Refusal as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, _("Undone."))
        if left:
            names = listed([record.identifier for record in left])
            said = ngettext(
                "One record was changed after that and stays as it is: %(names)s.",
                "These records were changed after that and stay as they are: %(names)s.",
                len(left),
            )
            messages.warning(request, said % {"names": names})
    return redirect("curation:terms_changed", pk)
