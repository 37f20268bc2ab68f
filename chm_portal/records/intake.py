"""The guard before the first save: a draft is not validated, so what comes in must at least be storable (F14).

Unguarded, PostgreSQL refuses NUL and lone surrogates, and JSON that is nested deeply or holds NaN ends in an error
page: a lost draft. What an answer says is the form's business.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from chm_portal.common.clean_text import clean_text

__all__ = ["Problem", "check_shape", "clean_payload", "clean_text"]

MEGABYTE = 1024 * 1024
PAYLOAD_BYTES = 2 * MEGABYTE  # of all answers, as they are stored
TEXT_BYTES = MEGABYTE
NAME_LENGTH = 100
NESTING = 5  # the payload, a list of rows, a row, a list in a row, one more
ITEMS = 500  # of one list or row, and answers in one payload
LARGEST_NUMBER = 2**53 - 1  # beyond it not every reader of JSON keeps a number exact


@dataclass(frozen=True)
class Problem:
    """Why an answer was not stored; `field` is its name in the payload, "" for the entry as a whole."""

    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.field}: {self.message}" if self.field else self.message


class _Refused(Exception):
    """An answer cannot be stored, for the reason given."""


def clean_payload(raw: Any, beside: Mapping[str, Any] | None = None) -> tuple[dict[str, Any], list[Problem]]:
    """Return what can be stored of any JSON value, and a problem for each answer that cannot.

    Text loses NUL and other control characters, halves of surrogate pairs are replaced, line ends become newlines: no
    problem worth a message. An answer beyond a limit is left out whole and named, never cut short. `beside` are the
    answers that stay as they are and take up room. Nothing is raised, whatever comes in.
    """
    if not isinstance(raw, Mapping):
        return {}, [Problem("", _("This is not an entry: it should hold answers by field name."))]
    if len(raw) > ITEMS:
        return {}, [Problem("", _("An entry can have at most %(limit)d answers.") % {"limit": ITEMS})]
    payload: dict[str, Any] = {}
    problems: list[Problem] = []
    room = PAYLOAD_BYTES - sum(_size(value) for name, value in (beside or {}).items() if name not in raw)
    for key, value in raw.items():
        name = clean_text(str(key))
        try:
            answer = _storable(value, depth=2)
            room -= _fitting(name, answer, room)
        except _Refused as refusal:
            problems.append(Problem(name[:NAME_LENGTH], str(refusal)))
        else:
            payload[name] = answer
    return payload, problems


def _fitting(name: str, answer: Any, room: int) -> int:
    """Return the answer's size in bytes; raises _Refused if there is no room for it."""
    if len(name) > NAME_LENGTH:
        raise _Refused(_("No field has such a long name."))
    size = _size(answer)
    if size > room:
        limit = {"limit": filesizeformat(PAYLOAD_BYTES)}
        raise _Refused(_("There is no room left: an entry can have %(limit)s. Attach long texts as files.") % limit)
    return size


def _size(value: Any) -> int:
    return len(json.dumps(value, ensure_ascii=False).encode())


def _storable(value: Any, depth: int) -> Any:
    """Return a JSON value as PostgreSQL can keep it; raises _Refused beyond a limit."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _storable_text(value)
    if isinstance(value, int | float):
        if not abs(value) <= LARGEST_NUMBER:  # not ">": nothing compares with NaN
            raise _Refused(_("This number is too large to be kept exactly, or is no number at all."))
        return value
    if not isinstance(value, list | tuple | Mapping):
        raise _Refused(_("This is neither text, number, list nor yes or no."))
    if depth > NESTING:
        raise _Refused(_("Lists stand in lists here more deeply than any form asks for."))
    if len(value) > ITEMS:
        raise _Refused(_("This list is too long: it can have %(limit)d entries.") % {"limit": ITEMS})
    if isinstance(value, Mapping):
        return {_storable_text(str(key)): _storable(item, depth + 1) for key, item in value.items()}
    return [_storable(item, depth + 1) for item in value]


def _storable_text(text: str) -> str:
    text = clean_text(text)
    if len(text.encode()) > TEXT_BYTES:
        limit = {"limit": filesizeformat(TEXT_BYTES)}
        raise _Refused(_("This text is too long: it can have %(limit)s. Shorten it or attach it as a file.") % limit)
    return text


# --- shape, at the doors where no page of ours asked the questions --------------------------------


def check_shape(form: type[forms.BaseForm], payload: Mapping[str, Any]) -> list[Problem]:
    """Return a problem for each unknown name and wrong JSON type (API, workbook, harvest; records take text otherwise).

    Without it a form takes {"a": 1} for the title "{'a': 1}" and "no" for a ticked box. Null stands for no answer.
    """
    return list(_shape_problems(form, payload, prefix=""))


def _shape_problems(form: type[forms.BaseForm], answers: Mapping[str, Any], prefix: str) -> Iterator[Problem]:
    for name, value in answers.items():
        field = form.base_fields.get(name)
        if field is None:
            yield Problem(f"{prefix}{name}", _("There is no such field."))
        elif value is not None:
            yield from _field_problems(field, value, f"{prefix}{name}")


def _field_problems(field: forms.Field, value: Any, name: str) -> Iterator[Problem]:
    if row_form := getattr(field, "row_form", None):
        if not isinstance(value, list) or not all(isinstance(row, Mapping) for row in value):
            yield Problem(name, _("A list of objects is expected."))
            return
        for number, row in enumerate(value):
            yield from _shape_problems(row_form, row, f"{name}[{number}].")
    elif isinstance(field, forms.MultipleChoiceField):
        if not isinstance(value, list) or not all(isinstance(code, str) for code in value):
            yield Problem(name, _("A list of codes is expected."))
    elif isinstance(field, forms.BooleanField):
        if not isinstance(value, bool):
            yield Problem(name, _("true or false is expected."))
    elif isinstance(field, forms.IntegerField):
        if not isinstance(value, int) or isinstance(value, bool):
            yield Problem(name, _("A whole number is expected."))
    elif not isinstance(value, str):
        yield Problem(name, _("Text is expected."))
