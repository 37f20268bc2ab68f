"""What a country's page shows, in few queries however much there is (R93, R94, R96)."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, Window
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext

from chm_portal.common import dates
from chm_portal.common.offer import is_offered
from chm_portal.directory.models import today
from chm_portal.notifications.models import TopicEntry
from chm_portal.records import kinds
from chm_portal.records.models import Record
from chm_portal.search.rows import rows_of
from chm_portal.vocabularies.memory import RememberedTerm
from country_profiles import confirmation, people
from country_profiles.models import CountryProfile, NationalSite, SectionConfirmation
from country_profiles.models.profiles import Narrative
from reporting import register
from reporting.models import Initiative, Strategy, StrategyKind

NEWEST = 5
NEWEST_INITIATIVES = 3


@dataclass(frozen=True)
class ShownSection:
    """A section of the profile with when it was last confirmed."""

    narrative: Narrative
    confirmation: SectionConfirmation | None

    @property
    def confirmed_at(self) -> datetime | None:
        """When the country last said that it is right."""
        return self.confirmation.confirmed_at if self.confirmation else None

    @property
    def confirmed_in_words(self) -> str:
        """When it was last confirmed, or that it was not for so long that readers should know."""
        if self.confirmation is None:
            return gettext("Never confirmed")
        day = {"day": dates.day(self.confirmation.confirmed_at)}
        if self.confirmation.has_lapsed:
            return gettext("Not confirmed since %(day)s") % day
        return gettext("Last confirmed on %(day)s") % day


@dataclass(frozen=True)
class KindCount:
    """How many records of a kind a list holds, and the address of the list."""

    label: str | Promise
    count: int
    url: str


def by_country(country: RememberedTerm) -> Q:
    """Return the condition that a record is a country's own, or its national record kept by the secretariat."""
    return Q(owner_country=country.pk) | Q(party=country.pk)


def records_of(country: RememberedTerm, which: str = "by"):
    """Return the published records by a country, or those of others about it."""
    published = Record.objects.published()
    if which == "about":
        return published.filter(country_rows__term=country.pk).exclude(by_country(country))
    return published.filter(by_country(country))


def counts_by_kind(records) -> Counter:
    """Return {kind: number} of records; one query."""
    return Counter(dict(records.order_by().values_list("kind").annotate(number=Count("pk"))))


def kind_counts(country: RememberedTerm, counts: Counter, which: str) -> list[KindCount]:
    """Return the kinds of which there is something, each with its list."""
    url = reverse("country_profiles:country_records", args=[country.code])
    return [
        KindCount(capfirst(kind.label_plural), counts[kind.slug], f"{url}?which={which}&kind={kind.slug}")
        for kind in kinds.every()
        if counts[kind.slug]
    ]


def sections_of(profile: CountryProfile | None, country: RememberedTerm) -> list[ShownSection]:
    """Return the profile's sections that have a text, each with its confirmation."""
    if profile is None:
        return []
    confirmed = confirmation.by_section(country.pk)
    return [ShownSection(part, confirmed.get(part.section.value)) for part in profile.narrative]


def profile_of(country: RememberedTerm) -> CountryProfile | None:
    """Return the published profile of a country."""
    return CountryProfile.objects.published().for_page().filter(party=country.pk).first()


def reports_of(country: RememberedTerm) -> list[register.Cell]:
    """Return what the register says of a country in each cycle, the latest first.

    Nothing for who is no Party, and where there is no register: reporting is switched off.
    """
    if not country.is_party or not is_offered("reporting"):
        return []
    entered = register.Entered(today(), register.published_reports([country]))
    return [register.cell_of(country, cycle, entered) for cycle in reversed(register.cycles())]


def initiatives_of(country: RememberedTerm) -> list[Initiative]:
    """Return the newest initiatives of a country and in it, each with how many there are together; one query."""
    found = Initiative.objects.published().in_country(country).for_list().order_by("-published_at", "-pk")
    return list(found.annotate(together=Window(Count("pk")))[:NEWEST_INITIATIVES])


def country_page(country: RememberedTerm) -> dict:
    """Return the context of a country's page for everybody."""
    topic = f"country:{country.code}"
    profile = profile_of(country)
    strategies = list(Strategy.objects.published().for_list().filter(party=country.pk))
    own = counts_by_kind(records_of(country))
    newest = records_of(country).filter(kind="resource").order_by("-published_at", "-pk")
    return {
        "country": country,
        "topic": topic,
        "discussions": TopicEntry.objects.public_of(topic),
        "profile": profile,
        "sections": sections_of(profile, country),
        "focal_points": people.focal_points(country),
        "site": NationalSite.objects.filter(country=country.pk).first(),
        "reports": reports_of(country),
        "strategies": strategies,
        "initiatives": initiatives_of(country),
        "has_chm_strategy": any(one.strategy_kind == StrategyKind.CHM for one in strategies),
        "own": kind_counts(country, own, "by"),
        "about": records_of(country, "about").count(),
        "newest": rows_of(newest.values_list("kind", "pk")[:NEWEST]) if own["resource"] else [],
    }
