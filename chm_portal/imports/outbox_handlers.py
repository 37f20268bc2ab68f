"""What the outbox hands to imports: files to check, rows to bring in, drafts to submit, one import at a time."""

from collections.abc import Callable

from chm_portal.imports import keeping
from chm_portal.outbox import queue


def _one_at_a_time(kind: str, work: Callable[[int], None]) -> Callable[[list[str]], None]:
    """Return a handler that does one key and puts the others back: together they could take too long a task."""

    def handle(keys: list[str]) -> None:
        first, *others = keys
        for key in others:
            queue.enqueue(kind, key)
        work(int(first))

    return handle


queue.handler("import-check")(_one_at_a_time("import-check", keeping.check))
queue.handler("import-bring-in")(_one_at_a_time("import-bring-in", keeping.bring_in))
queue.handler("import-hand-in")(_one_at_a_time("import-hand-in", keeping.hand_in))
