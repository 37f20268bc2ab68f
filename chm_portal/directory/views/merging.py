"""Merging two organisations that are one: which, what moves, and the act; the secretariat's own."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from chm_portal.directory import access, merging
from chm_portal.directory.forms import MergeForm


@require_http_methods(["GET", "HEAD", "POST"])
def organisation_merge(request: HttpRequest) -> HttpResponse:
    """Choose the two, show what would move from one to the other, and on POST merge them."""
    access.require(access.is_curator(request.user))
    asked = request.POST if request.method == "POST" else request.GET
    form = MergeForm(asked if "stays" in asked else None, initial={"gone": request.GET.get("gone")})
    if not form.is_bound or not form.is_valid():
        return render(request, "directory/organisation_merge.html", {"form": form}, status=422 if form.errors else 200)
    gone, stays = form.cleaned_data["gone"], form.cleaned_data["stays"]
    if request.method == "POST":
        try:
            merging.merge(gone, stays, request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return render(request, "directory/organisation_merge.html", {"form": form}, status=409)
        messages.success(request, _("%(gone)s is merged into %(stays)s.") % {"gone": gone, "stays": stays})
        return redirect(stays)
    context = {
        "gone": gone,
        "stays": stays,
        "moves": merging.what_moves(gone),
        "held_twice": merging.held_twice(gone, stays),
    }
    return render(request, "directory/organisation_merge_preview.html", context)
