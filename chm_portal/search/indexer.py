"""The only writer of the live index: what was published, changed or withdrawn, a batch in one commit.

Everything here can be done twice with the same end, so a killed worker costs time and nothing else.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.models import F, OuterRef, Q, Subquery
from haystack import connections

from chm_portal.search import suggestions
from chm_portal.search.models import IndexBuild, SearchState
from chm_portal.search.search_indexes import DocumentIndex, document_indexes

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


def index(topics: Iterable[str]) -> None:
    """Bring what these topics ("record:12", "thread:7") name up to date in the live index. Raises IndexUnusable.

    A build on its way forgets it, so that it reads it again at its end: a change of classification bears no date.
    """
    named: dict[str, set[int]] = {}
    for topic in topics:
        prefix, _colon, pk = topic.partition(":")
        named.setdefault(prefix, set()).add(int(pk))
    for source in document_indexes():
        if pks := named.get(source.topic):
            bring_up_to_date(source, pks)


def bring_up_to_date(source: DocumentIndex, pks: set[int]) -> None:
    """Write these of one model into the live index, or take them out of it. Raises IndexUnusable."""
    with writing_alone():
        states = SearchState.objects.filter(build__finished_at=None, source=source.name)
        states.filter(record_id__in=pks).delete()
        write(live_build(), source, pks, is_live=True)


def write(build: IndexBuild | None, source: DocumentIndex, pks: set[int], *, is_live: bool = False) -> None:
    """Write what is public into an index in one commit, take the rest out, and note the versions."""
    backend = connections["default"].get_backend()
    found = source.read(pks)
    gone = pks - {one.pk for one in found}
    documents, _unpublished = backend.prepare(source, found)
    backend.write(documents, [source.identifier_of(pk) for pk in gone], "" if is_live else build.name)
    if build:
        suggestions.remember(build, documents)
        SearchState.objects.filter(build=build, source=source.name, record_id__in=gone).delete()
        SearchState.objects.bulk_create(
            [
                SearchState(
                    build=build, source=source.name, record_id=one.pk, version=getattr(one, source.version_column)
                )
                for one in found
            ],
            update_conflicts=True,
            unique_fields=["build", "source", "record_id"],
            update_fields=["version"],
        )


def differences(build: IndexBuild, source: DocumentIndex) -> set[int]:
    """Return what an index lacks of a model, has in an older version, or should no longer have."""
    indexed = SearchState.objects.filter(build=build, source=source.name)
    version = indexed.filter(record_id=OuterRef("pk")).values("version")[:1]
    stale = source.public().order_by().annotate(indexed=Subquery(version))
    stale = stale.filter(Q(indexed=None) | Q(indexed__lt=F(source.version_column))).values_list("pk", flat=True)
    gone = indexed.exclude(record_id__in=source.public().order_by().values("pk"))
    return set(stale) | set(gone.values_list("record_id", flat=True))


def repair(build: IndexBuild, most: int = 5000) -> int:
    """Index what differs, batch by batch, and return how much that was."""
    repaired = 0
    for source in document_indexes():
        pks = sorted(differences(build, source))[: most - repaired]
        for start in range(0, len(pks), BATCH):
            bring_up_to_date(source, set(pks[start : start + BATCH]))
        repaired += len(pks)
    return repaired


def tidy(most: int = 10) -> None:
    """Do the live index's housekeeping, a piece at a time, so that updates come between. Raises IndexUnusable."""
    for _piece in range(most):
        with writing_alone():
            if not connections["default"].get_backend().tidy():
                return
