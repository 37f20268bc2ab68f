"""What happened to a record, for all to read: its published revisions, between them what the secretariat did."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from chm_portal.audit.models import AuditEvent
from chm_portal.common.languages import LANGUAGE_NAMES
from chm_portal.records.models import Record
from chm_portal.vocabularies.memory import vocabulary

SHOWN_ACTS = ("record.classified", "record.withdrawn", "record.taken_over", "record.translated", "revision.suppressed")


@dataclass(frozen=True)
class HistoryEvent:
    """One line of the history."""

    when: datetime
    text: str | Promise
    state: str = ""
    note: str = ""
    url: str = ""
    url_label: str | Promise = ""


def history_of(record: Record) -> list[HistoryEvent]:
    """Return the public history, newest first; people are not named, the owner and the secretariat are."""
    revisions = list(record.revisions.filter(state="published"))
    for revision in revisions:
        revision.record = record
    events = [_published(record, revision) for revision in revisions]
    acts = AuditEvent.objects.filter(subject=record.topic, action__in=SHOWN_ACTS)
    events += [_act(record, act) for act in acts if act.action != "revision.suppressed"]
    return sorted(events, key=lambda event: event.when, reverse=True)


def added_in_check(revision) -> str:
    """Return what the secretariat added in the check before this revision was published, in words."""
    added = {name: check.get("secretariat") or [] for name, check in revision.checks.items()}
    changes = {name: {"added": codes, "removed": []} for name, codes in added.items() if codes}
    return _terms_changed(revision.record, changes) if changes else ""


def _note(revision) -> str:
    """Return the sentence on what changed, and what the secretariat added."""
    added = added_in_check(revision)
    told = _("Classified by the secretariat: %(terms)s") % {"terms": added} if added else ""
    return "\n".join(part for part in (revision.change_note, told) if part)


def _published(record: Record, revision) -> HistoryEvent:
    text = _("Revision %(number)d published") % {"number": revision.number}
    if revision.suppressed_at:
        return HistoryEvent(
            revision.decided_at,
            text,
            "withdrawn",
            _("Taken out of the public history: %(reason)s") % {"reason": revision.suppression_reason},
        )
    if record.state != Record.State.PUBLISHED:
        return HistoryEvent(revision.decided_at, text, "published", _note(revision))
    view = "revision_difference" if revision.number > 1 else "revision_detail"
    label = _("What changed") if revision.number > 1 else _("Read it")
    url = reverse(f"records:{view}", args=[record.identifier, revision.number])
    return HistoryEvent(revision.decided_at, text, "published", _note(revision), url, label)


def _act(record: Record, act: AuditEvent) -> HistoryEvent:
    if act.action == "record.withdrawn":
        return HistoryEvent(act.at, _("Withdrawn"), "withdrawn")
    if act.action == "record.taken_over":
        return HistoryEvent(act.at, _("Taken over by %(owner)s from the secretariat") % {"owner": record.owner})
    if act.action == "record.translated":
        return HistoryEvent(act.at, _translated(record, act.details))
    return HistoryEvent(act.at, _("Classified by the secretariat"), note=_terms_changed(record, act.details["changes"]))


def _translated(record: Record, details: dict) -> str:
    said = {"language": LANGUAGE_NAMES[details["language"]], "owner": record.owner}
    if details["gone"]:
        return _("The translation was taken away: %(language)s") % said
    if details["secretariat"]:
        return _("Translated by the secretariat: %(language)s") % said
    return _("Translated by %(owner)s: %(language)s") % said


def _terms_changed(record: Record, changes: dict) -> str:
    fields = dict(record.kind_of.form.base_term_fields())
    sentences = []
    for name, change in changes.items():
        words = vocabulary(fields[name].vocabulary_name)
        for key, sentence in (("added", _("added: %s")), ("removed", _("removed: %s"))):
            if change[key]:
                labels = words.listed(change[key])
                sentences.append(f"{fields[name].label} – {sentence % labels}")
    return ". ".join(sentences)
