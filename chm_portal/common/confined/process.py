"""Starts the process that reads a file, waits no longer than it may take, and says how it ended."""

import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO

from django.conf import settings

HEAVY = (-signal.SIGXCPU, -signal.SIGKILL, -signal.SIGABRT)  # out of time; killed for its memory; no memory to go on


class Heavy(Exception):
    """The file took more time or memory than reading it may."""


@contextmanager
def answer_of(file: IO[bytes], module: str, arguments: Sequence[str], wall_seconds: float) -> Iterator[IO[bytes]]:
    """Give what `python -m module arguments < file` answered, whatever the file did to the process that read it.

    That process has no environment of ours (no key, no address of the database) and writes its answer into a file
    that cannot outgrow its limit. Raises Heavy; OSError where the file cannot be fetched from the storage or no
    process be started: that is no fault of the file.
    """
    with tempfile.TemporaryFile() as content, tempfile.TemporaryFile() as answer:
        shutil.copyfileobj(file, content)
        content.seek(0)
        process = subprocess.Popen(
            [sys.executable, "-E", "-s", "-B", "-m", module, *arguments],
            stdin=content,
            stdout=answer,
            stderr=subprocess.DEVNULL,
            cwd=settings.BASE_DIR,
            env={"LC_ALL": "C.UTF-8"},
            start_new_session=True,
        )
        try:
            ended = process.wait(wall_seconds)
        except subprocess.TimeoutExpired:
            ended = -signal.SIGXCPU
        finally:
            process.kill()
            process.wait()
        if ended in HEAVY:
            raise Heavy
        if ended == 1:  # it caught nothing: it did not even come to the file
            raise OSError("The process that reads files could not do its work.")
        answer.seek(0)
        yield answer
