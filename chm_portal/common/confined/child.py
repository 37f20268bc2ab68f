"""In the process that reads a file: its limits, taken before it looks at the file, and what can be wrong with one."""

import resource
import signal
from collections.abc import Iterable

Limit = tuple[int, int, int]  # of setrlimit: what, soft, hard


class TooSlow(BaseException):
    """The processor's time is used up. Not an Exception: what readers catch of broken files must not catch this."""


class Unsafe(Exception):
    """The file holds what no honest program writes: bombs, entities, more parts than any document has."""


class Protected(Exception):
    """The file opens with a password only."""


class Damaged(Exception):
    """The file is not what it says it is, or cannot be read."""


def limits_of(memory_bytes: int, processor_seconds: int, answer_bytes: int) -> tuple[Limit, ...]:
    """Return the limits of a process that reads one file and writes one answer."""
    return (
        (resource.RLIMIT_AS, memory_bytes, memory_bytes),
        (resource.RLIMIT_CPU, processor_seconds, processor_seconds + 2),  # first a signal, then the end
        (resource.RLIMIT_FSIZE, answer_bytes, answer_bytes),
        (resource.RLIMIT_NOFILE, 64, 64),
        (resource.RLIMIT_NPROC, 0, 0),
        (resource.RLIMIT_CORE, 0, 0),
    )


def limit(limits: Iterable[Limit]) -> None:
    """Take away from this process what reading a file does not need; more than its time kills it."""
    for what, soft, hard in limits:
        _soft, allowed = resource.getrlimit(what)
        most = hard if allowed == resource.RLIM_INFINITY else min(hard, allowed)
        resource.setrlimit(what, (min(soft, most), most))
    signal.signal(signal.SIGXCPU, _stop)


def _stop(_signal, _frame) -> None:
    raise TooSlow
