"""Records as topics: `record:12`, by primary key, as audit and outbox name them; kinds: `kind:strategy`.

And what notices are about: records, and revisions as their authors (`revision:5`) and reviewers (`review:5`) see them.
"""

from django.db.models import Q
from django.urls import reverse
from django.utils.text import capfirst

from chm_portal.common.languages import current
from chm_portal.common.topics import Topic, topics
from chm_portal.notifications.subjects import Subject, subjects
from chm_portal.records import kinds
from chm_portal.records.models import Record, Revision
from chm_portal.records.models.record import of_offered_kinds

DIGITS = 18  # what a key of PostgreSQL can have


@topics("record")
def of_records(keys: list[str]) -> dict[str, Topic]:
    """Return the published records among these; for one that was merged into another, that one."""
    published = Record.objects.published().values("pk")
    named = Record.objects.filter(Q(pk__in=published) | Q(merged_into__in=published), pk__in=_pks(keys))
    found = {}
    for one in named.select_related("merged_into"):
        record = one.merged_into or one
        title, language = record.title_shown
        found[str(one.pk)] = Topic(record.topic, title, language, record.get_absolute_url())
    return found


@topics("kind")
def of_kinds(slugs: list[str]) -> dict[str, Topic]:
    """Return the kinds of record among these; no query."""
    search = reverse("search:search")
    return {
        kind.slug: Topic(f"kind:{kind.slug}", capfirst(kind.label_plural), current(), f"{search}?kind={kind.slug}")
        for kind in kinds.every()
        if kind.slug in slugs
    }


@subjects("record")
def seen_records(keys: list[str], user) -> dict[str, Subject]:
    """Return what is public, or was and is withdrawn: of that only the identifier is left."""
    found = {}
    for record in Record.objects.visible_to(user).offered().filter(pk__in=_pks(keys)).exclude(identifier=None):
        title, language = record.title_shown
        shown = (title, language) if title else (record.identifier, "en")
        found[str(record.pk)] = Subject(*shown, record.get_absolute_url(), record.kind_of.label)
    return found


@subjects("revision")
def seen_revisions(keys: list[str], user) -> dict[str, Subject]:
    """Return revisions of records that the person keeps, at their place in the workspace."""
    kept = Revision.objects.filter(record__in=Record.objects.kept_by(user), pk__in=_pks(keys))
    return {str(one.pk): _of(one, reverse("records:record_kept", args=[one.record_id])) for one in _whole(kept)}


@subjects("review")
def seen_reviews(keys: list[str], user) -> dict[str, Subject]:
    """Return revisions that the person may read and decide on, at their place in the queue."""
    seen = Revision.objects.visible_to(user).filter(of_offered_kinds("record__kind"), pk__in=_pks(keys))
    return {str(one.pk): _of(one, reverse("records:review_detail", args=[one.pk])) for one in _whole(seen)}


def _whole(revisions):
    return revisions.select_related("record__owner_organisation")


def _of(revision: Revision, url: str) -> Subject:
    title, language = revision.working_title
    return Subject(title or str(revision.kind_of.label), language, url, revision.kind_of.label)


def _pks(keys: list[str]) -> list[int]:
    return [int(key) for key in keys if key.isdecimal() and len(key) <= DIGITS]
