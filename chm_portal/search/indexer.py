"""The only writer of the live index: what was published, changed or withdrawn, a batch in one commit.

Everything here can be done twice with the same end, so a killed worker costs time and nothing else.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.models import F, OuterRef, Q, Subquery
from haystack import connections

from chm_portal.records.models import Record
from chm_portal.search import suggestions
from chm_portal.search.documents import published_records
from chm_portal.search.models import IndexBuild, SearchState
from chm_portal.search.search_indexes import identifier_of

WRITER_LOCK = 4_201_001  # PostgreSQL's advisory lock: one writer, also if two indexers run by mistake
BATCH = 200


@contextmanager
def writing_alone() -> Iterator[None]:
    """Wait until no other process writes, and keep others waiting; a process that dies lets go."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [WRITER_LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [WRITER_LOCK])


def live_build() -> IndexBuild | None:
    """Return the entry of the live index; nothing when there is none, or one that we know nothing of."""
    return IndexBuild.objects.filter(name=connections["default"].get_backend().live_name()).first()


def index(pks: Iterable[int]) -> None:
    """Bring these records up to date in the live index. Raises IndexUnusable.

    A build on its way forgets them, so that it reads them again at its end: a change of classification bears no date.
    """
    pks = set(pks)
    with writing_alone():
        SearchState.objects.filter(build__finished_at=None, record_id__in=pks).delete()
        write(live_build(), pks, is_live=True)


def write(build: IndexBuild | None, pks: set[int], *, is_live: bool = False) -> None:
    """Write records into an index in one commit, take out those not published, and note their versions."""
    engine = connections["default"]
    backend, record_index = engine.get_backend(), engine.get_unified_index().get_index(Record)
    records = published_records(pks)
    gone = pks - {record.pk for record in records}
    documents, _unpublished = backend.prepare(record_index, records)
    backend.write(documents, [identifier_of(pk) for pk in gone], "" if is_live else build.name)
    if build:
        suggestions.remember(build, documents)
        SearchState.objects.filter(build=build, record_id__in=gone).delete()
        SearchState.objects.bulk_create(
            [SearchState(build=build, record_id=record.pk, version=record.updated_at) for record in records],
            update_conflicts=True,
            unique_fields=["build", "record_id"],
            update_fields=["version"],
        )


def differences(build: IndexBuild) -> set[int]:
    """Return the records that an index lacks, has in an older version, or should no longer have."""
    indexed = SearchState.objects.filter(build=build)
    version = indexed.filter(record_id=OuterRef("pk")).values("version")[:1]
    stale = Record.objects.published().annotate(indexed=Subquery(version))
    stale = stale.filter(Q(indexed=None) | Q(indexed__lt=F("updated_at"))).values_list("pk", flat=True)
    gone = indexed.exclude(record_id__in=Record.objects.published().values("pk")).values_list("record_id", flat=True)
    return set(stale) | set(gone)


def repair(build: IndexBuild, most: int = 5000) -> int:
    """Index what differs, batch by batch, and return how many records that were."""
    pks = sorted(differences(build))[:most]
    for start in range(0, len(pks), BATCH):
        index(pks[start : start + BATCH])
    return len(pks)


def tidy(most: int = 10) -> None:
    """Do the live index's housekeeping, a piece at a time, so that updates come between. Raises IndexUnusable."""
    for _piece in range(most):
        with writing_alone():
            if not connections["default"].get_backend().tidy():
                return
