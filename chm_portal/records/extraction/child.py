"""The process that reads one file: `python -m chm_portal.records.extraction.child MEDIA_TYPE < file > answer`.

It limits itself before it looks at the file. The answer is one JSON object: {"outcome": ..., "text": ...}; a process
that was killed leaves none.
"""

import json
import sys
from collections.abc import Callable
from typing import IO

from chm_portal.common.confined.child import Protected, TooSlow, Unsafe, limit, limits_of
from chm_portal.records.extraction.collected import Collected, Enough

MEMORY_BYTES = 512 * 1024 * 1024
PROCESSOR_SECONDS = 15
ANSWER_BYTES = 4 * 1024 * 1024
LIMITS = limits_of(MEMORY_BYTES, PROCESSOR_SECONDS, ANSWER_BYTES)


def read(file: IO[bytes], media_type: str, readers: dict[str, Callable[[IO[bytes], Collected], None]]) -> dict:
    """Return {"outcome", "text"} of a file; whatever is wrong with it is an outcome."""
    collected = Collected()
    outcome = "read"
    try:
        readers[media_type](file, collected)
    except Enough:
        outcome = "cut"
    except TooSlow:
        outcome = "cut" if collected.text else "heavy"
    except MemoryError:
        outcome = "heavy"
    except Unsafe:
        outcome = "unsafe"
    except Protected:
        outcome = "protected"
    except Exception as error:
        # Damaged, or anything that a reader of a hundred kinds of broken files may raise.
        print(f"{type(error).__name__}: {error}"[:500], file=sys.stderr)
        outcome = "cut" if collected.text else "damaged"
    text = collected.text
    if outcome in ("read", "cut"):
        return {"outcome": outcome if text else "empty", "text": text}
    return {"outcome": outcome, "text": ""}


def main() -> None:
    """Read standard input, answer on standard output."""
    limit(LIMITS)
    from chm_portal.records.extraction.formats import READERS  # noqa: PLC0415 - the limits hold for what it loads too

    try:
        answer = read(sys.stdin.buffer, sys.argv[1], READERS)
    except (TooSlow, MemoryError):  # while it put together what it had
        answer = {"outcome": "heavy", "text": ""}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
