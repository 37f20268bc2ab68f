"""The only writer of the live index: what was published, changed or withdrawn, a batch in one commit.

Everything here can be done twice with the same end, so a killed worker costs time and nothing else.
"""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import F, OuterRef, Q, Subquery
from haystack import connections

from chm_portal.page_cache import changes
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
    changes.count()  # what a search finds: lists that were made since the publication itself are out of date


def write(build: IndexBuild | None, source: DocumentIndex, pks: set[int], *, is_live: bool = False) -> None:
    """Write what is public into an index in one commit, take the rest out, and note the versions."""
    batch, documents = read(source, pks)
    gone = [source.identifier_of(pk) for pk in batch.gone]
    connections["default"].get_backend().write(documents, gone, "" if is_live else build.name)
    if build:
        suggestions.remember(build, documents)
        note(build, batch)


@dataclass(frozen=True)
class Batch:
    """Some of one model as they stand in the database: what to note once an index has them."""

    source: DocumentIndex
    versions: dict[int, datetime]  # of those that are public
    gone: set[int]


def read(source: DocumentIndex, pks: set[int]) -> tuple[Batch, list[dict]]:
    """Return what stands of these in the database, and the documents to be written."""
    found = source.read(pks)
    documents, _unpublished = connections["default"].get_backend().prepare(source, found)
    versions = {one.pk: getattr(one, source.version_column) for one in found}
    return Batch(source, versions, pks - versions.keys()), documents


def note(build: IndexBuild, batch: Batch) -> None:
    """Note that an index has a batch, in these versions."""
    source = batch.source.name
    SearchState.objects.filter(build=build, source=source, record_id__in=batch.gone).delete()
    SearchState.objects.bulk_create(
        [
            SearchState(build=build, source=source, record_id=pk, version=version)
            for pk, version in batch.versions.items()
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


def tidy(seconds: float = 20) -> None:
    """Do the live index's housekeeping, a piece at a time, so that updates come between. Raises IndexUnusable."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with writing_alone():
            if not connections["default"].get_backend().tidy():
                return
