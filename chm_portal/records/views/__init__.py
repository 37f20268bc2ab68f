"""Pages of records: the workspace where they are written, the queue where they are reviewed, the pages all may read."""
