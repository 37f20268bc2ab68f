"""What the log says of what went wrong."""

import logging


class RefusalsInALine(logging.Filter):
    """Leaves the traceback out of what is no fault: a refusal (403) and the like is told in a line."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every message; those of answers below 500 without their traceback."""
        if getattr(record, "status_code", 500) < 500:
            record.exc_info = record.exc_text = None
        return True
