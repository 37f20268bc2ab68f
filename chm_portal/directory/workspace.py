"""What waits for a person among roles."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from chm_portal.common.workspace_entries import Entry, workspace_entries
from chm_portal.directory import access, role_requests, team


@workspace_entries
def of_roles(request: HttpRequest) -> list[Entry]:
    """Return the invitations and the requests that this person is to answer."""
    user = request.user
    entries = [
        Entry(
            _("Take over: %(title)s") % {"title": invitation.title}
            if invitation.hands_over
            else _("Contribute for %(owner)s") % {"owner": invitation.owner.label},
            reverse("directory:invitation_answer", args=[invitation.pk]),
            hint=_("You are invited; accept or decline."),
        )
        for invitation in team.invitations_to(user)
    ]
    if access.answers_requests(user) and (waiting := role_requests.answerable_by(user).waiting().count()):
        entries.append(
            Entry(
                _("Requests for roles"),
                reverse("directory:request_list"),
                waiting,
                _("People who wait for your answer."),
            )
        )
    return entries
