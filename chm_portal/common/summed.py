"""A file whose checksum is known when it is written, without reading it again."""

import hashlib
from typing import IO


class SummedFile:
    """Passes what is written on to another file; `sum` is its SHA-256 so far, `size` its bytes."""

    def __init__(self, file: IO[bytes]):
        self.file, self.sum, self.size = file, hashlib.sha256(), 0

    def write(self, part: bytes) -> int:
        """Write a part; return its length."""
        self.sum.update(part)
        self.size += len(part)
        return self.file.write(part)

    def flush(self) -> None:
        """Let what was written reach the file."""
        self.file.flush()
