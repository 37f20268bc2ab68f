"""What search has for a person in the workspace."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chm_portal.common.workspace_entries import Entry, workspace_entries
from chm_portal.directory import access


@workspace_entries
def of_search(request: HttpRequest) -> list[Entry]:
    """Return the person's saved searches, and for the secretariat what was not found."""
    entries = []
    if saved := request.user.saved_searches.count():
        entries.append(Entry(_("Saved searches"), reverse("search:saved_list"), saved, _("Searches that you keep.")))
    if access.is_curator(request.user):
        hint = _("What people searched for and did not find.")
        entries.append(Entry(_("Searched and not found"), reverse("search:miss_list"), hint=hint))
    return entries
