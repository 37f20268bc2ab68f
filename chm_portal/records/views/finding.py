"""From an address to a record or revision that this person may open; what is not visible is 404."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from chm_portal.records import authority
from chm_portal.records.models import Record, Revision

OF_REVISION = (
    "record__owner_country",
    "record__owner_organisation",
    "record__current",
    "base",
    "author",
    "submitted_by",
)


def kept_record(request: HttpRequest, pk: int) -> Record:
    """Return a record whose drafts this person may write, or raise Http404."""
    records = Record.objects.kept_by(request.user).select_related("owner_country", "owner_organisation", "current")
    return get_object_or_404(records, pk=pk)


def kept_revision(request: HttpRequest, pk: int) -> Revision:
    """Return a revision of a record whose drafts this person may write, or raise Http404."""
    revisions = Revision.objects.filter(record__in=Record.objects.kept_by(request.user))
    return get_object_or_404(revisions.select_related(*OF_REVISION), pk=pk)


def reviewed_revision(request: HttpRequest, pk: int) -> Revision:
    """Return a revision that was submitted once and is this person's to decide, or was; Http404 otherwise.

    The page of one that is decided says what was decided and shows nothing else of it.
    """
    revisions = Revision.objects.select_related(*OF_REVISION, "claimed_by", "decided_by", "endorsed_by")
    revision = get_object_or_404(revisions.filter(submitted_at__isnull=False), pk=pk)
    if not authority.reviews(request.user, revision):
        raise Http404
    return revision
