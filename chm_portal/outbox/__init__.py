"""Work that follows a commit: `enqueue` it in the transaction, a `handler` does it on the worker side."""
