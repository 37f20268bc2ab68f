"""What waits for the secretariat among suggestions."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chm_portal.common.workspace_entries import Entry, workspace_entries
from chm_portal.directory import access
from knowledge_base.models import Suggestion


@workspace_entries
def of_suggestions(request: HttpRequest) -> list[Entry]:
    """Return the queue of suggested resources, where there are some that wait."""
    if not access.is_curator(request.user):
        return []
    waiting = Suggestion.objects.waiting().count()
    hint = _("What people outside suggest for the knowledge base.")
    return [Entry(_("Suggested resources"), reverse("knowledge_base:suggestion_list"), waiting or None, hint)]
