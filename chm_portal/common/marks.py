"""Marks of what a page showed, by which a change that somebody else made meanwhile is noticed."""

from hashlib import sha256


def mark_of(*values: object) -> str:
    """Return a short mark of these values: the same for the same, another for others."""
    return sha256("\x1f".join(map(str, values)).encode()).hexdigest()[:16]
