"""Invitations: answering one's own, cancelling one of one's team."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from chm_portal.directory import access, team
from chm_portal.directory.models import Invitation


@require_http_methods(["GET", "HEAD", "POST"])
def invitation_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an invitation to whoever has confirmed its address, and take the answer; nobody else finds it (404)."""
    mine = Invitation.objects.to(request.user).select_related("invited_by", "organisation", "hands_over")
    invitation = get_object_or_404(mine, pk=pk)
    if request.method == "POST":
        return _answered(request, invitation)
    return render(request, "directory/invitation_answer.html", {"invitation": invitation})


def _answered(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    try:
        if "accept" in request.POST:
            designation = team.accept_invitation(invitation.pk, request.user)
            # More may be done in this session from now on: it gets a new id, as at sign-in (C9).
            request.session.cycle_key()
            messages.success(request, _("Welcome. You are now: %(title)s.") % {"title": designation.title})
        else:
            team.decline_invitation(invitation.pk, request.user)
            messages.success(request, _("You have declined the invitation."))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("directory:role_list")


@require_http_methods(["GET", "HEAD", "POST"])
def invitation_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether to cancel an invitation of one's team, then do it."""
    invitation = get_object_or_404(Invitation.objects.select_related("organisation"), pk=pk)
    if not team.may_cancel(request.user, invitation):
        raise Http404
    leads = access.speaks_for(request.user, invitation.owner)
    back = reverse("directory:team_detail", args=[invitation.owner.key]) if leads else reverse("directory:role_list")
    if request.method == "POST":
        try:
            team.cancel_invitation(pk, request.user)
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            messages.success(request, _("The invitation is cancelled."))
        return redirect(back)
    return render(request, "directory/invitation_cancel.html", {"invitation": invitation, "back": back})
