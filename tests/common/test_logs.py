"""A refusal is a line of the log, a fault has its traceback."""

import logging

from chm_portal.common.logs import RefusalsInALine


def logged(**more) -> logging.LogRecord:
    """Return what Django hands to the log of an answer, once the filter has seen it."""
    error = (PermissionError, PermissionError("Not yours"), None)
    record = logging.LogRecord("django.request", logging.WARNING, __file__, 1, "Forbidden: /en/", (), error)
    record.__dict__.update(more)
    assert RefusalsInALine().filter(record)
    return record


def test_a_refusal_is_told_in_a_line():
    assert logged(status_code=403).exc_info is None


def test_a_fault_keeps_its_traceback():
    assert logged(status_code=500).exc_info
    assert logged().exc_info


def test_the_log_of_answers_has_the_filter():
    assert any(isinstance(one, RefusalsInALine) for one in logging.getLogger("django.request").filters)
