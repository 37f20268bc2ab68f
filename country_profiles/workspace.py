"""What waits for a person of a Party, and for the secretariat among Parties."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chm_portal.common.workspace_entries import Entry, workspace_entries
from chm_portal.directory import access
from chm_portal.directory.owners import PARTY
from chm_portal.vocabularies.memory import vocabulary
from country_profiles import completeness
from country_profiles.models import PartySilence


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


@workspace_entries
def of_silent_parties(request: HttpRequest) -> list[Entry]:
    """Return for the secretariat how many Parties nothing is heard from."""
    if not access.is_curator(request.user) or not (number := PartySilence.objects.lasting().count()):
        return []
    url = f"{reverse('admin:country_profiles_partysilence_changelist')}?ended_at__isempty=1"
    hint = _("They have no focal point here, or none has signed in for a long time.")
    return [Entry(_("Parties nothing is heard from"), url, number, hint)]
