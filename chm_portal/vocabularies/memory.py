"""The vocabularies in memory: what pages, forms and search ask instead of the database.

`vocabulary("theme")` costs no query once it has been read. A change is seen by the process that made it as soon as it
is committed, and by every other process within VOCABULARY_CHECK_SECONDS: so often, at most, one query compares the
versions of all vocabularies. The threads of a process share what is remembered; it is replaced, never changed.
"""

import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.apps import apps
from django.conf import settings
from modeltranslation.translator import translator

from chm_portal.common.languages import LANGUAGE_CODES, current, in_language, listed, pick

NAMES = {
    "Language": "language",
    "Region": "region",
    "Country": "country",
    "Theme": "theme",
    "Article": "article",
    "Decision": "decision",
    "Cycle": "cycle",
    "TargetFramework": "target_framework",
    "Target": "target",
    "ResourceType": "resource_type",
    "Audience": "audience",
    "Licence": "licence",
}
_MODELS = {name: model for model, name in NAMES.items()}


class RememberedTerm:
    """One term, to be read only: what its row has (is_party, address, wording ...), without a query.

    Translated columns (title, explanation, number ...) are in the reader's language, or else in another one; parent,
    region and framework are remembered terms too.
    """

    def __init__(self, row: Any, order: "Order", related: dict[str, "RememberedTerm | None"]):
        self.row, self.labels, self._order, self._related = row, row.labels, order, related

    @property
    def label(self) -> str:
        """Return the label in the reader's language, or else in another; articles and targets say their number."""
        return pick(self.labels)[0]

    @property
    def title(self) -> str:
        """Return the label without a number."""
        return in_language(self.row, "label")[0]

    def label_in(self, language: str | None = None) -> tuple[str, str]:
        """Return (label, language) for a reader of a language, so that a text in another one can be marked."""
        return pick(self.labels, language)

    @property
    def place(self) -> int:
        """Return where the term stands in the list that the reader sees: a key to sort terms by."""
        return self._order.place(self.row.pk)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name == "row":  # not there yet, as in a copy that is being made
            raise AttributeError(name)
        if name in self._related:
            return self._related[name]
        if name in translator.get_options_for_model(type(self.row)).all_fields:
            return in_language(self.row, name)[0]
        return getattr(self.row, name)

    def __str__(self) -> str:
        return self.label

    def __repr__(self) -> str:
        return f"<{type(self.row).__name__} {self.row.code}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RememberedTerm) and self.row == other.row

    def __hash__(self) -> int:
        return hash(self.row)


class Order:
    """The order of a vocabulary's terms in each language: as a tree, or by sort key where there is one."""

    def __init__(self, rows: Sequence[Any]):
        if rows and hasattr(rows[0], "sort_key"):
            lists = {code: sorted(rows, key=lambda row: (_sort_key(row, code), row.code)) for code in LANGUAGE_CODES}
        else:
            tree = list(_tree(rows))
            lists = dict.fromkeys(LANGUAGE_CODES, tree)
        self._pks = {code: [row.pk for row in rows] for code, rows in lists.items()}
        self._places = {code: {pk: place for place, pk in enumerate(pks)} for code, pks in self._pks.items()}

    def pks(self) -> list[int]:
        """Return the primary keys in the order of the reader's language."""
        return self._pks[current()]

    def place(self, pk: int) -> int:
        """Return the place of a term in the reader's language."""
        return self._places[current()][pk]


def _sort_key(row: Any, language: str) -> str:
    return in_language(row, "sort_key", language)[0]


def _tree(rows: Sequence[Any]) -> Iterator[Any]:
    """Yield rows that are in the order of their places, each followed by those that stand under it."""
    under: dict[int | None, list[Any]] = {}
    for row in rows:
        under.setdefault(getattr(row, "parent_id", None), []).append(row)
    waiting = under.pop(None, [])[::-1]
    while waiting:
        row = waiting.pop()
        yield row
        waiting += under.pop(row.pk, [])[::-1]
    for circle in under.values():  # the admin refuses them, the database cannot: no term may get lost by one
        yield from circle


class Vocabulary:
    """The terms of one vocabulary, by code, retired ones included; lists are in the order of the reader's language."""

    def __init__(self, name: str, rows: Sequence[Any], related: dict[str, "Vocabulary"]):
        self.name = name
        self._order = Order(rows)
        self._by_pk: dict[int, RememberedTerm] = {}
        for row in _tree(rows):
            keys = {field: getattr(row, f"{field}_id") for field in related}
            terms = {field: others.by_pk(keys[field]) if keys[field] else None for field, others in related.items()}
            if hasattr(row, "parent_id"):
                terms["parent"] = self._by_pk.get(row.parent_id)
            for field, term in terms.items():
                setattr(row, field, term.row if term else None)  # so that the row's own methods make no query
            self._by_pk[row.pk] = RememberedTerm(row, self._order, terms)
        self._by_code = {term.code: term for term in self._by_pk.values()}

    def __getitem__(self, code: str) -> RememberedTerm:
        return self._by_code[code]

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __iter__(self) -> Iterator[RememberedTerm]:
        return (self._by_pk[pk] for pk in self._order.pks())

    def __len__(self) -> int:
        return len(self._by_code)

    def get(self, code: str, default: RememberedTerm | None = None) -> RememberedTerm | None:
        """Return the term with this code, or the default."""
        return self._by_code.get(code, default)

    def by_pk(self, pk: int) -> RememberedTerm:
        """Return the term of a foreign key's value; raises KeyError.

        A key that is not known was added by another process since the last comparison: a row that refers to it may be
        here already, so it is read at once. (A code that is not known comes from people, and is worth no query.)
        """
        if pk in self._by_pk:
            return self._by_pk[pk]
        forget()
        return vocabulary(self.name)._by_pk[pk]

    def codes(self) -> list[str]:
        """Return all codes, those of retired terms included."""
        return [term.code for term in self]

    def in_use(self) -> list[RememberedTerm]:
        """Return the terms that are not retired."""
        return [term for term in self if not term.retired]

    def under(self, parent: RememberedTerm | None) -> list[RememberedTerm]:
        """Return the terms in use that stand directly under a term; under None: those at the top."""
        return [term for term in self.in_use() if term.parent == parent]

    def listed(self, codes: Iterable[str]) -> str:
        """Return the labels of these codes in one line, in their order; a code that is no term is left out."""
        return listed(self[code].label for code in codes if code in self)

    def choices(self, keeping: Iterable[str] = ()) -> list[tuple[str, str]]:
        """Return (code, label) of the terms in use and of those named, for a form that must not lose a retired one."""
        kept = set(keeping)
        return [(term.code, term.label) for term in self if not term.retired or term.code in kept]


class Memory:
    """What one process remembers of the vocabularies."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._remembered: dict[str, Vocabulary] = {}
        self._versions: dict[str, int] = {}
        self._checked: float | None = None  # on the clock of time.monotonic; None: not since something changed

    def vocabulary(self, name: str) -> Vocabulary:
        """Return a vocabulary, read from the database if need be."""
        if not self._is_fresh():
            self._compare_versions()
        return self._remembered.get(name) or self._read(name)

    def forget(self) -> None:
        """Let the next question read the vocabularies from the database again."""
        with self._lock:
            self._remembered, self._checked = {}, None

    def look_again(self) -> None:
        """Let the next question compare the versions: somebody has heard of a change."""
        with self._lock:  # else a comparison that began before the change would call itself fresh
            self._checked = None

    def _is_fresh(self) -> bool:
        seconds = settings.VOCABULARY_CHECK_SECONDS
        if seconds is None:
            return True
        checked = self._checked  # another thread may set it to None at any moment
        return checked is not None and time.monotonic() - checked < seconds

    def _compare_versions(self) -> None:
        with self._lock:
            if self._is_fresh():
                return  # another thread has just asked
            # Asked before any row is read: a change between the two is noticed the next time.
            versions = dict(apps.get_model("vocabularies", "VocabularyVersion").objects.values_list("pk", "number"))
            if versions != self._versions:
                self._remembered, self._versions = {}, versions
            self._checked = time.monotonic()

    def _read(self, name: str) -> Vocabulary:
        with self._lock:
            if name not in self._remembered:
                model = apps.get_model("vocabularies", _MODELS[name])
                related = {
                    field.name: self._read(NAMES[field.related_model.__name__])
                    for field in model._meta.fields
                    if field.related_model and field.related_model is not model
                }
                rows = model.in_order(model.objects.all())
                self._remembered[name] = Vocabulary(name, rows, related)
            return self._remembered[name]


_memory = Memory()
vocabulary = _memory.vocabulary
forget = _memory.forget
look_again = _memory.look_again
