"""Notices in the workspace."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chm_portal.common.workspace_entries import Entry, workspace_entries


@workspace_entries
def of_notifications(request: HttpRequest) -> list[Entry]:
    """Return the person's unread notices; no query."""
    if not request.user.unread_notices:
        return []
    hint = _("What is new in what you follow, and what became of your work.")
    return [Entry(_("Unread notices"), reverse("notifications:notice_list"), request.user.unread_notices, hint)]
