"""Marks of what a page of a discussion showed (common.marks), and the refusal where they no longer fit."""

from chm_portal.common.marks import mark_of
from collaboration.refusals import Stale

__all__ = ["mark_of", "require_same"]


def require_same(seen: str, stands: str) -> None:
    """Check that what the person had before them still stands; nothing seen, nothing asked. Raises Stale."""
    if seen and seen != stands:
        raise Stale
