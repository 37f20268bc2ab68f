"""Has a file's text read in a confined process, and says how that ended."""

import json
from dataclasses import dataclass
from typing import IO

from chm_portal.common.clean_text import clean_text
from chm_portal.common.confined.process import Heavy, answer_of
from chm_portal.records.extraction.child import ANSWER_BYTES

WALL_SECONDS = 30
CHILD = "chm_portal.records.extraction.child"
OUTCOMES = {"read", "cut", "empty", "protected", "damaged", "unsafe", "heavy"}


@dataclass(frozen=True)
class Reading:
    """How the reading of a file ended, and its text: nothing but for the outcomes "read" and "cut"."""

    outcome: str
    text: str = ""


def read(file: IO[bytes], media_type: str, module: str = CHILD) -> Reading:
    """Return what a file says, whatever it does to the process that reads it; raises OSError as `answer_of` does."""
    try:
        with answer_of(file, module, [media_type], WALL_SECONDS) as answer:
            return _understood(answer.read(ANSWER_BYTES + 1))
    except Heavy:
        return Reading("heavy")


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
