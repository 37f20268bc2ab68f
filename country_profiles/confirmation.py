"""A profile is confirmed section by section: by publishing a change, or by saying that it is still right (R97)."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from chm_portal.audit import trail
from chm_portal.directory import access
from chm_portal.directory.owners import PARTY, Owner
from chm_portal.notifications.mail import tell
from chm_portal.records.forms import language_columns
from chm_portal.records.refusals import NotYours
from chm_portal.vocabularies.memory import RememberedTerm, vocabulary
from country_profiles.models import ConfirmationRequest, CountryProfile, Section, SectionConfirmation
from country_profiles.models.confirmations import HALF_A_YEAR


def of_changes(profile: CountryProfile, revision, by) -> None:
    """Confirm the sections that a publication changed, where it is the Party itself that publishes."""
    if profile.owner_kind != PARTY:
        return
    before = revision.base.payload if revision.base else {}
    changed = [
        section
        for section in Section
        if any(before.get(column) != revision.payload.get(column) for column in language_columns(section.value))
    ]
    _write(profile.party_id, changed, by)


@transaction.atomic
def confirm(country: RememberedTerm, sections: Iterable[str], by) -> None:
    """Say for a country that these sections of its profile are still right. Raises NotYours."""
    if not access.speaks_for(by, Owner.party(country)):
        raise NotYours
    chosen = [Section(section) for section in sections]
    _write(country.pk, chosen, by)
    if chosen:
        trail.record("profile.confirmed", by, f"country:{country.code}", sections=[str(section) for section in chosen])


def _write(country_id: int, sections: Iterable[Section], by) -> None:
    for section in sections:
        SectionConfirmation.objects.update_or_create(
            country_id=country_id,
            section=section,
            defaults={"confirmed_by": by, "confirmed_at": timezone.now()},
        )


def by_section(country_id: int) -> dict[str, SectionConfirmation]:
    """Return {section: its last confirmation} of a country."""
    return {one.section: one for one in SectionConfirmation.objects.filter(country=country_id)}


def unconfirmed(profile: CountryProfile) -> list[Section]:
    """Return the sections with a text that nobody has confirmed for half a year."""
    confirmed = by_section(profile.party_id)
    filled = [part.section for part in profile.narrative]
    return [section for section in filled if section not in confirmed or confirmed[section].is_due]


def ask_for_confirmation() -> int:
    """Write to the focal points of countries whose profile is due, once in half a year; return how many countries."""
    asked = 0
    for profile in CountryProfile.objects.published().filter(owner_kind=PARTY):
        if sections := unconfirmed(profile):
            asked += _ask(vocabulary("country").by_pk(profile.party_id), sections)
    return asked


@transaction.atomic
def _ask(country: RememberedTerm, sections: list[Section]) -> bool:
    recent = ConfirmationRequest.objects.filter(country_id=country.pk, sent_at__gt=timezone.now() - HALF_A_YEAR)
    people = access.voices_of(Owner.party(country))
    if recent.exists() or not people:
        return False
    ConfirmationRequest.objects.create(country_id=country.pk)
    for person in people:
        tell(person, "country_profiles/confirm_profile", {"country": country, "sections": sections})
    trail.record("profile.asked_to_confirm", None, f"country:{country.code}")
    return True
