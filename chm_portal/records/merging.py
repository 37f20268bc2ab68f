"""A record entered twice: what the one that goes has is taken over by the one that stays, then its address leads there.

What is taken over stands as the secretariat's beside what the owner says: terms, links and relations of the record that
goes. What others say of it (collections that gather it, answers to a call) they say of the other from now on.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chm_portal.audit import trail
from chm_portal.directory import access
from chm_portal.notifications import following
from chm_portal.outbox import queue
from chm_portal.records import publication
from chm_portal.records.classification import standing, write_terms
from chm_portal.records.models import Link, Record, Relation
from chm_portal.records.refusals import NotYours, Refusal
from chm_portal.vocabularies.memory import vocabulary


@dataclass(frozen=True)
class Takeover:
    """What the record that stays would gain: what it has already is not in it."""

    terms: dict[str, set[str]]  # by field: codes
    links: list[Link]
    relations: list[Relation]  # what the one that goes says of others
    named_by: list[Relation]  # what others say of the one that goes

    def labels(self, record: Record) -> list[tuple[str | Promise, list[str | Promise]]]:
        """Return (label of the field, labels of the terms) of the terms it gains."""
        fields = dict(record.kind_of.form.base_term_fields())
        words = {name: vocabulary(fields[name].vocabulary_name) for name in self.terms}
        return [
            (fields[name].label, [words[name][code].label for code in sorted(codes)])
            for name, codes in self.terms.items()
        ]


def takeover(gone: Record, stays: Record) -> Takeover:
    """Return what one published record would take over from another."""
    fields = dict(stays.kind_of.form.base_term_fields())
    terms = {}
    for name, field in gone.kind_of.form.base_term_fields():
        if name in fields and name in stays.kind_of.form.classified:
            gained = set.union(*standing(gone, field)) - set.union(*standing(stays, fields[name]))
            terms |= {name: gained} if gained else {}
    there = set(stays.links.values_list("address", flat=True))
    said = set(stays.relations.values_list("verb", "target"))
    heard = set(stays.named_by.values_list("verb", "source"))
    relations = gone.relations.exclude(target=stays).select_related("target")
    named_by = gone.named_by.exclude(source=stays).select_related("source")
    return Takeover(
        terms,
        [link for link in gone.links.all() if link.address not in there],
        [one for one in relations if (one.verb, one.target_id) not in said],
        [one for one in named_by if (one.verb, one.source_id) not in heard],
    )


@transaction.atomic
def merge(gone: Record, stays: Record, by, reason: str, *, takes_over: bool = True) -> Record:
    """Withdraw one published record in favour of another, which takes over what it lacks; return the one that stays.

    Both identifiers answer from then on. Raises NotYours, Refusal.
    """
    if not access.is_curator(by):
        raise NotYours
    locked = Record.objects.select_for_update(no_key=True).order_by("pk").in_bulk([gone.pk, stays.pk])
    if len(locked) != 2:
        raise Refusal(_("Choose two different records."), code="same")
    gone, stays = locked[gone.pk], locked[stays.pk]
    if {gone.state, stays.state} != {Record.State.PUBLISHED}:
        raise Refusal(_("Both have to be published; one of them was withdrawn meanwhile."), code="state")
    gained = takeover(gone, stays)
    if takes_over:
        _take_over(stays, gained)
    named = [relation.source for relation in gained.named_by]
    Relation.objects.filter(pk__in=[relation.pk for relation in gained.named_by]).update(target=stays)
    gone.named_by.all().delete()
    publication.withdraw(gone, by, reason, merged_into=stays)
    following.lead_on(gone.topic, stays.topic)
    trail.record(
        "record.merged",
        by,
        stays.topic,
        gone=gone.identifier,
        terms={name: sorted(codes) for name, codes in gained.terms.items()} if takes_over else {},
        links=len(gained.links) if takes_over else 0,
        relations=len(gained.relations) if takes_over else 0,
        named_by=len(named),
    )
    for record in (stays, *named):
        queue.enqueue("index", record.topic)
    return stays


def _take_over(stays: Record, gained: Takeover) -> None:
    """Write terms, links and relations as the secretariat's: the owner's next revision leaves them where they are."""
    fields = dict(stays.kind_of.form.base_term_fields())
    for name, codes in gained.terms.items():
        _owner, secretariat = standing(stays, fields[name])
        write_terms(stays, fields[name], secretariat=secretariat | codes)
    last = stays.links.count()
    for place, link in enumerate(gained.links, start=last):
        link.pk, link.record, link.position, link.by_secretariat = None, stays, place, True
    Link.objects.bulk_create(gained.links)
    for place, relation in enumerate(gained.relations, start=stays.relations.count()):
        relation.pk, relation.source, relation.position, relation.by_secretariat = None, stays, place, True
    Relation.objects.bulk_create(gained.relations)
