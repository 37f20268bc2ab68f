"""The index on disk: one writer that waits, readers that are never disturbed, damage that is named."""

import gc
import os
import threading

import pytest
from whoosh.fields import Schema
from whoosh.index import LockError

from chm_portal.search.engines import IndexUnusable, whoosh_store
from chm_portal.search.engines.whoosh_leaf import Leaf
from chm_portal.search.engines.whoosh_store import Store, store_at
from tests.search.shelf import document


@pytest.fixture
def opened(monkeypatch):
    """Count the segments that are opened."""
    names = []
    make = Leaf.__init__

    def counting(self, storage, fields, segment):
        names.append(segment.segment_id())
        make(self, storage, fields, segment)

    monkeypatch.setattr(Leaf, "__init__", counting)
    return names


def many(first: int, last: int):
    return [document(n, en=f"forest number{n}", facets={"theme": [f"t{n % 3}"]}) for n in range(first, last)]


def test_a_search_opens_nothing_that_is_open(whoosh_shelf, opened):
    """Row 1."""
    whoosh_shelf.put(*many(1, 60))
    whoosh_shelf.find("forest")
    before = len(opened)
    for _time in range(3):
        whoosh_shelf.find("forest", theme=("t1",))
    assert len(opened) == before


def test_after_a_commit_only_the_new_segment_is_opened(whoosh_shelf, opened):
    whoosh_shelf.put(*many(1, 200))
    whoosh_shelf.find("forest")
    opened.clear()
    whoosh_shelf.put(document(5, en="desert"))
    assert whoosh_shelf.pks("desert") == [5]
    assert whoosh_shelf.find("forest").total == 198
    assert len(opened) == 1


def test_a_batch_of_changes_and_deletions_is_one_commit(whoosh_shelf):
    """Rows 3 and 8."""
    whoosh_shelf.put(*many(1, 10))
    with whoosh_shelf.store.live() as folder:
        before = folder.index.latest_generation()
    whoosh_shelf.put(*many(5, 20), gone=(1, 2, 77))
    with whoosh_shelf.store.live() as folder:
        assert folder.index.latest_generation() == before + 1
    assert whoosh_shelf.find("forest").total == 17


def test_putting_a_record_again_replaces_it(whoosh_shelf):
    for _time in range(3):
        whoosh_shelf.put(*many(1, 4))
    assert whoosh_shelf.find("forest").total == 3
    whoosh_shelf.put(document(1, en="desert"))
    assert whoosh_shelf.find("forest").total == 2


def test_small_commits_do_not_pile_up_and_large_segments_wait_for_the_housekeeping(whoosh_shelf):
    for number in range(40):
        whoosh_shelf.put(document(number, en="forest"), gone=(number - 20,))
    with whoosh_shelf.store.live() as folder:
        before = len(folder.leaves())
        assert before < 12
        assert folder.tidy() or before < 6
        assert not folder.tidy()
        assert len(folder.leaves()) < 6
    assert whoosh_shelf.find("forest").total == 20
    assert sorted(whoosh_shelf.pks("forest", end=None)) == list(range(20, 40))


def test_a_commit_merges_no_large_segment(whoosh_shelf):
    """Somebody waits for it: merging costs as much as indexing."""
    for start in range(0, 700, 100):
        whoosh_shelf.put(*many(start, start + 100))
    with whoosh_shelf.store.live() as folder:
        assert [leaf.size for leaf in folder.leaves()] == [100] * 7
        assert folder.tidy()
        assert [leaf.size for leaf in folder.leaves()] == [700]
    assert whoosh_shelf.find("forest").total == 700


def test_a_segment_with_nothing_left_is_dropped(whoosh_shelf):
    whoosh_shelf.put(*many(0, 50))
    whoosh_shelf.put(*many(50, 100))
    whoosh_shelf.put(gone=tuple(range(50)))
    with whoosh_shelf.store.live() as folder:
        assert [leaf.size for leaf in folder.leaves()] == [50]


def test_a_writer_waits_for_another_writer(whoosh_shelf):
    """Row 7: the stock backend raises LockError in 0.00 s and loses the deletion."""
    whoosh_shelf.put(*many(1, 4))
    with whoosh_shelf.store.live() as folder:
        other = folder.index.lock("WRITELOCK")
        assert other.acquire()
    writing = threading.Thread(target=whoosh_shelf.put, kwargs={"gone": (1,)})
    writing.start()
    writing.join(0.3)
    assert writing.is_alive()
    other.release()
    writing.join(10)
    assert whoosh_shelf.find("forest").total == 2


def test_a_writer_that_waits_in_vain_says_so_and_the_index_stays_good(whoosh_shelf, monkeypatch):
    monkeypatch.setattr(whoosh_store, "LOCK_SECONDS", 0.1)
    whoosh_shelf.put(*many(1, 4))
    with whoosh_shelf.store.live() as folder:
        other = folder.index.lock("WRITELOCK")
        other.acquire()
    with pytest.raises(LockError):
        whoosh_shelf.put(*many(4, 6))
    other.release()
    assert whoosh_shelf.find("forest").total == 3


def test_a_batch_that_fails_changes_nothing_and_lets_others_write(whoosh_shelf):
    whoosh_shelf.put(*many(1, 4))
    with pytest.raises(IndexUnusable):
        whoosh_shelf.put(document(1, en="desert"), {"id": "records.record.9", "no such field": "x"})
    assert whoosh_shelf.find("forest").total == 3
    whoosh_shelf.put(*many(4, 6))
    assert whoosh_shelf.find("forest").total == 5


def test_a_writer_killed_in_the_middle_leaves_the_last_commit(whoosh_shelf):
    whoosh_shelf.put(*many(1, 30))
    child = os.fork()
    if not child:
        with whoosh_shelf.store.live() as folder:
            writer = folder.index.writer()
            for row in many(100, 150):
                writer.add_document(**row)
            os.kill(os.getpid(), 9)
    os.waitpid(child, 0)
    assert whoosh_shelf.find("forest").total == 29
    whoosh_shelf.put(*many(200, 210))
    assert whoosh_shelf.find("forest").total == 39


def test_sixteen_first_searches_at_once_and_writes_between(whoosh_shelf):
    """Row 19."""
    whoosh_shelf.put(*many(1, 101))
    whoosh_shelf.store.close()
    whoosh_shelf.backend._store = Store(str(whoosh_shelf.store.path), whoosh_shelf.store.schema)
    wrong, start = [], threading.Barrier(17)

    def search():
        start.wait()
        for _time in range(5):
            found = whoosh_shelf.find("forest", theme=("t0", "t1"))
            if found.total < 66 or found.facets["theme"]["t2"] < 33:
                wrong.append(found)

    def write():
        start.wait()
        for number in range(5):
            whoosh_shelf.put(*many(500 + number, 501 + number))

    threads = [threading.Thread(target=search) for _number in range(16)] + [threading.Thread(target=write)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert whoosh_shelf.find("forest").total == 105


def test_a_new_index_is_swapped_in_while_a_search_goes_on_in_the_old_one(whoosh_shelf):
    whoosh_shelf.put(*many(1, 50))
    whoosh_shelf.store.begin("second")
    with whoosh_shelf.store.building("second") as folder:
        folder.write(many(1, 80), [])
    with whoosh_shelf.store.live() as folder:
        whoosh_shelf.store.swap_in("second")
        assert sum(leaf.size for leaf in folder.leaves()) == 49
        assert sum(len(block) for block, *_ in folder.leaves()[0].blocks("text_en", "forest")) == 49
    assert whoosh_shelf.find("forest").total == 79
    assert whoosh_shelf.store.live_name() == "second"


def test_folders_older_than_the_one_before_are_tidied_away(whoosh_shelf):
    for name in ("second", "third"):
        whoosh_shelf.store.begin(name)
        whoosh_shelf.store.swap_in(name)
    assert sorted(folder.name for folder in whoosh_shelf.store.path.iterdir() if folder.is_dir()) == ["second", "third"]


def test_another_process_sees_the_new_index_at_its_next_search(whoosh_shelf):
    whoosh_shelf.put(*many(1, 4))
    elsewhere = Store(str(whoosh_shelf.store.path), whoosh_shelf.store.schema)
    with elsewhere.live() as folder:
        assert sum(leaf.live.bit_count() for leaf in folder.leaves()) == 3
    whoosh_shelf.put(gone=(1,))
    with elsewhere.live() as folder:
        assert sum(leaf.live.bit_count() for leaf in folder.leaves()) == 2
    whoosh_shelf.store.begin("second")
    whoosh_shelf.store.swap_in("second")
    with elsewhere.live() as folder:
        assert folder.leaves() == []
    elsewhere.close()


def _cut(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _delete(path):
    path.unlink()


def _garble(path):
    path.write_bytes(os.urandom(path.stat().st_size))


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # Whoosh leaves a file open that it could not read
@pytest.mark.parametrize("damage", [_cut, _delete, _garble])
@pytest.mark.parametrize("pattern", ["*/*.seg", "*/*.toc", "current"])
def test_a_damaged_index_is_named_as_unusable(whoosh_shelf, damage, pattern):
    whoosh_shelf.put(*many(1, 200))
    damage(next(whoosh_shelf.store.path.glob(pattern)))
    whoosh_shelf.store.close()
    whoosh_shelf.backend._store = Store(str(whoosh_shelf.store.path), whoosh_shelf.store.schema)
    with pytest.raises(IndexUnusable):
        whoosh_shelf.find("forest")
    gc.collect()


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_segment_cut_short_under_an_open_reader_ends_no_process(whoosh_shelf):
    """A file that is mapped into memory would: SIGBUS."""
    whoosh_shelf.put(*many(1, 200))
    whoosh_shelf.find("forest")
    os.truncate(next(whoosh_shelf.store.path.glob("*/*.seg")), 1000)
    with pytest.raises(IndexUnusable):
        for word in ("number7", "number150", "forest"):
            whoosh_shelf.find(word, theme=("t2",))
    gc.collect()


def test_a_missing_index_is_named_as_unusable(tmp_path):
    with pytest.raises(IndexUnusable), Store(str(tmp_path / "nowhere"), Schema()).live():
        pass


def test_a_good_index_is_taken_up_again_after_a_bad_moment(whoosh_shelf):
    whoosh_shelf.put(*many(1, 4))
    pointer = whoosh_shelf.store.path / "current"
    pointer.write_text("gone")
    with pytest.raises(IndexUnusable):
        whoosh_shelf.find("forest")
    pointer.write_text("first")
    assert whoosh_shelf.find("forest").total == 3


def test_a_process_has_one_store_for_a_path(tmp_path):
    """What is held open is shared by all threads: eight copies would not fit into memory."""
    assert store_at(str(tmp_path), Schema()) is store_at(str(tmp_path), Schema())
