"""Loading the data files into the vocabularies, again and again, without undoing what the secretariat has changed.

Each term remembers, column by column, what was last loaded into it. A column whose present value is still that one
follows the file; any other was changed by people, and stays. A term that has gone from its file is retired, unless
people have changed it; one that people have added is never touched.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.db import models, transaction

from chm_portal.audit import trail
from chm_portal.vocabularies import files
from chm_portal.vocabularies.files import Columns, DataFile
from chm_portal.vocabularies.models import Term, VocabularyVersion

_NEVER = object()  # what was loaded into a column that no file has had yet


@dataclass
class Outcome:
    """What loading one vocabulary did; `kept` names what people have changed and the file wants otherwise."""

    vocabulary: str
    is_unchanged_file: bool = False
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    @property
    def has_written(self) -> bool:
        """Whether any term was written."""
        return bool(self.added or self.changed or self.retired)


def load(folder: Path | None = None, *, force: bool = False) -> list[Outcome]:
    """Load the files whose digest differs from the one last loaded, or all of them; raises files.FileError.

    All files are loaded or none. Without a change it costs one query.
    """
    data_files = [files.open_file(vocabulary, folder or files.FOLDER) for vocabulary in files.FILES]
    digests = dict(VocabularyVersion.objects.values_list("pk", "digest"))
    new = {file.vocabulary for file in data_files if force or digests.get(file.vocabulary) != file.digest}
    if not new:
        return [Outcome(file.vocabulary, is_unchanged_file=True) for file in data_files]
    files.read(data_files)
    with transaction.atomic():
        return [
            _load_file(file) if file.vocabulary in new else Outcome(file.vocabulary, is_unchanged_file=True)
            for file in data_files
        ]


def _load_file(file: DataFile) -> Outcome:
    outcome = Outcome(file.vocabulary)
    terms = {term.code: term for term in file.model.objects.select_for_update()}
    references = _References(file.model)
    # New terms first: an old one may now stand under one of them.
    _add({code: columns for code, columns in file.rows.items() if code not in terms}, references, outcome)
    for code, term in terms.items():
        if code in file.rows:
            _follow(term, file.rows[code], references, outcome)
        else:
            _retire(term, references, outcome)
    if outcome.has_written:
        file.model.announce_change()
        acts = {name: codes for name in ("added", "changed", "retired") if (codes := getattr(outcome, name))}
        trail.record("vocabulary.loaded", None, f"vocabulary:{file.vocabulary}", **acts)
    VocabularyVersion.objects.update_or_create(pk=file.vocabulary, defaults={"digest": file.digest})
    return outcome


class _References:
    """The terms that one vocabulary's foreign keys lead to, by code and by key."""

    def __init__(self, model: type[Term]):
        self.model = model
        self.fields = [db_field for db_field in model._meta.concrete_fields if db_field.is_relation]
        self._keys = {name: dict(other.objects.values_list("code", "pk")) for name, other in self._others().items()}

    def _others(self) -> dict[str, type[Term]]:
        return {db_field.name: db_field.related_model for db_field in self.fields}

    def learn(self, terms: Iterable[Term]) -> None:
        """Take in terms of the vocabulary itself that have just been added."""
        for name, other in self._others().items():
            if other is self.model:
                self._keys[name] |= {term.code: term.pk for term in terms}

    def knows(self, columns: Columns) -> bool:
        """Whether everything that these columns lead to is there already."""
        return all(columns[name] is None or columns[name] in keys for name, keys in self._keys.items())

    def read(self, term: Term, column: str) -> Any:
        """Return a column as a data file would have it: a code for a key, text for a date."""
        if column in self._keys:
            codes = {key: code for code, key in self._keys[column].items()}
            return codes.get(getattr(term, f"{column}_id"))
        value = getattr(term, column)
        if value is None and isinstance(term._meta.get_field(column), models.CharField | models.TextField):
            return ""
        return value.isoformat() if isinstance(value, date) else value

    def write(self, term: Term, column: str, value: Any) -> None:
        """Set a column to what a data file has."""
        if column in self._keys:
            setattr(term, f"{column}_id", None if value is None else self._keys[column][value])
        elif value is not None and isinstance(term._meta.get_field(column), models.DateField):
            setattr(term, column, date.fromisoformat(value))
        else:
            setattr(term, column, value)


def _follow(term: Term, columns: Columns, references: _References, outcome: Outcome) -> None:
    """Bring a term to what its row wants, except where people have changed it."""
    loaded, written = {column: value for column, value in term.loaded.items() if column in columns}, []
    for column, wanted in columns.items():
        present = references.read(term, column)
        if present != wanted:
            last = loaded.get(column, _NEVER)
            if present != last and not (last is _NEVER and _is_blank(term, column, present)):
                outcome.kept.append(f"{term.code}.{column}")
                continue
            references.write(term, column, wanted)
            written.append(column)
        loaded[column] = wanted
    if loaded != term.loaded:
        term.loaded = loaded
        term.save()
        if written:
            outcome.changed.append(term.code)


def _is_blank(term: Term, column: str, value: Any) -> bool:
    """Whether a column that no file has filled yet is as a new column is."""
    return value in (None, "", []) or value == term._meta.get_field(column).get_default()


def _retire(term: Term, references: _References, outcome: Outcome) -> None:
    """Retire a term that has gone from its file, unless people added it or changed it."""
    if not term.loaded or term.retired:
        return
    known = {column: value for column, value in term.loaded.items() if hasattr(term, column)}
    if any(references.read(term, column) != value for column, value in known.items()):
        outcome.kept.append(term.code)
        return
    term.retired, term.loaded = True, term.loaded | {"retired": True}
    term.save()
    outcome.retired.append(term.code)


def _add(rows: dict[str, Columns], references: _References, outcome: Outcome) -> None:
    """Add new terms, those first under which others stand."""
    while rows:
        ready = {code: columns for code, columns in rows.items() if references.knows(columns)}
        terms = []
        for code, columns in ready.items():
            term = references.model(code=code, loaded=columns)
            for column, value in columns.items():
                references.write(term, column, value)
            terms.append(term)
        references.learn(references.model.objects.bulk_create(terms))
        outcome.added += ready
        rows = {code: columns for code, columns in rows.items() if code not in ready}
