"""The registry of what notices are about: an app says what a subject is for one person, who may not see all.

    @subjects("record")
    def of_records(keys: list[str], user) -> dict[str, Subject]: ...

stands in an app's `topics` module and returns, by key, what this person may see now; all else is not there. It is asked
again each time somebody is told: what became private meanwhile is told to nobody.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise

from chm_portal.common.offer import is_offered


@dataclass(frozen=True)
class Subject:
    """What a notice leads to, as its reader sees it."""

    title: str
    language: str  # of the title
    url: str
    about: str | Promise = ""  # a word or two: its kind, the board it stands on


Finder = Callable[[list[str], object], dict[str, Subject]]
_finders: dict[str, Finder] = {}


def subjects(prefix: str):
    """Register a function that takes keys and a user and returns {key: subject} of what the user may see."""

    def register(finder: Finder) -> Finder:
        if prefix in _finders:
            raise ImproperlyConfigured(f"Two apps say what {prefix} subjects are.")
        _finders[prefix] = finder
        return finder

    return register


def seen_by(user, names: Iterable[str]) -> dict[str, Subject]:
    """Return {name: subject} of what this person, perhaps nobody who is signed in, may see now of these.

    One question for each prefix.
    """
    keys: dict[str, list[str]] = {}
    for name in dict.fromkeys(names):
        prefix, _colon, key = name.partition(":")
        keys.setdefault(prefix, []).append(key)
    found: dict[str, Subject] = {}
    for prefix, of_prefix in keys.items():
        if prefix in _finders and is_offered(_finders[prefix].__module__):
            found |= {f"{prefix}:{key}": subject for key, subject in _finders[prefix](of_prefix, user).items()}
    return found
