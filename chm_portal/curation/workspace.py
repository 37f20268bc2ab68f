"""The way to the editors' desk, for curators."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chm_portal.common.workspace_entries import Entry, workspace_entries
from chm_portal.curation.models import DuplicatePair
from chm_portal.directory import access


@workspace_entries
def of_desk(request: HttpRequest) -> list[Entry]:
    """Return the desk, with the number of probable duplicates; the other numbers stand on its own page."""
    if not access.is_curator(request.user):
        return []
    hint = _("What is published and could be better: duplicates to compare, terms, links and languages missing.")
    return [Entry(_("Editors’ desk"), reverse("curation:desk_home"), DuplicatePair.objects.open().count(), hint)]
