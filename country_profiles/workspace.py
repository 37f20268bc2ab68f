"""What waits for a person of a Party, and for the secretariat among Parties."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chm_portal.common.workspace_entries import Entry, workspace_entries
from chm_portal.directory import access
from chm_portal.directory.owners import PARTY
from chm_portal.vocabularies.memory import vocabulary
from country_profiles import completeness
from country_profiles.board import Board
from country_profiles.models import PartySilence


@workspace_entries
def of_parties(request: HttpRequest) -> list[Entry]:
    """Return each Party that this person works for, with how much its page still lacks, and the tasks of its team."""
    entries = []
    for owner in access.owners_of(request.user):
        if owner.kind == PARTY:
            country = vocabulary("country")[owner.slug]
            board = Board(country, request.user)
            lacking = len(completeness.missing(board.points))
            url = reverse("country_profiles:party_workspace", args=[country.code])
            entries.append(Entry(country.label, url, lacking, _("Your Party: what is due, drafts, team.")))
            entries.append(_of_board(board))
    return entries


@workspace_entries
def of_silent_parties(request: HttpRequest) -> list[Entry]:
    """Return for the secretariat how many Parties nothing is heard from."""
    if not access.is_curator(request.user) or not (number := PartySilence.objects.lasting().count()):
        return []
    url = f"{reverse('admin:country_profiles_partysilence_changelist')}?ended_at__isempty=1"
    hint = _("They have no focal point here, or none has signed in for a long time.")
    return [Entry(_("Parties nothing is heard from"), url, number, hint)]


def _of_board(board: Board) -> Entry:
    """Return the board of a team with how much is open, how much of it late and how much this person's."""
    overdue, mine = len(board.overdue), len(board.mine)
    late = ngettext("%(number)d is overdue", "%(number)d are overdue", overdue) % {"number": overdue}
    own = ngettext("%(number)d is yours", "%(number)d are yours", mine) % {"number": mine}
    label = _("Tasks of %(country)s") % {"country": board.country.label}
    url = reverse("country_profiles:task_board", args=[board.country.code])
    return Entry(label, url, len(board.rows), f"{late} · {own}")
