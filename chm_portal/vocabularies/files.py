"""The data files: read, checked, and turned into columns.

A file is an object with `vocabulary`, `source` (where its texts come from, for people) and `rows`. A row has a `code`
and the columns of its model by name. A translated column is {language: text} in all six languages, or one text that is
the same in all; a term of another vocabulary is named by its code; what is left out has the model's default.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from modeltranslation.translator import translator

from chm_portal.common.languages import LANGUAGE_CODES, suffix
from chm_portal.vocabularies.models import Term
from chm_portal.vocabularies.models.terms import CODE

FOLDER = Path(__file__).parent / "data"
# In this order each vocabulary finds those it refers to already there.
FILES = {
    "language": "languages.json",
    "region": "regions.json",
    "country": "countries.json",
    "theme": "themes.json",
    "article": "articles.json",
    "decision": "decisions.json",
    "cycle": "cycles.json",
    "target_framework": "target_frameworks.json",
    "target": "targets.json",
    "resource_type": "resource_types.json",
    "audience": "audiences.json",
    "licence": "licences.json",
}
_NOT_IN_FILES = {"id", "sort_order", "retired", "loaded"}

Columns = dict[str, Any]


class FileError(ValueError):
    """A data file has mistakes: each is named with its file, row and column."""

    def __init__(self, mistakes: list[str]):
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


@dataclass
class DataFile:
    """One data file: what its rows want in the columns of their terms, in order."""

    vocabulary: str
    path: Path
    digest: str
    mistakes: list[str] = field(default_factory=list)
    rows: dict[str, Columns] = field(default_factory=dict)  # code: columns

    @property
    def model(self) -> type[Term]:
        """Return the model of its terms."""
        return apps.get_model("vocabularies", self.vocabulary.replace("_", ""))

    def complain(self, place: str, code: object, column: str, what: str) -> None:
        """Note a mistake."""
        self.mistakes.append(f"{self.path.name}, {place} ({code}), {column}: {what}")


def open_file(vocabulary: str, folder: Path) -> DataFile:
    """Return a data file with its digest, not yet read."""
    path = folder / FILES[vocabulary]
    return DataFile(vocabulary, path, hashlib.sha256(path.read_bytes()).hexdigest())


def read(files: list[DataFile]) -> None:
    """Fill in the rows of all files; raises FileError with every mistake found."""
    for file in files:
        _read_rows(file)
    codes = {file.model: file.rows.keys() for file in files}
    for file in files:
        _check_references(file, codes)
    mistakes = [mistake for file in files for mistake in file.mistakes]
    if mistakes:
        raise FileError(mistakes)


def _read_rows(file: DataFile) -> None:
    try:
        content = json.loads(file.path.read_text(encoding="utf-8"))
        rows = content["rows"]
    except (ValueError, KeyError, TypeError) as error:
        raise FileError([f"{file.path.name}: it is no object with rows: {error!r}"]) from error
    for number, row in enumerate(rows, start=1):
        _read_row(file, number, row)


def _read_row(file: DataFile, number: int, row: Any) -> None:
    place, code = f"row {number}", row.get("code") if isinstance(row, dict) else None

    def complain(column: str, what: str) -> None:
        file.complain(place, code, column, what)

    if not (isinstance(code, str) and re.fullmatch(CODE, code)):
        return complain("code", "must be small letters, digits, hyphens or dots")
    if code in file.rows:
        return complain("code", "stands in the file twice")
    fields = fields_of(file.model)
    for name in row.keys() - fields.keys() - {"code"}:
        complain(name, "is no column of this vocabulary")
    columns = {"sort_order": number * 10, "retired": False}
    for db_field in fields.values():
        columns |= _columns(db_field, row, complain)
    file.rows[code] = file.model.completed(columns)
    return None


def fields_of(model: type[Term]) -> dict[str, models.Field]:
    """Return the columns a row of the data file may have: translated ones once, under their own name."""
    options = translator.get_options_for_model(model)
    in_one_language = {column.name for columns in options.all_fields.values() for column in columns}
    return {
        db_field.name: db_field
        for db_field in model._meta.concrete_fields
        if db_field.name not in in_one_language | _NOT_IN_FILES | {"code"}
    }


def is_translated(db_field: models.Field) -> bool:
    """Whether a column exists in six languages."""
    return db_field.name in translator.get_options_for_model(db_field.model).all_fields


def _columns(db_field: models.Field, row: dict, complain: Callable[[str, str], None]) -> Columns:
    """Return the columns that one entry of a row fills: six for a translated one."""
    name = db_field.name
    if is_translated(db_field):
        value = row.get(name, {})
        texts = dict.fromkeys(LANGUAGE_CODES, value) if isinstance(value, str) else value
        return dict(_texts(db_field, texts, complain))
    value = row.get(name, _default(db_field))
    if not _is_right(db_field, value):
        complain(name, f"cannot be {value!r}")
    return {name: value}


def _texts(db_field: models.Field, texts: Any, complain: Callable[[str, str], None]) -> Iterator[tuple[str, str]]:
    if not isinstance(texts, dict):
        complain(db_field.name, "must be a text, or an object with a text for each language")
        texts = {}
    for language in texts.keys() - set(LANGUAGE_CODES):
        complain(f"{db_field.name}.{language}", "is none of the six languages")
    for language in LANGUAGE_CODES:
        text = texts.get(language, "")
        if not isinstance(text, str) or text != text.strip() or (not text and not db_field.blank):
            complain(f"{db_field.name}.{language}", "must be a text, without space around it")
        elif db_field.max_length and len(text) > db_field.max_length:
            complain(f"{db_field.name}.{language}", f"is longer than {db_field.max_length} characters")
        yield f"{db_field.name}_{suffix(language)}", text if isinstance(text, str) else ""


def _default(db_field: models.Field) -> Any:
    return None if db_field.null or db_field.is_relation else db_field.get_default()


def _is_date(value: Any) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except (TypeError, ValueError):
        return False


_CHECKS: tuple[tuple[type[models.Field], Callable[[Any], bool]], ...] = (
    (models.BooleanField, lambda value: isinstance(value, bool)),
    (models.IntegerField, lambda value: isinstance(value, int) and not isinstance(value, bool)),
    (models.DateField, _is_date),
    (ArrayField, lambda value: isinstance(value, list) and all(item in LANGUAGE_CODES for item in value)),
    (models.ForeignKey, lambda value: isinstance(value, str)),
)


def _is_right(db_field: models.Field, value: Any) -> bool:
    """Whether a value of the file fits a column that is not translated."""
    if value is None:
        return db_field.null
    for kind, check in _CHECKS:
        if isinstance(db_field, kind):
            return check(value)
    if not isinstance(value, str) or (not value and not db_field.blank):
        return False
    return not db_field.choices or value in dict(db_field.choices)


def _check_references(file: DataFile, codes: dict[type[Term], Any]) -> None:
    """Complain of terms that are not there, or that stand further down in the same file."""
    references = {name: field.related_model for name, field in fields_of(file.model).items() if field.is_relation}
    seen: set[str] = set()
    for number, (code, columns) in enumerate(file.rows.items(), start=1):
        for name, model in references.items():
            known = seen if model is file.model else codes[model]
            if columns[name] is not None and columns[name] not in known:
                file.complain(f"term {number}", code, name, f"there is no {columns[name]!r}, or not before it")
        seen.add(code)
