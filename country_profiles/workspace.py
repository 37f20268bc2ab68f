"""What waits for a person of a Party."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chm_portal.common.workspace_entries import Entry, workspace_entries
from chm_portal.directory import access
from chm_portal.directory.owners import PARTY
from chm_portal.vocabularies.memory import vocabulary
from country_profiles import completeness


@workspace_entries
def of_parties(request: HttpRequest) -> list[Entry]:
    """Return each Party that this person works for, with how much its page still lacks."""
    entries = []
    for owner in access.owners_of(request.user):
        if owner.kind == PARTY:
            country = vocabulary("country")[owner.slug]
            lacking = len(completeness.missing(completeness.points(country)))
            url = reverse("country_profiles:party_workspace", args=[country.code])
            entries.append(Entry(country.label, url, lacking, _("Your Party: what is due, drafts, team.")))
    return entries
