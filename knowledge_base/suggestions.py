"""From a stranger's suggestion to a draft of the secretariat, and the one letter about it (R61)."""

from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chm_portal.accounts.mail import tell_address
from chm_portal.audit import trail
from chm_portal.common.languages import LANGUAGE_CODES, current, suffix
from chm_portal.directory import access
from chm_portal.directory.owners import Owner
from chm_portal.records import kinds, submission
from chm_portal.records.models import Record, Revision
from knowledge_base.models import Suggestion

WAITING_AT_MOST = 500  # of the whole site: whoever floods the queue fills no table
TAKEN = ("title", "place", "reason", "language", "theme", "name", "email", "written_in")
FULL = _("Many suggestions wait to be read at this moment. Please try again in some days; your text is still here.")
_is_web_address = URLValidator(schemes=["http", "https"])


def address_in(place: str) -> str:
    """Return the web address that a text is, with its scheme; "" where it says in words what it is and where."""
    place = place.strip()
    address = place if "://" in place else f"https://{place}"
    try:
        _is_web_address(address)
    except ValidationError:
        return ""
    return address


def published_at(address: str) -> Record | None:
    """Return a published record that leads to this address already: www, http and a last slash make no other one."""
    if not address:
        return None
    parts = urlsplit(address)
    host = parts.netloc.lower().removeprefix("www.")
    rest = (parts.path.rstrip("/")) + (f"?{parts.query}" if parts.query else "")
    slash = "" if parts.query else "/"
    same = [
        f"{scheme}://{www}{host}{rest}{end}"
        for scheme in ("https", "http")
        for www in ("", "www.")
        for end in {"", slash}
    ]
    found = Record.objects.published().filter(Q(links__address__in=same) | Q(original_url__in=same))
    return found.order_by("pk").first()


@transaction.atomic
def take(suggestion: Suggestion) -> Suggestion:
    """Hold a suggestion for the secretariat; the same key again is the same suggestion. Raises ValidationError."""
    if found := Suggestion.objects.filter(key=suggestion.key).first():
        return found
    if Suggestion.objects.waiting().count() >= WAITING_AT_MOST:
        raise ValidationError(FULL, code="full")
    suggestion.written_in = current()
    made, _is_new = Suggestion.objects.get_or_create(
        key=suggestion.key, defaults={name: getattr(suggestion, name) for name in TAKEN}
    )
    return made


@transaction.atomic
def accept(pk: int, by) -> Revision:
    """Begin a draft of the secretariat with what was typed; the curator goes on in its form. Raises ValidationError."""
    suggestion = _open_for(pk, by)
    revision = submission.start(
        kinds.get("resource"), Owner.secretariat(), by, suggestion.key, answers=_answers_of(suggestion)
    )
    _decide(suggestion, Suggestion.State.ACCEPTED, by, record=revision.record)
    return revision


@transaction.atomic
def decline(pk: int, by, answer: str) -> Suggestion:
    """Decline with a reason, which goes to whoever left an address. Raises ValidationError."""
    suggestion = _open_for(pk, by)
    suggestion.answered_at = timezone.now()
    _decide(suggestion, Suggestion.State.DECLINED, by, answer=answer)
    _tell(suggestion, "knowledge_base/suggestion_declined")
    return suggestion


@transaction.atomic
def point_to(pk: int, by, record: Record, answer: str = "") -> Suggestion:
    """Say that it is here already, as which record. Raises ValidationError."""
    suggestion = _open_for(pk, by)
    suggestion.answered_at = timezone.now()
    _decide(suggestion, Suggestion.State.HERE_ALREADY, by, record=record, answer=answer)
    _tell(suggestion, "knowledge_base/suggestion_here", record)
    return suggestion


def tell_of_publication(record: Record) -> None:
    """Write to whoever suggested what has just been published, once; called in the transaction of the publication."""
    accepted = Suggestion.objects.filter(record=record, state=Suggestion.State.ACCEPTED, answered_at=None)
    for suggestion in accepted.select_for_update(no_key=True):
        suggestion.answered_at = timezone.now()
        suggestion.save(update_fields=["answered_at"])
        _tell(suggestion, "knowledge_base/suggestion_published", record)


def forget_contacts() -> int:
    """Delete names and addresses that have served their purpose; return of how many suggestions."""
    return Suggestion.objects.with_contact_that_is_over().update(name="", email="")


def _open_for(pk: int, by) -> Suggestion:
    if not access.is_curator(by):
        raise PermissionDenied
    suggestion = Suggestion.objects.select_for_update(no_key=True, of=("self",)).select_related("decided_by").get(pk=pk)
    if not suggestion.is_waiting:
        message = _("%(name)s has decided on it already: %(state)s.")
        params = {"name": suggestion.decided_by, "state": suggestion.get_state_display()}
        raise ValidationError(message, code="already", params=params)
    return suggestion


def _decide(suggestion: Suggestion, state: str, by, record: Record | None = None, answer: str = "") -> None:
    suggestion.state, suggestion.record, suggestion.answer = state, record, answer
    suggestion.decided_by, suggestion.decided_at = by, timezone.now()
    suggestion.save()
    trail.record(f"suggestion.{state}", by, suggestion.topic, record=record and record.pk)


def _answers_of(suggestion: Suggestion) -> dict:
    """Return the answers of a draft: the title in the language of the resource, the reason in the one it is written in.

    What is no web address goes before the reason, where the curator reads it.
    """
    address = address_in(suggestion.place)
    title_in = suggestion.language if suggestion.language in LANGUAGE_CODES else suggestion.written_in
    why = suggestion.reason if address else f"{suggestion.place}\n\n{suggestion.reason}"
    answers = {
        f"title_{suffix(title_in)}": suggestion.title,
        f"summary_{suffix(suggestion.written_in)}": why,
        "languages": [suggestion.language],
        "themes": [suggestion.theme] if suggestion.theme else [],
    }
    return answers | ({"links": [{"address": address, "language": suggestion.language}]} if address else {})


def _tell(suggestion: Suggestion, template: str, record: Record | None = None) -> None:
    if suggestion.email:
        context = {"suggestion": suggestion, "record": record}
        tell_address(suggestion.email, suggestion.written_in, template, context)
