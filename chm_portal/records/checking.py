"""The secretariat's classification check: each field confirmed or changed, and what changed, on record (R67, R68)."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from chm_portal.common.languages import listed
from chm_portal.records.answers import Answer
from chm_portal.records.classification import standing
from chm_portal.records.fields import TermsField
from chm_portal.records.forms import language_columns
from chm_portal.records.models import Revision
from chm_portal.records.reading import answers, in_words
from chm_portal.records.refusals import Refusal


def checked_fields(revision: Revision) -> list[str]:
    """Return the fields that are checked: of translated ones, the languages that are filled.

    None of what a Party says for itself: its focal point publishes it, the secretariat links it afterwards.
    """
    if revision.record.is_national:
        return []
    form, payload, names = revision.kind_of.form, revision.payload, []
    for name in form.checked:
        if name in form.translated:
            names.extend(column for column in language_columns(name) if payload.get(column))
        else:
            names.append(name)
    return names


def as_classified(revision: Revision) -> dict[str, Any]:
    """Return {field: value} as a reviewer first sees it: the owner's terms with those the secretariat added before."""
    form, payload = revision.kind_of.form, revision.payload
    values = {name: payload.get(name) or "" for name in checked_fields(revision)}
    for name in values:
        field = form.base_fields[name]
        if isinstance(field, TermsField):
            added = standing(revision.record, field)[1] if field.through else set()
            values[name] = sorted(set(payload.get(name) or []) | added)
    return values


def classified_answers(revision: Revision) -> list[Answer]:
    """Return the checked fields as answers, in words for a page."""
    return list(_answers(revision, as_classified(revision)).values())


def apply(revision: Revision, check: dict[str, Any] | None) -> None:
    """Carry the reviewer's check into the revision: outcome by field in `checks`, changes into the payload.

    A term the reviewer drops leaves the owner's answer; a term the reviewer adds stands beside it as the secretariat's.
    Raises Refusal when a checked field is missing from the check.
    """
    form, before, checks = revision.kind_of.form, as_classified(revision), {}
    if missing := [name for name in before if name not in (check or {})]:
        raise Refusal(
            _("Confirm or change every point of the classification check: %(fields)s."),
            code="check",
            params={"fields": listed(missing)},
        )
    for name, was in before.items():
        now, field = check[name], form.base_fields[name]
        if isinstance(field, TermsField):
            now = sorted(now)
        checks[name] = {"outcome": "confirmed"} if now == was else {"outcome": "changed", "from": was, "to": now}
        if isinstance(field, TermsField) and field.through:
            owner = set(revision.payload.get(name) or [])
            # An obligatory answer of which nothing is left becomes the reviewer's, who stands behind it too.
            revision.payload[name] = sorted(owner & set(now)) or (now if field.required else [])
            checks[name]["secretariat"] = sorted(set(now) - owner)
        else:
            revision.payload[name] = now
    revision.checks = checks


@dataclass(frozen=True)
class ToldCheck:
    """One point of a check as the submitter reads it."""

    label: Any
    is_changed: bool
    before: str | list[str] = ""
    after: str | list[str] = ""


def told(revision: Revision) -> list[ToldCheck]:
    """Return the secretariat's check of a revision in words, field by field (R67)."""
    before = _answers(revision, {name: check.get("from") for name, check in revision.checks.items()})
    after = _answers(revision, {name: check.get("to") for name, check in revision.checks.items()})
    return [
        ToldCheck(after[name].label, check["outcome"] == "changed", in_words(before[name]), in_words(after[name]))
        for name, check in revision.checks.items()
    ]


def _answers(revision: Revision, payload: dict) -> dict[str, Answer]:
    values = Revision(record=revision.record, payload=payload, schema=revision.kind_of.form.schema)
    return {answer.name: answer for answer in answers(values)}
