"""Beginning a record from another: from an earlier one (what is taken along, what is not), or as its answer (R40)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from chm_portal.common.clean_text import clean_text
from chm_portal.common.languages import LANGUAGE_CODES, listed
from chm_portal.directory import access
from chm_portal.records import kinds
from chm_portal.records.fields import FilesField, RelationsField
from chm_portal.records.forms import RecordForm, language_columns
from chm_portal.records.models import Record, Relation, Revision


@dataclass(frozen=True)
class Copy:
    """What a new record begins with: the answers, and of which record."""

    form: type[RecordForm]
    source: Record
    title: tuple[str, str]
    answers: dict[str, Any]
    left_out: list[str]  # names of fields that were answered and are not taken along

    @property
    def in_words(self) -> str:
        """Say what was copied and what was not."""
        names = {"copied": listed(self._labels(self.answers)), "title": self.title[0]}
        sentence = _("Copied from “%(title)s”: %(copied)s.") % names
        if self.left_out:
            sentence += " " + _("Not copied: %(names)s.") % {"names": listed(self._labels(self.left_out))}
        return sentence

    @property
    def labels_left_out(self) -> str:
        """The names of what is not taken along."""
        return listed(self._labels(self.left_out))

    def _labels(self, names) -> list[str]:
        """Return each field's label once; the languages of a translated text count as one."""
        columns = {column: name for name in self.form.translated for column in language_columns(name)}
        labels = {}
        for field in self.form.base_fields:
            if field in names:
                name = columns.get(field)
                label = self.form.translated[name] if name else self.form.base_fields[field].label
                labels[str(label)] = None
        return list(labels)


def is_copied(form: type[RecordForm], name: str) -> bool:
    """Whether an answer is taken along: none that makes a record the one it is, no file, no declaration."""
    field = form.base_fields.get(name)
    if field is None or name in form.fixed or name in form.not_copied:
        return False
    return not isinstance(field, FilesField | RelationsField)


def may_copy(user, record: Record) -> bool:
    """Whether to offer it: there can be several of its kind, and the person drafts for its owner."""
    kind = record.kind_of
    return kind.is_offered and not kind.form.is_only_one and access.keeps(user, record.owner)


def copy_of(kind: kinds.Kind, number: str, user) -> Copy:
    """Return what a new record takes from the one of this primary key.

    From one that is published everybody's text; from one's own team's also the draft. Http404 for anything else.
    """
    if not number.isascii() or not number.isdecimal() or len(number) > 18 or kind.form.is_only_one:
        raise Http404
    records = Record.objects.offered().filter(kind=kind.slug, pk=int(number))
    record = records.select_related("owner_country", "owner_organisation", "current").first()
    revision = _source(record, user) if record else None
    if revision is None:
        raise Http404
    revision.record = record
    payload = {name: value for name, value in revision.upgraded_payload().items() if value not in (None, "", [], False)}
    answers = {name: value for name, value in payload.items() if is_copied(kind.form, name)}
    left_out = [name for name in payload if name not in answers and name not in kind.form.fixed]
    return Copy(kind.form, record, _title(record, revision), answers, left_out)


def _source(record: Record, user) -> Revision | None:
    """Return the revision to copy: the newest text that this person may read."""
    published = record.current if record.state == Record.State.PUBLISHED else None
    if not access.keeps(user, record.owner):
        return published
    return record.revisions.open().first() or record.current


def _title(record: Record, revision: Revision) -> tuple[str, str]:
    title = revision.working_title
    return title if title[0] else (str(capfirst(record.kind_of.label)), LANGUAGE_CODES[0])


#: Relations that a record can be begun with, by the parameter of the address that names the other record.
FIRST_RELATIONS = {"answers": Relation.Verb.ANSWERS, "uses": Relation.Verb.USES}


@dataclass(frozen=True)
class FirstRelation:
    """What a new record says of another from the beginning: that it answers a call, or made use of it (R42, R63)."""

    verb: Relation.Verb
    record: Record

    @property
    def answers(self) -> dict[str, Any]:
        """What the draft begins with."""
        return {"relations": [{"verb": self.verb.value, "target": self.record.identifier}]}


def first_relation(kind: kinds.Kind, asked: Mapping[str, str]) -> FirstRelation | None:
    """Return the relation that an address asks for (`?answers=CHM-CAL-SCBD-1`); none where there is no such record."""
    for parameter, verb in FIRST_RELATIONS.items():
        if parameter in asked and "relations" in kind.form.base_fields:
            record = Record.objects.published().filter(identifier=clean_text(asked[parameter]).strip().upper()).first()
            if record:
                return FirstRelation(verb, record)
    return None
