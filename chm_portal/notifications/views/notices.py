"""A person's notices: the list, and marking them as read."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from chm_portal.common.paging import page_or_404
from chm_portal.notifications import notices
from chm_portal.notifications.models import Notice

ROWS = 25


@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    """List what the person was told, the newest first, or only what is unread."""
    own = Notice.objects.filter(user=request.user).select_related("event").order_by("-pk")
    only_unread = request.GET.get("unread") == "1"
    page = page_or_404(own.unread() if only_unread else own, ROWS, request.GET.get("page"))
    context = {
        "page_obj": page,
        "told": notices.shown(page, request.user),
        "only_unread": only_unread,
        "query": "unread=1" if only_unread else "",
    }
    return render(request, "notifications/notice_list.html", context)


@require_POST
def notice_read(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one of the person's notices as read."""
    get_object_or_404(Notice, pk=pk, user=request.user)
    notices.mark_as_read(request.user, pk)
    return redirect("notifications:notice_list")


@require_POST
def notices_read(request: HttpRequest) -> HttpResponse:
    """Mark all of the person's notices as read."""
    notices.mark_as_read(request.user)
    messages.success(request, _("All notices are marked as read."))
    return redirect("notifications:notice_list")
