"""Country profiles: what a Party tells of its biodiversity and of what it does for it (R93, R97)."""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chm_portal.common.languages import in_language, listed, texts_of
from chm_portal.records.models import Record
from chm_portal.records.models.record import RecordQuerySet
from chm_portal.vocabularies.memory import RememberedTerm, vocabulary


class Section(models.TextChoices):
    """The narrative sections of a profile, each with its own languages and its own confirmation."""

    BIODIVERSITY = "biodiversity", _("Biodiversity")
    PLANNING = "planning", _("Strategy and action plan")
    IMPLEMENTATION = "implementation", _("Implementation")
    CHM = "chm", _("National clearing-house mechanism")
    COOPERATION = "cooperation", _("Cooperation")


@dataclass(frozen=True)
class Narrative:
    """One section's text for a reader, and the language it is in."""

    section: Section
    text: str
    language: str

    @property
    def label(self) -> str | Promise:
        """The section's name."""
        return self.section.label


class CountryProfileQuerySet(RecordQuerySet):
    def for_page(self) -> "CountryProfileQuerySet":
        """What a profile's own page shows of its columns, in one query."""
        return self.select_related("owner_country", "owner_organisation", "current")

    def with_facet(self, facet: str, codes) -> "CountryProfileQuerySet":
        """Profiles that have one of these codes in a facet of search, asked while the index cannot be read."""
        if facet == "country":
            return self.filter(party__code__in=codes)
        return self.filter(party__region__code__in=codes) if facet == "region" else self.none()


class CountryProfile(Record):
    """The profile of one Party, of which there is one; its texts are the Party's own, in up to six languages."""

    biodiversity = models.TextField(Section.BIODIVERSITY.label, blank=True, default="")
    planning = models.TextField(Section.PLANNING.label, blank=True, default="")
    implementation = models.TextField(Section.IMPLEMENTATION.label, blank=True, default="")
    chm = models.TextField(Section.CHM.label, blank=True, default="")
    cooperation = models.TextField(Section.COOPERATION.label, blank=True, default="")
    chm_address = models.URLField(_("address of the national CHM"), max_length=300, blank=True, default="")

    objects = CountryProfileQuerySet.as_manager()

    class Meta:
        verbose_name = _("country profile")
        verbose_name_plural = _("country profiles")

    @property
    def country(self) -> RememberedTerm:
        """The country whose profile it is."""
        return vocabulary("country").by_pk(self.party_id)

    @property
    def provider_label(self) -> str | Promise:
        """The country: it is its word, whoever has registered it."""
        return self.country.label

    @property
    def narrative(self) -> list[Narrative]:
        """The sections that have a text, in the reader's language or else in another."""
        parts = [Narrative(section, *in_language(self, section.value)) for section in Section]
        return [part for part in parts if part.text]

    def facts(self) -> list[tuple]:
        """Return (label, value) of what the record's page tells in its aside."""
        words = vocabulary("language")
        return [
            (_("Country"), self.country.label),
            (_("Region"), self.country.region.label),
            (_("National clearing-house"), self.chm_address),
            (_("Languages"), listed(words[code].label for code in self.languages)),
        ]

    def row_facts(self) -> list[str | Promise]:
        """Return the line of facts under its title in lists."""
        return [_("Country profile"), self.country.region.label]

    def search_texts(self) -> dict[str, list[tuple[str, str]]]:
        """Return {language: [(weight, text)]} of its sections, beside what every record has."""
        texts: dict[str, list[tuple[str, str]]] = {}
        for section in Section:
            for language, text in texts_of(self, section.value).items():
                texts.setdefault(language, []).append(("B", text))
        return texts

    def facet_values(self) -> dict[str, list[str]]:
        """Return {facet of search: codes}, beside those every record has."""
        return {"country": [self.country.code], "region": [self.country.region.code]}

    def citation_parts(self) -> list[str]:
        """Return who, when and what, each with its full stop."""
        return [f"{self.country.label} ({self.updated_at.year}).", str(_("Country profile."))]

    def json_ld_parts(self) -> dict:
        """Return what schema.org's view has beside what every record has."""
        return {"@type": "WebPage", "about": {"@type": "Country", "name": str(self.country.label)}}
