"""The registry of what can be followed and discussed: a topic is a short string, an app says what it names (section 6).

    @topics("record")
    def of_records(keys: list[str]) -> dict[str, Topic]: ...

stands in an app's `topics` module and returns what exists and is public, by key; all else is simply not there.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured
from django.core.validators import RegexValidator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chm_portal.common.offer import is_offered

SHAPE = r"^[a-z]+:[a-z0-9]+([.-][a-z0-9]+)*$"
LONGEST = 100
has_topic_shape = RegexValidator(
    SHAPE, _("A topic is a kind, a colon and a code, such as “theme:forest-biodiversity”.")
)


@dataclass(frozen=True)
class Topic:
    """Something that a discussion can be about, as a reader of the active language sees it."""

    name: str  # "theme:forest-biodiversity"
    title: str | Promise
    language: str  # of the title
    url: str
    is_public: bool = True


Finder = Callable[[list[str]], dict[str, Topic]]
OwnFinder = Callable[[list[str], object], dict[str, Topic]]
_finders: dict[str, Finder] = {}
_own_finders: dict[str, OwnFinder] = {}


def topics(prefix: str):
    """Register a function that takes the keys after a prefix and returns {key: topic} of those that are public."""

    def register(finder: Finder) -> Finder:
        if prefix in _finders:
            raise ImproperlyConfigured(f"Two apps say what {prefix} topics are.")
        _finders[prefix] = finder
        return finder

    return register


def own_topics(prefix: str):
    """Register a function that takes keys and a person, and returns {key: topic} of what only that person has."""

    def register(finder: OwnFinder) -> OwnFinder:
        _own_finders[prefix] = finder
        return finder

    return register


def look_up(names: Iterable[str]) -> dict[str, Topic]:
    """Return {name: topic} of the names that mean something public, in their order; one question for each prefix.

    A name of a service that is switched off means nothing.
    """
    wanted = _well_formed(names)
    found: dict[str, Topic] = {}
    for prefix, of_prefix in _keys_by_prefix(wanted).items():
        if prefix in _finders and is_offered(_finders[prefix].__module__):
            found |= {f"{prefix}:{key}": topic for key, topic in _finders[prefix](of_prefix).items() if topic.is_public}
    return {name: found[name] for name in wanted if name in found}


def look_up_own(names: Iterable[str], user) -> dict[str, Topic]:
    """Return {name: topic} of the names that mean something of this person's own, such as a saved search."""
    found: dict[str, Topic] = {}
    for prefix, keys in _keys_by_prefix(_well_formed(names)).items():
        if prefix in _own_finders:
            found |= {f"{prefix}:{key}": topic for key, topic in _own_finders[prefix](keys, user).items()}
    return found


def _well_formed(names: Iterable[str]) -> list[str]:
    return [name for name in dict.fromkeys(names) if len(name) <= LONGEST and re.match(SHAPE, name)]


def _keys_by_prefix(names: list[str]) -> dict[str, list[str]]:
    keys: dict[str, list[str]] = {}
    for name in names:
        prefix, _colon, key = name.partition(":")
        keys.setdefault(prefix, []).append(key)
    return keys
