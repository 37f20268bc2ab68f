"""Two records side by side: merged into one, or told apart."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from chm_portal.accounts.carried import carries_fields
from chm_portal.curation import duplicates
from chm_portal.curation.forms import MergeRecordsForm, PairForm
from chm_portal.curation.models import DuplicatePair
from chm_portal.directory import access
from chm_portal.records import merging, reading
from chm_portal.records.models import Record
from chm_portal.records.refusals import Refusal


@require_http_methods(["GET", "HEAD", "POST"])
@carries_fields
def record_merge(request: HttpRequest) -> HttpResponse:
    """Show two published records side by side with what would be taken over; on POST make them one."""
    access.require(access.is_curator(request.user))
    pair = PairForm(request.GET if request.GET else None)
    if not pair.is_bound or not pair.is_valid():
        return render(request, "curation/pair_choose.html", {"form": pair}, status=422 if pair.errors else 200)
    gone, stays = pair.cleaned_data["gone"], pair.cleaned_data["stays"]
    form = MergeRecordsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        try:
            merging.merge(gone, stays, request.user, answers["reason"], takes_over=answers["takes_over"])
        except Refusal as refusal:
            form.add_error(None, refusal)
        else:
            said = _("%(gone)s is merged into %(stays)s; both identifiers lead there.")
            messages.success(request, said % {"gone": gone.identifier, "stays": stays.identifier})
            return redirect(stays)
    return _show(request, gone, stays, form)


def _show(request: HttpRequest, gone: Record, stays: Record, form: MergeRecordsForm) -> HttpResponse:
    gained = merging.takeover(gone, stays)
    first, second = sorted([gone.pk, stays.pk])
    context = {
        "gone": gone,
        "stays": stays,
        "form": form,
        "gained": gained,
        "labels": gained.labels(stays),
        "answers": _side_by_side(gone, stays),
        "pair": DuplicatePair.objects.filter(first=first, second=second, dismissed_at=None).first(),
    }
    return render(request, "curation/pair_detail.html", context, status=422 if form.errors else 200)


def _side_by_side(gone: Record, stays: Record) -> list[dict]:
    """Return every answer that one of the two gives, in the order of the one that stays: label, both in words."""
    of_each = []
    for record in (stays, gone):
        record.current.record = record
        of_each.append({one.name: one for one in reading.shown_answers(record.current) if not one.is_empty})
    return [
        {
            "label": one.label,
            "language": one.language,
            "stays": reading.in_words(of_each[0][name]) if name in of_each[0] else "",
            "gone": reading.in_words(of_each[1][name]) if name in of_each[1] else "",
        }
        for name, one in (of_each[1] | of_each[0]).items()
    ]


@require_POST
def pair_tell_apart(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the two are two things: they leave the list."""
    access.require(access.is_curator(request.user))
    pair = get_object_or_404(DuplicatePair.objects.open().select_related("first", "second"), pk=pk)
    duplicates.tell_apart(pair, request.user)
    messages.success(request, _("Noted: they are not the same."))
    return redirect("curation:desk_list", "duplicates")
