"""A new index is built beside the live one in steps of a moment each, then swapped in; readers and writers go on.

Begun by the sweep, by a search that met an unusable index, or by `manage.py search_rebuild`.
"""

import hashlib
import json
import secrets

from django.db import IntegrityError, transaction
from django.utils import timezone
from haystack import connections

from chm_portal.search import indexer, suggestions
from chm_portal.search.documents import TERM_ROWS
from chm_portal.search.engines import IndexUnusable
from chm_portal.search.engines.terms import FIELDS as WORDS
from chm_portal.search.models import IndexBuild, SearchState
from chm_portal.search.search_indexes import DocumentIndex, document_indexes
from chm_portal.vocabularies.memory import vocabulary

ANALYSIS = 6  # count up when analysis, weights or fields change: the sweep then builds a new index
BATCH = 100  # records that are read at once
MOST_LETTERS = 10_000_000  # of the texts of a commit, files included, which are in memory together


def fingerprint() -> str:
    """Return what an index depends on beside its records: our analysis and the labels of terms."""
    names = sorted({*TERM_ROWS.values(), "resource_type"})
    labels = {name: {code: vocabulary(name)[code].labels for code in vocabulary(name).codes()} for name in names}
    return hashlib.sha256(json.dumps([ANALYSIS, labels], sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def live_count() -> int:
    """Return how many records the live index holds. Raises IndexUnusable."""
    return connections["default"].get_backend().document_count()


def problem() -> str:
    """Return why the live index must be built anew, nothing if it need not."""
    backend = connections["default"].get_backend()
    build = indexer.live_build()
    if build is None:
        return "The index is not one of this database." if backend.live_name() else "There is no index."
    if build.fingerprint != fingerprint():
        return "The labels of terms or the analysis have changed."
    try:
        held, known = live_count(), build.states.count()
        if held != known:
            return f"It holds {held} records and should hold {known}."
        return "Most of it is what was deleted." if backend.is_half_empty() else ""
    except IndexUnusable as error:
        return str(error)[:300]


def damage() -> str:
    """Return what is wrong inside the live index, nothing if all of it can be read; takes seconds."""
    try:
        connections["default"].get_backend().read_through()
    except IndexUnusable as error:
        return str(error)[:300]
    return ""


def start(reason: str) -> IndexBuild:
    """Begin a new index, or return the one that is being built."""
    name = f"{timezone.now():%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
    total = sum(source.public().count() for source in document_indexes())
    try:
        with transaction.atomic():
            build = IndexBuild.objects.create(name=name, reason=reason[:300], fingerprint=fingerprint(), total=total)
    except IntegrityError:
        return IndexBuild.objects.get(finished_at=None)
    connections["default"].get_backend().begin(name)
    return build


def step() -> IndexBuild | None:
    """Go on with the build by one commit; return it, with finished_at when it went live, or nothing if there is none.

    A step that was killed is done again. What was lost meanwhile, or is made by another analysis, is begun again.
    """
    with indexer.writing_alone():
        build = IndexBuild.objects.filter(finished_at=None).first()
        if build is None:
            return None
        if build.fingerprint != fingerprint():  # begun before an upgrade, or before labels were changed
            _begin_again(build)
        try:
            is_whole = _fill(build)
        except IndexUnusable:
            _begin_again(build)
            return build
        if is_whole:
            _go_live(build)
    return build


def _fill(build: IndexBuild) -> bool:
    """Write what comes next into the index, in one commit; return whether that was all. Raises IndexUnusable."""
    backend = connections["default"].get_backend()
    batches: list[indexer.Batch] = []
    documents: list[dict] = []
    gone: list[str] = []
    letters = 0
    while len(documents) < backend.commit_size and letters < MOST_LETTERS:
        following = _next(build)
        if following is None:
            break
        source, pks = following
        batch, read = indexer.read(source, set(pks))
        batches.append(batch)
        documents += read
        gone += [source.identifier_of(pk) for pk in batch.gone]
        letters += sum(len(text) for document in read for name in WORDS for _weight, text in document[name] or ())
        build.source, build.last_pk, build.done = source.name, pks[-1], build.done + len(pks)
    backend.write(documents, gone, build.name)
    suggestions.remember(build, documents)
    for batch in batches:
        indexer.note(build, batch)
    build.save(update_fields=["source", "last_pk", "done"])
    return _next(build) is None


def _next(build: IndexBuild) -> tuple[DocumentIndex, list[int]] | None:
    """Return what is to be read next: of which model, and which ones; nothing at the end."""
    for source in document_indexes():
        if source.name >= build.source:
            last = build.last_pk if source.name == build.source else 0
            later = source.public().filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)
            if pks := list(later[:BATCH]):
                return source, pks
    return None


def _begin_again(build: IndexBuild) -> None:
    connections["default"].get_backend().begin(build.name)
    SearchState.objects.filter(build=build).delete()
    build.source, build.last_pk, build.done, build.fingerprint = "", 0, 0, fingerprint()
    build.save(update_fields=["source", "last_pk", "done", "fingerprint"])


def _go_live(build: IndexBuild) -> None:
    """Take in what changed meanwhile, swap, and forget the indexes before."""
    for source in document_indexes():
        indexer.write(build, source, indexer.differences(build, source))
    connections["default"].get_backend().swap_in(build.name)
    build.done, build.finished_at = build.states.count(), timezone.now()
    build.total = build.done
    build.save(update_fields=["total", "done", "finished_at"])
    IndexBuild.objects.filter(pk__lt=build.pk).delete()
