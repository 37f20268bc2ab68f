"""A record finds its owner: what the secretariat has registered for a Party goes over to it (R38, R88)."""

from django.db import transaction
from django.utils import timezone

from chm_portal.audit import trail
from chm_portal.directory import access
from chm_portal.directory.owners import PARTY, SECRETARIAT, Owner
from chm_portal.notifications.mail import tell
from chm_portal.outbox import queue
from chm_portal.records import announcing, authority
from chm_portal.records.models import Record, Revision
from chm_portal.records.refusals import NotYours
from chm_portal.vocabularies.memory import vocabulary


def announce(record: Record) -> None:
    """Write to those who speak for the Party concerned that the secretariat has registered something for it."""
    if record.owner_kind != SECRETARIAT or not record.party_id:
        return
    party = vocabulary("country").by_pk(record.party_id)
    for person in access.voices_of(Owner.party(party)):
        tell(person, "records/registered_for_party", {"record": record, "party": party})


@transaction.atomic
def take_over(record: Record, by) -> Record:
    """Make the Party concerned the owner of what the secretariat has kept for it; identifier and history stay.

    What the secretariat had begun to write and not published is given up. Taking over again what is one's own changes
    nothing. Raises NotYours.
    """
    record = Record.objects.select_for_update(no_key=True).get(pk=record.pk)
    if record.owner_kind == PARTY and authority.speaks_for_owner(by, record):
        return record
    if not authority.may_take_over(by, record):
        raise NotYours
    owner = Owner.party(vocabulary("country").by_pk(record.party_id))
    for column, value in Record.owner_columns(owner).items():
        setattr(record, column, value)
    record.taken_over_at = timezone.now()
    record.save(update_fields=[*Record.owner_columns(owner), "taken_over_at"])
    announcing.gives_up(record.revisions.open(), by)
    record.revisions.open().update(state=Revision.State.CANCELLED, decided_by=by, decided_at=timezone.now())
    queue.enqueue("index", record.topic)
    trail.record("record.taken_over", by, record.topic, owner=owner.key)
    return record
