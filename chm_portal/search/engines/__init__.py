"""The engines that stand behind haystack; each one raises IndexUnusable where its index cannot be read."""

from haystack.exceptions import SearchBackendError


class IndexUnusable(SearchBackendError):
    """There is no index, or it cannot be read: search answers from the database until it is rebuilt."""
