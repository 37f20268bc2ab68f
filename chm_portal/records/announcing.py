"""Telling people what becomes of records and revisions: followers, who submitted it, who has to decide."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from chm_portal.accounts.models import User
from chm_portal.directory import access
from chm_portal.directory.models import Designation
from chm_portal.directory.models.roles import Role
from chm_portal.directory.owners import ORGANISATION
from chm_portal.notifications import events, notices
from chm_portal.notifications.mail import tell
from chm_portal.notifications.models import Verb
from chm_portal.records.fields import TermField
from chm_portal.records.models import Record, Revision
from chm_portal.vocabularies.memory import RememberedTerm, vocabulary

REMIND_AFTER = timedelta(days=7)
MOST_REMINDED = 200  # revisions a run


def topics_of(record: Record) -> list[str]:
    """Return what followers of a record follow: itself, its kind, its owner, its terms and what those stand under.

    The record is a published one, as its own kind's model.
    """
    topics = [record.topic, f"kind:{record.kind}"]
    if record.owner_kind == ORGANISATION:
        topics.append(f"organisation:{record.owner_organisation.code}")
    countries = {record.party_id, record.owner_country_id} - {None}
    terms = [vocabulary("country").by_pk(pk) for pk in sorted(countries)]
    named = {"country": terms}
    for _name, field in record.kind_of.form.base_term_fields():
        words = vocabulary(field.vocabulary_name)
        keys = field.through.objects.filter(record=record).order_by().values_list("term_id", flat=True)
        named.setdefault(field.vocabulary_name, []).extend(words.by_pk(pk) for pk in keys)
    for field in record.kind_of.form.base_fields.values():
        if isinstance(field, TermField) and field.column and (key := getattr(record, field.column)):
            named.setdefault(field.vocabulary_name, []).append(vocabulary(field.vocabulary_name).by_pk(key))
    named.setdefault("region", []).extend(country.region for country in named["country"] if country.region)
    for prefix, found in named.items():
        topics += [f"{prefix}:{term.code}" for term in _with_those_above(found)]
    return list(dict.fromkeys(topics))


def _with_those_above(terms: Iterable[RememberedTerm]) -> Iterable[RememberedTerm]:
    for term in terms:
        above = term
        while above is not None:
            yield above
            above = getattr(above, "parent", None)


def published(revision: Revision, live: Record, by) -> None:
    """Tell followers and who submitted it that a revision is what everybody reads now."""
    verb = Verb.PUBLISHED if revision.number == 1 else Verb.REVISED
    people = [revision.submitted_by]
    _settle(revision)
    events.write(verb, live.topic, by=by, topics=topics_of(live), people=people, number=revision.number)
    _write(people, by, "records/revision_published", {"revision": revision, "record": live})


def withdrawn(record: Record, by, topics: list[str]) -> None:
    """Tell followers and who submitted what was public that it is gone; `topics` are those that it had."""
    people = [record.current.submitted_by]
    number = record.withdrawn_at.isoformat()
    events.write(Verb.WITHDRAWN, record.topic, by=by, topics=topics, people=people, number=number)
    _write(people, by, "records/record_withdrawn", {"record": record})


def step(verb: Verb, revision: Revision, by, letter: str = "", **context) -> None:
    """Tell who submitted a revision of a step of it, by a notice and, if there is one, a letter."""
    people = [revision.submitted_by]
    number = timezone.now().isoformat()
    if verb != Verb.REVIEWED:
        _settle(revision)
    events.write(verb, f"revision:{revision.pk}", by=by, people=people, number=number)
    if letter:
        _write(people, by, letter, {"revision": revision, **context})


def gives_up(revisions: Iterable[Revision], by) -> None:
    """Tell who submitted open revisions that somebody else gives them up; drafts are nobody's submission."""
    for revision in revisions:
        if revision.state in (Revision.State.SUBMITTED, Revision.State.ENDORSED):
            step(Verb.CANCELLED, revision, by, "records/revision_cancelled")


def waits(revision: Revision, by) -> None:
    """Tell those who speak for the owner that a revision waits for their decision; what waits for the secretariat is
    told by `tell_of_queue`, for all of it at once."""
    if revision.state == Revision.State.SUBMITTED:
        _ask(Verb.WAITS, revision, by, "records/revision_waits", revision.submitted_at.isoformat())


def _settle(revision: Revision) -> None:
    """Let nobody be told any more that a revision waits for them: it was decided, by whomever."""
    notices.settle(f"{verb}:review:{revision.pk}:" for verb in (Verb.WAITS, Verb.REMINDED))


def remind(now=None) -> int:
    """Remind those who speak for owners of what has waited for a week, once a week; return of how many revisions."""
    now = now or timezone.now()
    waiting = Revision.objects.waiting().filter(state=Revision.State.SUBMITTED, submitted_at__lte=now - REMIND_AFTER)
    reminded = 0
    for revision in waiting.select_related("record__owner_organisation", "submitted_by"):
        if reminded == MOST_REMINDED:
            break
        weeks = (now - revision.submitted_at) // REMIND_AFTER
        number = f"{revision.submitted_at.isoformat()}:{weeks}"
        reminded += _ask(Verb.REMINDED, revision, None, "records/revision_waits", number)
    return reminded


def _ask(verb: Verb, revision: Revision, by, letter: str, number: str) -> bool:
    people = list(access.voices_of(revision.record.owner).exclude(pk=revision.submitted_by_id))
    event = events.write(verb, f"review:{revision.pk}", by=by, people=people, number=number)
    if event and people:
        _write(people, by, letter, {"revision": revision, "is_reminder": verb == Verb.REMINDED})
    return bool(event and people)


def _write(people: Iterable[User], by, letter: str, context: dict) -> None:
    """Write to people about an act, but not to who did it."""
    for person in people:
        if by is None or person.pk != by.pk:
            tell(person, letter, context)


def tell_of_queue(now=None) -> int:
    """Write to the curators when many revisions wait for the secretariat, or the oldest for long; once a day at most.

    Returns how many were written to.
    """
    now = now or timezone.now()
    waiting = Revision.objects.waiting().exclude(Revision.objects.of_parties_alone())
    waiting = waiting.exclude(state=Revision.State.SUBMITTED, record__party=None)  # not endorsed yet
    total = waiting.count()
    oldest = waiting.values_list("submitted_at", flat=True).first()
    days = (now - oldest).days if oldest else 0
    if total <= settings.QUEUE_LONG and days <= settings.QUEUE_OLD_DAYS:
        return 0
    curating = Designation.objects.current().filter(role=Role.CURATOR).values("user")
    curators = list(User.objects.filter(pk__in=curating, is_active=True))
    if not events.write(Verb.WAITS, "queue:review", by=None, number=now.date().isoformat()):
        return 0
    for curator in curators:
        tell(curator, "records/queue_grows", {"total": total, "days": days})
    return len(curators)
