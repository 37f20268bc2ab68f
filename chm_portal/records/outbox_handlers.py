"""What the outbox hands to records: that the files of some have changed."""

from chm_portal.outbox import queue
from chm_portal.records import file_texts, tasks


@queue.handler("read-files")
def read_files(topics: list[str]) -> None:
    """Note which files of these records ("record:12") are to be read, and have a worker read them.

    Reading takes longer than an outbox row may; once noted, it is found by the task and by the sweep behind it.
    """
    file_texts.take_in([int(topic.partition(":")[2]) for topic in topics])
    tasks.read_files.apply_async(retry=False, expires=600)
