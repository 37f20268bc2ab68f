"""Folders, sockets, secret and lock of a place."""

import os
import shutil
import stat
import tempfile
from pathlib import Path

import pytest

from chm_portal.stack.places import SOCKET_PATH_BYTES, Place, StackError, private_folder


def test_the_lock_refuses_a_second_run_and_names_the_first(place):
    with place.lock(), pytest.raises(StackError, match=rf"running already \(process {os.getpid()}\)"):
        place.lock()


def test_the_lock_is_free_again_after_the_run(place):
    place.lock().close()
    place.lock().close()


def test_the_tests_do_not_hold_up_the_portal(tmp_path):
    with Place("dev", tmp_path).lock(), Place("test", tmp_path).lock():
        pass


def test_the_secret_is_long_made_once_and_readable_by_us_alone(place):
    secret = place.secret()
    assert len(secret) >= 50
    assert place.secret() == secret
    assert stat.S_IMODE((place.var / "secret").stat().st_mode) == 0o600


def test_an_empty_secret_of_an_interrupted_start_is_made_again(place):
    (place.var / "secret").touch()
    assert place.secret()


def test_sockets_stay_below_var_where_the_path_is_short_enough():
    with tempfile.TemporaryDirectory(dir="/tmp") as short:
        place = Place("dev", Path(short))
        assert place.sockets == place.var / "run"
        assert stat.S_IMODE(place.sockets.stat().st_mode) == 0o700


def test_sockets_of_a_deep_checkout_move_to_a_short_private_folder(tmp_path):
    folder, other = (Place("dev", tmp_path / (name * 40)).sockets for name in ("deep", "other"))
    assert len(f"{folder}/.s.PGSQL.5432.lock") < SOCKET_PATH_BYTES
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert folder != other
    for each in (folder, other):
        shutil.rmtree(each.parent)


def test_a_link_that_somebody_laid_in_the_way_is_refused(tmp_path):
    link = tmp_path / "link"
    link.symlink_to(tmp_path)
    with pytest.raises(StackError, match="belongs to somebody else"):
        private_folder(link)
