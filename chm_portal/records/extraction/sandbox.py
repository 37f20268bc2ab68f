"""Starts the process that reads a file, waits no longer than it may take, and says how it ended."""

import json
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from typing import IO

from django.conf import settings

from chm_portal.common.clean_text import clean_text
from chm_portal.records.extraction.child import ANSWER_BYTES

WALL_SECONDS = 30
CHILD = "chm_portal.records.extraction.child"
HEAVY = (-signal.SIGXCPU, -signal.SIGKILL, -signal.SIGABRT)  # out of time; killed for its memory; no memory to go on
OUTCOMES = {"read", "cut", "empty", "protected", "damaged", "unsafe", "heavy"}


@dataclass(frozen=True)
class Reading:
    """How the reading of a file ended, and its text: nothing but for the outcomes "read" and "cut"."""

    outcome: str
    text: str = ""


def read(file: IO[bytes], media_type: str, module: str = CHILD) -> Reading:
    """Return what a file says, whatever it does to the process that reads it.

    That process has no environment of ours (no key, no address of the database) and writes its answer into a file
    that cannot outgrow its limit. Raises OSError where the file cannot be fetched from the storage or no process be
    started: that is no fault of the file.
    """
    with tempfile.TemporaryFile() as content, tempfile.TemporaryFile() as answer:
        shutil.copyfileobj(file, content)
        content.seek(0)
        process = subprocess.Popen(
            [sys.executable, "-E", "-s", "-B", "-m", module, media_type],
            stdin=content,
            stdout=answer,
            stderr=subprocess.DEVNULL,
            cwd=settings.BASE_DIR,
            env={"LC_ALL": "C.UTF-8"},
            start_new_session=True,
        )
        try:
            ended = process.wait(WALL_SECONDS)
        except subprocess.TimeoutExpired:
            ended = -signal.SIGXCPU
        finally:
            process.kill()
            process.wait()
        if ended in HEAVY:
            return Reading("heavy")
        if ended == 1:  # it caught nothing: it did not even come to the file
            raise OSError("The process that reads files could not do its work.")
        answer.seek(0)
        return _understood(answer.read(ANSWER_BYTES + 1))


def _understood(answer: bytes) -> Reading:
    """Return an answer; one that is no answer means that the file took the process over or broke it."""
    try:
        read = json.loads(answer)
        outcome, text = read["outcome"], read["text"]
    except (ValueError, KeyError, TypeError):
        return Reading("damaged")
    if outcome not in OUTCOMES or not isinstance(text, str):
        return Reading("damaged")
    return Reading(outcome, clean_text(text))
