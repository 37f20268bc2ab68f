"""Showing a draft to somebody without an account: a link with an end, which can be revoked at any time."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chm_portal.audit import trail
from chm_portal.directory.models import today
from chm_portal.records import authority
from chm_portal.records.models import DraftLink, Revision
from chm_portal.records.refusals import AlreadyDecided, NotYours, Refusal
from chm_portal.records.submission import locked

LONGEST = timedelta(days=90)
LIVE_AT_MOST, AT_MOST = 20, 200  # links of one draft: at a time, and altogether


@transaction.atomic
def share(revision: Revision, by, note: str, ends_on: date) -> DraftLink:
    """Return a new link to an open draft, to its last day. Raises NotYours, AlreadyDecided, Refusal."""
    revision = locked(revision)
    if not authority.may_draft(by, revision.record):
        raise NotYours
    if not revision.is_open:
        raise AlreadyDecided(revision)
    if not today() <= ends_on <= today() + LONGEST:
        raise Refusal(_("Choose a day from today on, at most 90 days ahead."), code="end")
    if revision.links.live().count() >= LIVE_AT_MOST or revision.links.count() >= AT_MOST:
        raise Refusal(_("There are many links to this draft. Revoke those that are not needed."), code="many")
    link = DraftLink.objects.create(revision=revision, created_by=by, note=note, ends_on=ends_on)
    trail.record("draft_link.made", by, revision.record.topic, link=link.pk, ends_on=ends_on.isoformat())
    return link


@transaction.atomic
def revoke(link: DraftLink, by) -> None:
    """End a link at once; revoked again, nothing happens. Raises NotYours."""
    revision = locked(link.revision)
    if not authority.may_draft(by, revision.record):
        raise NotYours
    now = timezone.now()
    if revision.links.filter(pk=link.pk, revoked_at=None).update(revoked_at=now, revoked_by=by):
        trail.record("draft_link.revoked", by, revision.record.topic, link=link.pk)


def draft_of(token: str) -> DraftLink | None:
    """Return the live link of this token with its draft; None of any other, and of a service that is switched off."""
    links = DraftLink.objects.live().of_token(token)
    link = links.select_related("revision__record__owner_country", "revision__record__owner_organisation").first()
    return link if link and link.revision.kind_of.is_offered else None
