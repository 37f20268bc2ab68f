"""What a country had reported, and what its profile said, when a day ended (R44, R93)."""

from datetime import date

from chm_portal.common.offer import is_offered
from chm_portal.records.as_at import Standing, standing
from chm_portal.records.models import Record
from chm_portal.vocabularies.memory import RememberedTerm
from country_profiles.models.profiles import Narrative, Section
from reporting import register
from reporting.register_as_at import entered_as_at


def country_as_at(country: RememberedTerm, day: date) -> dict:
    """Return the context of a country's page as at a day, in at most seven queries."""
    profile = _profile(country, day)
    entered = entered_as_at(day, [country]) if country.is_party and is_offered("reporting") else None
    cycles = reversed(register.cycles()) if entered else ()
    return {
        "country": country,
        "day": day,
        "profile": profile,
        "narrative": _narrative(profile),
        "reports": [register.cell_of(country, cycle, entered) for cycle in cycles],
        "strategies": entered.strategies[country.pk] if entered else 0,
    }


def _profile(country: RememberedTerm, day: date) -> Standing | None:
    profiles = Record.objects.filter(kind="country-profile", party=country.pk).offered()
    return next(iter(standing(profiles, day)), None)


def _narrative(profile: Standing | None) -> list[Narrative]:
    """Return the sections that had a text; nothing of a profile that nobody can read any more."""
    if profile is None or not profile.is_readable:
        return []
    parts = [Narrative(section, *profile.revision.text(section.value)) for section in Section]
    return [part for part in parts if part.text]
