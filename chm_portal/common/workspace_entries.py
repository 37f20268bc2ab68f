"""The registry of what waits for a person in the workspace: any app may add entries (architecture, section 2)."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise

from chm_portal.common.offer import is_offered


@dataclass(frozen=True)
class Entry:
    """One line of the workspace: what, how many, where."""

    label: str | Promise
    url: str
    count: int | None = None
    hint: str | Promise = ""


_makers: list[Callable[[HttpRequest], list[Entry]]] = []


def workspace_entries(maker: Callable[[HttpRequest], list[Entry]]):
    """Register a function that returns a person's entries; it lives in an app's `workspace` module."""
    _makers.append(maker)
    return maker


def entries_for(request: HttpRequest) -> list[Entry]:
    """Return all entries of the person who asks, in the order of the apps; none of a service that is switched off."""
    return [entry for maker in _makers if is_offered(maker.__module__) for entry in maker(request)]
