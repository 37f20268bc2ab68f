"""Suggesting a resource without an account, and the secretariat's queue of what was suggested (R61)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from chm_portal.accounts import carried
from chm_portal.accounts.carried import carries_fields
from chm_portal.common.paging import page_or_404
from chm_portal.directory import access
from chm_portal.notifications.messages import is_sent, is_too_much, known_of, to_sent, too_much, wait
from chm_portal.vocabularies.memory import vocabulary
from knowledge_base import suggestions
from knowledge_base.forms.suggestions import DecisionForm, SuggestionForm
from knowledge_base.models import Suggestion

ROWS = 20


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def suggestion_write(request: HttpRequest) -> HttpResponse:
    """Show the form, and hold what is suggested for the secretariat: at most five an hour from one address."""
    form = SuggestionForm(request.POST if request.method == "POST" else None, initial=known_of(request.user))
    if request.method == "POST" and form.is_valid():
        if is_too_much(request, "suggestion"):
            form.add_error(None, too_much())
            return wait(render(request, "knowledge_base/suggestion_write.html", {"form": form}))
        if _is_taken(form):
            return to_sent("knowledge_base:suggestion_sent")
    return render(request, "knowledge_base/suggestion_write.html", {"form": form})


def _is_taken(form: SuggestionForm) -> bool:
    if form.is_trapped:
        return True
    try:
        suggestions.take(form.instance)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    return True


@login_not_required
@require_safe
def suggestion_sent(request: HttpRequest) -> HttpResponse:
    """Say what happens next; who has sent none is led to the form."""
    if not is_sent(request):
        return redirect("knowledge_base:suggestion_write")
    return render(request, "knowledge_base/suggestion_sent.html")


@require_safe
def suggestion_list(request: HttpRequest) -> HttpResponse:
    """List what waits for the secretariat, the longest first; `?all` lists what was decided too, newest first."""
    access.require(access.is_curator(request.user))
    found = Suggestion.objects.visible_to(request.user)
    is_all = "all" in request.GET
    page = page_or_404(found.order_by("-pk") if is_all else found.waiting(), ROWS, request.GET.get("page"))
    return render(request, "knowledge_base/suggestion_list.html", {"page_obj": page, "is_all": is_all})


@require_http_methods(["GET", "HEAD", "POST"])
@carries_fields
def suggestion_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one suggestion to a curator and take the decision; afterwards, show what was decided."""
    found = Suggestion.objects.visible_to(request.user).select_related("decided_by", "record")
    suggestion = get_object_or_404(found, pk=pk)
    form = DecisionForm(request.POST if request.method == "POST" else carried.pop(request))
    if request.method == "POST" and form.is_valid():
        try:
            return _decided(request, suggestion, form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
            suggestion = found.get(pk=pk)
    address = suggestions.address_in(suggestion.place)
    context = {
        "suggestion": suggestion,
        "form": form,
        "address": address,
        "same": suggestions.published_at(address) if suggestion.is_waiting else None,
        "language": _label("language", suggestion.language),
        "theme": _label("theme", suggestion.theme),
    }
    return render(request, "knowledge_base/suggestion_detail.html", context)


def _decided(request: HttpRequest, suggestion: Suggestion, answers: dict) -> HttpResponse:
    decision = answers["decision"]
    if decision == DecisionForm.ACCEPT:
        revision = suggestions.accept(suggestion.pk, request.user)
        messages.success(request, _("The draft holds what was written. Complete it and submit it as any other."))
        return redirect("records:revision_tasks", revision.pk)
    if decision == DecisionForm.HERE:
        suggestions.point_to(suggestion.pk, request.user, answers["record"], answers["answer"])
    else:
        suggestions.decline(suggestion.pk, request.user, answers["answer"])
    if suggestion.email:
        messages.success(request, _("Decided. Who suggested it gets a letter."))
    else:
        messages.success(request, _("Decided. No address was left, so no letter is written."))
    return redirect("knowledge_base:suggestion_list")


def _label(name: str, code: str) -> str:
    words = vocabulary(name)
    return words[code].label if code in words else ""
