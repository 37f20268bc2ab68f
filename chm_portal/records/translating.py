"""A published record gets another language, without blocking its owner's open revision or being blocked by it.

The owner's own words stand first: only what the published revision leaves empty in a language can be translated, and
what the owner writes in that language later takes the translation's place, text by text.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chm_portal.audit import trail
from chm_portal.common.clean_text import clean_text
from chm_portal.common.languages import suffix
from chm_portal.directory import access
from chm_portal.outbox import queue
from chm_portal.records import authority
from chm_portal.records.models import Record, Translation
from chm_portal.records.models.record import RecordQuerySet
from chm_portal.records.payload import digest
from chm_portal.records.refusals import ChangedMeanwhile, NotYours, Refusal


def may_translate(user, record: Record) -> bool:
    """Whether the person translates the record: the secretariat all that is published, who speaks for an owner its own.

    A translation is public at once and stands under the owner's name: whoever only drafts for the owner gives none.
    """
    is_public = record.state == Record.State.PUBLISHED and record.kind_of.is_offered
    return is_public and (access.speaks_for(user, record.owner) or authority.may_classify(user, record))


def open_fields(record: Record, language: str) -> list[str]:
    """Return the translated fields that the owner wrote in some language, and not in this one."""
    payload = record.current.upgraded_payload()
    return [
        name
        for name in record.kind_of.form.translated
        if not payload.get(f"{name}_{suffix(language)}") and record.current.text(name)[0]
    ]


def standing(record: Record, language: str) -> Translation | None:
    """Return the translation into this language, if there is one."""
    return record.translations.filter(language=language).select_related("revision", "by").first()


def untranslated(language: str) -> RecordQuerySet:
    """Return the published records whose title cannot be read in this language, the latest first."""
    column = f"title_{suffix(language)}"
    records = Record.objects.published().filter(Q(**{f"{column}__isnull": True}) | Q(**{column: ""}))
    return records.order_by("-updated_at", "-pk")


def outdated(language: str) -> RecordQuerySet:
    """Return the published records whose translation into this language is older than what is published."""
    found = Translation.objects.outdated().filter(language=language).values("record")
    return Record.objects.published().filter(pk__in=found).order_by("-updated_at", "-pk")


@transaction.atomic
def translate(record: Record, language: str, by, texts: dict[str, str], seen: str | None = None) -> Translation | None:
    """Store {field: text} of one language and show it at once; without any text the translation goes.

    `seen` is the digest of the texts that the page showed. Raises NotYours, ChangedMeanwhile, Refusal (the owner has
    written this language), ValidationError by field.
    """
    record = Record.objects.select_for_update(no_key=True).get(pk=record.pk)
    if not may_translate(by, record):
        raise NotYours
    fields = open_fields(record, language)
    if not fields:
        raise Refusal(_("The owner has written everything in this language."), code="written")
    there = standing(record, language)
    if seen is not None and seen != digest(there.texts if there else {}):
        raise ChangedMeanwhile
    said = {name: clean_text(texts.get(name) or "").strip() for name in fields}
    said = {name: text for name, text in said.items() if text}
    if said == (there.texts if there else {}) and (there is None or there.revision_id == record.current_id):
        return there
    _check(record, language, said)
    _write_columns(record, {f"{name}_{suffix(language)}": said.get(name) for name in fields})
    made = _store(record, language, by, said)
    is_secretariats = not access.speaks_for(by, record.owner)
    trail.record("record.translated", by, record.topic, language=language, secretariat=is_secretariats, gone=not said)
    queue.enqueue("index", record.topic)
    return made


def carry_over(live: Record, payload: dict) -> None:
    """Put translations into a record that is about to be saved by a publication; the owner's own texts stay."""
    for translation in live.translations.all():
        kept = {name: text for name, text in translation.texts.items() if not payload.get(_column(translation, name))}
        for name, text in kept.items():
            setattr(live, _column(translation, name), text)
        if not kept:
            translation.delete()
        elif kept != translation.texts:
            translation.texts = kept
            translation.save(update_fields=["texts"])


def _column(translation: Translation, name: str) -> str:
    return f"{name}_{suffix(translation.language)}"


def _check(record: Record, language: str, said: dict[str, str]) -> None:
    """Hold the texts to the rules of the kind's own form. Raises ValidationError by field."""
    base = record.current.upgraded_payload()
    columns = {f"{name}_{suffix(language)}": text for name, text in said.items()}
    form = record.kind_of.form(base | columns, record=record, base=base)
    form.is_valid()
    wrong = {name: form.errors.as_data().get(f"{name}_{suffix(language)}") for name in record.kind_of.form.translated}
    if said and (wrong := {name: problems for name, problems in wrong.items() if problems}):
        raise ValidationError(wrong)


def _write_columns(record: Record, columns: dict[str, str | None]) -> None:
    live = record.kind_of.model.objects.get(pk=record.pk)
    for column, text in columns.items():
        setattr(live, column, text)
    live.save(update_fields=list(columns))


def _store(record: Record, language: str, by, said: dict[str, str]) -> Translation | None:
    if not said:
        record.translations.filter(language=language).delete()
        return None
    made, _is_new = Translation.objects.update_or_create(
        record=record,
        language=language,
        defaults={
            "texts": said,
            "revision": record.current,
            "is_secretariats": not access.speaks_for(by, record.owner),
            "by": by,
            "at": timezone.now(),
        },
    )
    return made
