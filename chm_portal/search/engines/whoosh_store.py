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

from chm_portal.search.engines import IndexUnusable
from chm_portal.search.engines.whoosh_leaf import Leaf

POINTER = "current"
LOCK_SECONDS = 60  # how long a writer waits for another one
NO_FAULT_OF_THE_INDEX = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}  # a write that will do when there is room again
TRIES = 10  # a commit may delete a segment between our reading of the list and our opening of the file


class Folder:
    """One Whoosh index on disk with the segments that this process has open."""

    def __init__(self, path: Path, schema: Schema):
        self.path = path
        self.index = FileIndex(FileStorage(str(path)), schema)
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
        self._leaves, self._generation = fresh, toc.generation

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
        writer.commit()


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
        with self._lock:
            try:
                path = self.path / (self.path / POINTER).read_text().strip()
                if self._open is None or self._open.path != path:
                    self._open = Folder(path, self.schema)
                yield self._open
            except Exception as error:
                # Whoosh raises whatever it stumbles over in a damaged file: EOFError, struct.error, KeyError ...
                if isinstance(error, LockError) or getattr(error, "errno", None) in NO_FAULT_OF_THE_INDEX:
                    raise
                self._open = None
                raise IndexUnusable(f"The search index in {self.path} cannot be used: {error!r}") from error

    def begin(self, name: str) -> None:
        """Make an empty index beside the live one."""
        shutil.rmtree(self.path / name, ignore_errors=True)
        Folder.create(self.path / name, self.schema)

    def folder(self, name: str) -> Folder:
        """Return an index beside the live one; raises IndexUnusable."""
        try:
            return Folder(self.path / name, self.schema)
        except Exception as error:  # as in live()
            raise IndexUnusable(f"The search index {name} cannot be used: {error!r}") from error

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
