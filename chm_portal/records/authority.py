"""Who may act: the one table of who endorses and who approves (architecture, section 3; R8, R67, R88)."""

import rules

from chm_portal.directory import access
from chm_portal.directory.owners import PARTY, SECRETARIAT, Owner
from chm_portal.records.models import Record, Revision
from chm_portal.vocabularies.memory import vocabulary


@rules.predicate
def may_draft(user, record: Record) -> bool:
    """Contributors and those who speak for the owner write its drafts."""
    return access.keeps(user, record.owner)


@rules.predicate
def speaks_for_owner(user, record: Record) -> bool:
    """The focal point of the Party, the contact of the organisation, a curator for the secretariat."""
    return access.speaks_for(user, record.owner)


def needs_endorsement(record: Record, by) -> bool:
    """Whether somebody who speaks for the owner must endorse first: what a contributor submits to the secretariat."""
    return not record.is_national and not access.speaks_for(by, record.owner)


@rules.predicate
def may_endorse(user, revision: Revision) -> bool:
    """Who speaks for the owner endorses what its contributors submit to the secretariat."""
    is_asked = revision.state == Revision.State.SUBMITTED and not revision.record.is_national
    return is_asked and access.speaks_for(user, revision.record.owner)


@rules.predicate
def may_approve(user, revision: Revision) -> bool:
    """A Party's national records: its focal point, a curator where it has none. All else, an organisation's initiatives
    among it: a curator, as its author only the secretariat's own."""
    record = revision.record
    if record.is_national and access.speaks_for(user, record.owner):
        return True
    if not access.is_curator(user) or _is_of_a_party_alone(record):
        return False
    return record.owner_kind == "secretariat" or user.pk not in (revision.author_id, revision.submitted_by_id)


@rules.predicate
def may_send_back(user, revision: Revision) -> bool:
    """Whoever may endorse or approve may also return, with a reason."""
    return may_endorse(user, revision) or may_approve(user, revision)


@rules.predicate
def reviews(user, revision: Revision) -> bool:
    """Whether the person is one of those who decide on such a revision, whatever its state is now."""
    if not revision.kind_of.is_offered:
        return False
    if access.speaks_for(user, revision.record.owner):
        return True
    return access.is_curator(user) and not _is_of_a_party_alone(revision.record)


def _is_of_a_party_alone(record: Record) -> bool:
    """Whether only the Party's own focal points decide: it is a national record, and it has some (R88)."""
    return record.is_national and record.owner_kind == PARTY and access.has_voice(record.owner)


@rules.predicate
def may_take_over(user, record: Record) -> bool:
    """Who speaks for a Party takes over what the secretariat keeps for it."""
    if record.owner_kind != SECRETARIAT or not record.party_id:
        return False
    return access.speaks_for(user, Owner.party(vocabulary("country").by_pk(record.party_id)))


@rules.predicate
def may_withdraw(user, record: Record) -> bool:
    """Who speaks for the owner, or the secretariat."""
    return access.speaks_for(user, record.owner) or access.is_curator(user)


@rules.predicate
def may_classify(user, record: Record) -> bool:
    """The secretariat adds terms to any published record (R91)."""
    return access.is_curator(user) and record.state == Record.State.PUBLISHED


def waiting_for(user):
    """Return the revisions that wait for this person's endorsement or approval, oldest first."""
    waiting = Revision.objects.waiting().select_related(
        "record__owner_country", "record__owner_organisation", "submitted_by", "claimed_by"
    )
    if access.is_curator(user):
        return waiting.exclude(Revision.objects.of_parties_alone())
    spoken_for = [owner for owner in access.owners_of(user) if access.speaks_for(user, owner)]
    return waiting.filter(record__in=Record.objects.owned_by(spoken_for), state=Revision.State.SUBMITTED)
