"""What waits for a person among records."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chm_portal.common.workspace_entries import Entry, workspace_entries
from chm_portal.directory import access
from chm_portal.records import authority, classification, link_checks
from chm_portal.records.models import Record, Revision
from chm_portal.teamwork import reviews


@workspace_entries
def of_records(request: HttpRequest) -> list[Entry]:
    """Return what waits for review, drafts to read for colleagues, what came back to the team, and links to mend."""
    entries = []
    if waiting := authority.waiting_for(request.user).count():
        entries.append(
            Entry(
                _("Waiting for review"), reverse("records:review_queue"), waiting, _("Submitted, and yours to decide.")
            )
        )
    for review in reviews.waiting_for(request.user):
        hint = _("%(name)s asks you to read this draft.") % {"name": review.created_by}
        entries.append(Entry(review.label, reverse("records:revision_read", args=[review.revision_id]), hint=hint))
    returned = Revision.objects.filter(
        state=Revision.State.RETURNED, record__in=Record.objects.kept_by(request.user)
    ).count()
    if returned:
        entries.append(
            Entry(
                _("Came back to you"),
                reverse("records:record_list"),
                returned,
                _("Read the reason, put it right, submit again."),
            )
        )
    if broken := len(link_checks.broken_links(Record.objects.kept_by(request.user))):
        hint = _("Readers of your records are led to a page that is not there.")
        entries.append(Entry(_("Links that do not answer"), reverse("records:link_list"), broken, hint))
    if access.is_curator(request.user) and (unlinked := classification.to_link().count()):
        hint = _("Published by Parties; articles, decisions and targets can be added.")
        entries.append(Entry(_("To link to the Convention"), reverse("records:to_link_list"), unlinked, hint))
    if access.is_curator(request.user):
        hint = _("Published records that cannot be read in a language yet.")
        entries.append(Entry(_("To translate"), reverse("records:translation_list"), hint=hint))
    return entries
