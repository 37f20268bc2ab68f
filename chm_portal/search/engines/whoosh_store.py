"""The folders of a Whoosh index: one is live, named in the file `current`; a rebuild fills another and is swapped in.

Each process holds the live index open and looks only for newer commits. One process writes (the indexer).
"""

import errno
import os
import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex, LockError
from whoosh.reading import SegmentReader

from chm_portal.search.engines import IndexUnusable
from chm_portal.search.engines.whoosh_leaf import Leaf

POINTER = "current"
LOCK_SECONDS = 60  # how long a writer waits for another one
NO_FAULT_OF_THE_INDEX = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}  # a write that will do when there is room again
# Segments with fewer documents than this are merged when there are CROWD of them: the smallest kind at once, in a
# moment; the others by `tidy`, now and then, because merging costs as much as indexing and somebody waits for a commit.
TIERS = (4, 24, 160, 1000)
CROWD = 6
TRIES = 10  # a commit may delete a segment between our reading of the list and our opening of the file


class Folder:
    """One Whoosh index on disk with the segments that this process has open."""

    def __init__(self, path: Path, schema: Schema):
        self.path = path
        # Read as files, not mapped into memory: a mapped file that is cut short ends the whole process (SIGBUS), and
        # Whoosh would copy all that it maps.
        self.index = FileIndex(FileStorage(str(path), supports_mmap=False), schema)
        self._generation = -1
        self._leaves: dict[str, Leaf] = {}

    @classmethod
    def create(cls, path: Path, schema: Schema) -> "Folder":
        """Make an empty index in a new folder."""
        path.mkdir(parents=True)
        FileIndex.create(FileStorage(str(path)), schema)
        return cls(path, schema)

    def leaves(self) -> list[Leaf]:
        """Return the segments of the newest commit, opening only those that are new."""
        if self.index.latest_generation() != self._generation:
            for attempt in range(TRIES):
                try:
                    self._refresh()
                    break
                except OSError:
                    if attempt == TRIES - 1:
                        raise
        return list(self._leaves.values())

    def _refresh(self) -> None:
        toc = self.index._read_toc()
        fresh: dict[str, Leaf] = {}
        for segment in toc.segments:
            name = segment.segment_id()
            if name in self._leaves:
                fresh[name] = self._leaves[name]
                fresh[name].renew(segment)
            else:
                fresh[name] = Leaf(self.index.storage, self.index._schema, segment)
        for name in self._leaves.keys() - fresh.keys():
            self._leaves[name].close()
        self._leaves, self._generation = fresh, toc.generation

    def close(self) -> None:
        """Give back the files that are held open."""
        for leaf in self._leaves.values():
            leaf.close()
        self._leaves, self._generation = {}, -1

    def write(self, documents: Iterable[dict], gone: Iterable[str]) -> None:
        """Replace documents by their `id` and delete those that are gone, in one commit.

        `writer()` waits for another writer instead of raising LockError at once; rows 3, 7 and 8 of docs/search.md.
        """
        documents = list(documents)
        writer = self.index.writer(timeout=LOCK_SECONDS, limitmb=64)
        try:
            identifiers = {document["id"] for document in documents} | set(gone)
            base = 0
            for leaf in self.leaves():
                for identifier in identifiers:
                    for number in leaf.documents("id", identifier):
                        writer.delete_document(base + number)
                base += leaf.size
            for document in documents:
                writer.add_document(**document)
        except BaseException:
            writer.cancel()
            raise
        writer.commit(mergetype=_merge_below(TIERS[0]))

    def tidy(self) -> bool:
        """Merge one crowd of small segments, if there is one; return whether there was."""
        sizes = [leaf.size for leaf in self.leaves()]
        crowded = [tier for tier in TIERS if sum(size < tier for size in sizes) >= CROWD]
        if crowded:
            self.index.writer(timeout=LOCK_SECONDS).commit(mergetype=_merge_below(crowded[0]))
        return bool(crowded)


def _merge_below(tier: int):
    """Return a merge policy for Whoosh: merge segments below a size where they crowd, drop those with nothing left."""

    def merge(writer, segments: list) -> list:
        alive = [segment for segment in segments if segment.doc_count()]
        small = [segment for segment in alive if segment.doc_count_all() < tier]
        if len(small) < CROWD:
            return alive
        for segment in small[: 2 * CROWD]:
            reader = SegmentReader(writer.storage, writer.schema, segment)
            writer.add_reader(reader)
            reader.close()
            alive.remove(segment)
        return alive

    return merge


@contextmanager
def _damage_named(path: Path) -> Iterator[None]:
    """Turn what Whoosh stumbles over in a damaged file (EOFError, struct.error, KeyError ...) into IndexUnusable."""
    try:
        yield
    except Exception as error:
        if isinstance(error, LockError) or getattr(error, "errno", None) in NO_FAULT_OF_THE_INDEX:
            raise
        raise IndexUnusable(f"The search index in {path} cannot be used: {error!r}") from error


class Store:
    """A place for an index: the live folder, folders being built, and the lock that lets one thread read at a time."""

    def __init__(self, path: str, schema: Schema):
        self.path = Path(path)
        self.schema = schema
        self._lock = threading.RLock()
        self._open: Folder | None = None

    @contextmanager
    def live(self) -> Iterator[Folder]:
        """Give the live index to one thread; raises IndexUnusable where it is missing, cut short or unreadable."""
        with self._lock, _damage_named(self.path):
            try:
                path = self.path / (self.path / POINTER).read_text().strip()
                if self._open is None or self._open.path != path:
                    self.close()
                    self._open = Folder(path, self.schema)
                yield self._open
            except Exception:
                self.close()
                raise

    def close(self) -> None:
        """Give back what is held open; the next search opens it again."""
        with self._lock:
            if self._open is not None:
                self._open.close()
            self._open = None

    @contextmanager
    def building(self, name: str) -> Iterator[Folder]:
        """Give an index beside the live one; raises IndexUnusable."""
        with _damage_named(self.path / name):
            folder = Folder(self.path / name, self.schema)
            try:
                yield folder
            finally:
                folder.close()

    def begin(self, name: str) -> None:
        """Make an empty index beside the live one."""
        shutil.rmtree(self.path / name, ignore_errors=True)
        Folder.create(self.path / name, self.schema)

    def swap_in(self, name: str) -> None:
        """Make a finished index the live one in a single step; searches under way end in the old one."""
        before = self.live_name()
        pointer = self.path / f"{POINTER}.new"
        with pointer.open("w") as file:
            file.write(name)
            file.flush()
            os.fsync(file.fileno())
        os.replace(pointer, self.path / POINTER)
        for folder in self.path.iterdir():
            if folder.is_dir() and folder.name not in {name, before}:
                shutil.rmtree(folder, ignore_errors=True)

    def live_name(self) -> str:
        """Return the name of the live folder, nothing when there is none."""
        try:
            return (self.path / POINTER).read_text().strip()
        except OSError:
            return ""


_stores: dict[str, Store] = {}
_stores_lock = threading.Lock()


def store_at(path: str, schema: Schema) -> Store:
    """Return this process's one store for a path: every thread shares what is held open."""
    with _stores_lock:
        if path not in _stores:
            _stores[path] = Store(path, schema)
        return _stores[path]
