"""Whose turn it is in a section of a draft: leaving it, asking for it, taking it over (R40)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chm_portal.records.views.finding import kept_revision
from chm_portal.teamwork import holds


@require_POST
def section_turn(request: HttpRequest, pk: int, section: str) -> HttpResponse:
    """Leave a section without saving, ask whoever has it for it, or take it over at once."""
    revision = kept_revision(request, pk)
    labels = {slug: label for slug, label, _names in revision.kind_of.form.sections}
    if section not in labels:
        raise Http404
    act = request.POST.get("act", "")
    if act == "leave":
        holds.release(revision, section, labels[section], request.user)
        return redirect("records:revision_tasks", pk)
    if act == "take":
        holds.take_over(revision, section, request.user)
        messages.success(request, _("The section is yours now."))
    elif act == "ask":
        try:
            hold = holds.ask_for(revision, section, labels[section], request.user)
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
        else:
            if hold:
                sentence = _("%(name)s is asked, and passes the section on with the next save. Come back in a moment.")
                messages.success(request, sentence % {"name": hold.user})
    return redirect("records:revision_section", pk, section)
