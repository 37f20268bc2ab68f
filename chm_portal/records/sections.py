"""One section of a record's form as a page: what it shows, what it reads from a post, what is wrong in it."""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms import BoundField
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from chm_portal.common.languages import LANGUAGE_CODES, current, suffix
from chm_portal.records import reading, submission
from chm_portal.records.attachments import inspect
from chm_portal.records.fields import FilesField
from chm_portal.records.forms import RecordForm, language_columns
from chm_portal.records.models import Attachment, Revision
from chm_portal.records.payload import digests

UPLOAD = "upload"  # name of the file input


def read_answers(form: type[RecordForm], names: list[str], posted: QueryDict) -> dict[str, Any]:
    """Return {field: raw value} of exactly these fields as the page posted them; an unticked box is an answer."""
    files: MultiValueDict = MultiValueDict()
    return {
        name: form.base_fields[name].widget.value_from_datadict(posted, files, name)
        for name in names
        if not form.base_fields[name].widget.value_omitted_from_data(posted, files, name)
    }


def read_digests(names: list[str], posted: QueryDict) -> dict[str, str]:
    """Return {field: digest} of what the page had shown."""
    return {name: posted[f"seen-{name}"] for name in names if f"seen-{name}" in posted}


def store_uploads(revision: Revision, by, uploads: list[UploadedFile]) -> tuple[list[dict], list[str]]:
    """Store files as attachments of the record; return (rows for the payload, sentences about refused ones)."""
    rows, refused = [], []
    for upload in uploads:
        try:
            seen = inspect(upload)
        except ValidationError as error:
            refused.extend(f"{upload.name}: {message}" for message in error.messages)
            continue
        attachment = Attachment.objects.create(
            record=revision.record,
            file=upload,
            original_name=seen.safe_name,
            media_type=seen.media_type,
            size=seen.size,
            sha256=seen.sha256,
            uploaded_by=by,
        )
        rows.append({"file": attachment.pk, "title": "", "language": ""})
    return rows, refused


@dataclass
class Translations:
    """One translated field on a page: the reader's language and filled ones open, the others folded."""

    name: str
    label: str
    help_text: str
    open_fields: list[BoundField]
    folded_fields: list[BoundField]


@dataclass
class SectionPage:
    """A section over a revision, unbound for filling in, bound to say what is wrong."""

    revision: Revision
    slug: str
    conflicts: dict[str, Any] = field(default_factory=dict)
    unsaved: dict[str, Any] = field(default_factory=dict)  # what was typed before signing in again
    is_checked: bool = False

    def __post_init__(self):
        self.form_class = self.revision.kind_of.form
        self.names = self.form_class.section_fields(self.slug)
        self.payload = self.revision.upgraded_payload()
        base = self.revision.base.upgraded_payload() if self.revision.base else None
        self.form = self.form_class(
            self.payload | self.unsaved, record=self.revision.record, base=base, bound=self.is_checked
        )
        if self.is_checked:
            self._keep_format_errors()

    def _keep_format_errors(self) -> None:
        """While somebody writes, what is missing is not yet wrong; what cannot be read is."""
        errors = self.form.errors.as_data()
        for name in list(errors):
            worth = [error for error in errors[name] if error.code != "required"]
            if name not in self.names or not worth:
                del self.form.errors[name]
            elif len(worth) < len(errors[name]):
                self.form.errors[name] = self.form.error_class(
                    [message for error in worth for message in error.messages], renderer=self.form.renderer
                )

    @property
    def label(self) -> str:
        """The section's name."""
        return next(label for slug, label, _names in self.form_class.sections if slug == self.slug)

    @property
    def number(self) -> int:
        """Which section it is, from 1."""
        return [slug for slug, _label, _names in self.form_class.sections].index(self.slug) + 1

    @property
    def total(self) -> int:
        """How many sections there are."""
        return len(self.form_class.sections)

    @property
    def next_slug(self) -> str | None:
        """The section that follows, if any."""
        slugs = [slug for slug, _label, _names in self.form_class.sections]
        return next(iter(slugs[self.number :]), None)

    @property
    def accepts_files(self) -> bool:
        """Whether files are uploaded here."""
        return any(isinstance(self.form.fields[name], FilesField) for name in self.names)

    def seen(self) -> list[tuple[str, str]]:
        """Return (field, digest) of what the page shows, for hidden inputs."""
        return [(f"seen-{name}", value) for name, value in digests(self.payload, self.names).items()]

    def parts(self) -> list:
        """Return what the page shows in order: bound fields, and Translations for fields with a column a language."""
        parts, done = [], set()
        for name in self.names:
            translated = next((key for key in self.form_class.translated if name in language_columns(key)), None)
            if translated is None:
                parts.append(self.form[name])
            elif translated not in done:
                done.add(translated)
                parts.append(self._translations(translated))
        return parts

    def _translations(self, name: str) -> Translations:
        order = [current(), *(code for code in LANGUAGE_CODES if code != current())]
        fields = [self.form[f"{name}_{suffix(code)}"] for code in order]
        used = [bound for bound in fields if bound.value() or bound.errors or bound is fields[0]]
        return Translations(
            name,
            self.form_class.translated[name],
            getattr(self.form_class, "group_help", {}).get(name, ""),
            used,
            [bound for bound in fields if bound not in used],
        )

    def rows_in_words(self) -> list[dict]:
        """Return what is saved in the section, as rows of words."""
        return [
            {"label": answer.label, "value": reading.in_words(answer), "language": answer.language}
            for answer in reading.shown_answers(self.revision)
            if answer.name in self.names
        ]

    def told_conflicts(self) -> list[tuple]:
        """Return (label, anchor, what the other person wrote) of fields that two people changed at once."""
        theirs = Revision(record=self.revision.record, payload=self.conflicts, schema=self.form_class.schema)
        told = []
        for answer in reading.answers(theirs):
            if answer.name in self.conflicts:
                told.append((answer.label, f"id_{answer.name}", reading.in_words(answer) or _("(emptied)")))
        return told


def task_list(revision: Revision) -> list[dict]:
    """Return the sections as tasks: not started, in progress, complete, needs attention (after a return)."""
    form = submission.checked_form(revision)
    tasks, errors = [], form.errors.as_data()
    for slug, label, names in form.sections:
        problems = [error for name in names for error in errors.get(name, [])]
        started = any(revision.payload.get(name) for name in names)
        state = "complete" if not problems else "in_progress"
        if not started:
            state = "not_started"
        elif any(error.code != "required" for error in problems):
            state = "needs_attention"
        tasks.append({"slug": slug, "label": label, "state": state, "problems": len(problems)})
    return tasks
