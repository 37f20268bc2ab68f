"""Parties from which nothing is heard: the secretariat is shown them, their focal points get one letter (R38).

Looked at again and again with the same end: a row begins when silence is noticed and ends when something is heard.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Greatest
from django.utils import timezone

from chm_portal.audit import trail
from chm_portal.directory import access
from chm_portal.directory.models import Designation
from chm_portal.directory.models.roles import FOCAL_POINT_ROLES
from chm_portal.directory.owners import Owner
from chm_portal.notifications.mail import tell
from chm_portal.vocabularies.memory import RememberedTerm, vocabulary
from chm_portal.vocabularies.models import Country
from country_profiles.models import PartySilence, SilenceReason

LETTER_PAUSE = timedelta(days=365)  # between two letters about silence to one Party, however often it falls silent


def notice() -> int:
    """Begin and end silences as they are at this moment, write the letters, and return how many Parties are silent."""
    heard, moment = last_heard(), timezone.now()
    silent = 0
    for country in vocabulary("country").in_use():
        if country.is_party:
            silent += _look_at(country, heard.get(country.pk), moment)
    return silent


def last_heard() -> dict[int, datetime]:
    """Return {country: the last sign-in of any of its focal points, or when one was named if that is later}."""
    speaking = Designation.objects.current().filter(role__in=FOCAL_POINT_ROLES, user__is_active=True)
    # PostgreSQL's GREATEST passes over what is empty: of who never signed in the day of the naming counts.
    rows = speaking.values("country").annotate(heard=Max(Greatest("user__last_login", "created_at")))
    return dict(rows.order_by().values_list("country", "heard"))


def reason_of(heard: datetime | None, at: datetime) -> SilenceReason | None:
    """Return why nothing is heard from a Party that was last heard then; None when all is well."""
    if heard is None:
        return SilenceReason.NOBODY
    is_away = heard <= at - timedelta(days=settings.PARTY_SILENT_AFTER_DAYS)
    return SilenceReason.AWAY if is_away else None


@transaction.atomic
def _look_at(country: RememberedTerm, heard: datetime | None, at: datetime) -> bool:
    """Bring a Party's row up to what is so, under its lock; return whether the Party is silent."""
    reason = reason_of(heard, at)
    lasting = PartySilence.objects.lasting().filter(country=country.pk).first()
    if reason is None and lasting is None:
        return False
    Country.objects.select_for_update(no_key=True).get(pk=country.pk)
    lasting = PartySilence.objects.lasting().filter(country=country.pk).first()
    if lasting and lasting.reason != reason:
        lasting.ended_at = at
        lasting.save(update_fields=["ended_at"])
        trail.record("party.silence_ended", None, f"country:{country.code}", reason=lasting.reason)
        lasting = None
    if reason is None:
        return False
    if lasting is None:
        lasting = PartySilence.objects.create(country_id=country.pk, reason=reason, since=heard, noticed_at=at)
        trail.record("party.silent", None, f"country:{country.code}", reason=reason.value)
    if reason == SilenceReason.AWAY and lasting.written_at is None:
        _write(country, lasting, at)
    return True


def _write(country: RememberedTerm, silence: PartySilence, at: datetime) -> None:
    """Write to the focal points, unless the Party was written to within a year."""
    recent = PartySilence.objects.filter(country=country.pk, written_at__gt=at - LETTER_PAUSE)
    people = list(access.voices_of(Owner.party(country)))
    if recent.exists() or not people:
        return
    for person in people:
        tell(person, "country_profiles/party_silent", {"country": country, "since": silence.since})
    silence.written_at = at
    silence.save(update_fields=["written_at"])
    trail.record("party.asked_after", None, f"country:{country.code}")
