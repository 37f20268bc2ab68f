"""Initiatives: programmes and projects of Parties and organisations that carry the Convention out (R14, R82, R89)."""

from collections.abc import Sequence

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left, Length
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from chm_portal.common.dates import partial_date
from chm_portal.common.facts import linked
from chm_portal.common.fields import PartialDateField, partial_date_constraint
from chm_portal.common.languages import listed, texts_of
from chm_portal.records.models import Record, RecordCountry
from chm_portal.records.models.record import RecordQuerySet
from chm_portal.records.parts import Part, parts_of
from chm_portal.vocabularies.memory import RememberedTerm, vocabulary

TEXTS = {"description": _("What is done"), "achieved": _("What was achieved")}  # beside the summary, in six languages


class Status(models.TextChoices):
    """How far an initiative has come."""

    PLANNED = "planned", pgettext_lazy("an initiative", "planned")
    UNDER_WAY = "under-way", pgettext_lazy("an initiative", "under way")
    COMPLETED = "completed", pgettext_lazy("an initiative", "completed")
    SUSPENDED = "suspended", pgettext_lazy("an initiative", "suspended")


class Extent(models.TextChoices):
    """Over how much of the world an initiative reaches."""

    LOCAL = "local", pgettext_lazy("geographic scope", "part of a country")
    NATIONAL = "national", pgettext_lazy("geographic scope", "a whole country")
    REGIONAL = "regional", pgettext_lazy("geographic scope", "several countries")
    GLOBAL = "global", pgettext_lazy("geographic scope", "the whole world")


class InitiativeQuerySet(RecordQuerySet):
    def for_list(self) -> "InitiativeQuerySet":
        """What a row of a list shows, its lead's name among it."""
        return super().for_list().select_related("lead_organisation")

    def for_page(self) -> "InitiativeQuerySet":
        """What an initiative's own page shows of its columns and participants, in two queries."""
        shown = Participant.objects.select_related("organisation")
        return self.select_related(
            "owner_country", "owner_organisation", "lead_organisation", "current"
        ).prefetch_related(models.Prefetch("participants", shown))

    def in_country(self, country: RememberedTerm) -> "InitiativeQuerySet":
        """Initiatives of a country, and those of others that name it among the countries they reach."""
        named = RecordCountry.objects.filter(term=country.pk).values("record")
        return self.filter(Q(party=country.pk) | Q(pk__in=named))

    def with_facet(self, facet: str, codes: Sequence[str]) -> "InitiativeQuerySet":
        """Initiatives that have one of these codes in a facet of search, asked while the index cannot be read."""
        if facet == "year":
            return self.annotate(first_year=Left("start", 4)).filter(first_year__in=codes)
        return self.filter(status__in=codes) if facet == "status" else self.none()


class Initiative(Record):
    """What is done under the Convention: a programme or project, by whom, where, since when, who pays (R14)."""

    status = models.CharField(_("status"), max_length=20, choices=Status.choices)
    extent = models.CharField(_("geographic scope"), max_length=20, choices=Extent.choices)
    description = models.TextField(_("what is done"), blank=True, default="")
    achieved = models.TextField(_("what was achieved"), blank=True, default="")
    start = PartialDateField(_("beginning"), blank=True, default="")
    end = PartialDateField(_("end"), blank=True, default="")
    lead_organisation = models.ForeignKey(
        "directory.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="led_initiatives",
        verbose_name=_("lead organization"),
    )
    lead_name = models.CharField(_("lead organization"), max_length=300, blank=True, default="")
    budget = models.PositiveBigIntegerField(_("total budget"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True, default="")

    objects = InitiativeQuerySet.as_manager()

    FACET_LABELS = {"status": dict(Status.choices)}  # what search calls the values of its facet

    class Meta:
        verbose_name = _("initiative")
        verbose_name_plural = _("initiatives")
        constraints = [
            partial_date_constraint("start", name="reporting_initiative_start_is_partial"),
            partial_date_constraint("end", name="reporting_initiative_end_is_partial"),
            models.CheckConstraint(
                # An end of 2010 is not before a start of 2010-04.
                condition=Q(end="") | Q(end__gte=Left(F("start"), Length(F("end")))),
                name="reporting_initiative_ends_after_it_starts",
                violation_error_code="end",
                violation_error_message=_("The initiative ends before it begins."),
            ),
            models.CheckConstraint(
                condition=Q(lead_organisation=None) | Q(lead_name=""), name="reporting_initiative_has_one_lead"
            ),
            models.CheckConstraint(
                condition=Q(budget=None, currency="") | Q(budget__isnull=False, currency__regex="^[A-Z]{3}$"),
                name="reporting_initiative_budget_has_a_currency",
            ),
        ]

    @property
    def country(self) -> RememberedTerm | None:
        """The Party whose initiative it is; none where it is an organisation's, or the secretariat's for no Party."""
        return vocabulary("country").by_pk(self.party_id) if self.party_id else None

    @property
    def provider_label(self) -> str | Promise:
        """The Party, whoever has registered it, or else the organisation or the secretariat."""
        return self.country.label if self.country else self.owner.label

    @property
    def parts(self) -> list[Part]:
        """The texts beside the summary that were written."""
        return parts_of(self, TEXTS)

    @property
    def status_label(self) -> str | Promise:
        """How far it has come, in words."""
        return capfirst(Status(self.status).label)

    @property
    def period(self) -> str:
        """From when to when, in words, or nothing."""
        start, end = partial_date(self.start), partial_date(self.end)
        if start and end:
            return f"{start} – {end}"
        if start:
            return pgettext("an initiative", "since %(day)s") % {"day": start}
        return end and gettext("until %(day)s") % {"day": end}

    @property
    def lead_label(self) -> str:
        """Who leads it, or nothing where that is its owner."""
        return self.lead_organisation.label if self.lead_organisation else self.lead_name

    @property
    def budget_shown(self) -> str:
        """The budget in the reader's way of writing numbers, or nothing."""
        return f"{number_format(self.budget, force_grouping=True)} {self.currency}" if self.currency else ""

    def names_of(self, role: str) -> list[str]:
        """Return the names of its participants in one role, in their order."""
        return [participant.label for participant in self.participants.all() if participant.role == role]

    def facts(self) -> list[tuple]:
        """Return (label, value) of what the page tells in its aside."""
        country, lead = self.country, self.lead_label
        if self.lead_organisation:
            lead = linked(lead, "directory:organisation_detail", self.lead_organisation.code)
        return [
            (_("Party"), linked(country.label, "country_profiles:country_detail", country.code) if country else ""),
            (pgettext_lazy("an initiative", "Status"), self.status_label),
            (_("Period"), self.period),
            (_("Geographic scope"), capfirst(Extent(self.extent).label)),
            (_("Lead organization"), lead),
            (_("Partners"), listed(self.names_of(Participant.Role.PARTNER))),
            (_("Who pays"), listed(self.names_of(Participant.Role.FUNDER))),
            (_("Total budget"), self.budget_shown),
            (_("Languages"), vocabulary("language").listed(self.languages)),
        ]

    def row_facts(self) -> list[str | Promise]:
        """Return the line of facts under its title in lists: how far it is, whose it is, from when.

        What no Party has for its own is named by who leads it, rather than by who has registered it.
        """
        whose = self.country.label if self.country else self.lead_label or self.owner.label
        return [self.status_label, whose, self.period]

    def search_texts(self) -> dict[str, list[tuple[str, str]]]:
        """Return {language: [(weight, text)]} that search finds it by, beside what every record has."""
        names = [self.lead_name, *(one.name for one in self.participants.all())]
        texts = {"": [("C", name) for name in names]}
        bodies = [self.lead_organisation, *(one.organisation for one in self.participants.all())]
        labels = [texts_of(body, "name") for body in bodies if body]
        if self.country:
            labels.append(self.country.labels)
        for weight, found in [*(("C", label) for label in labels), *(("D", texts_of(self, name)) for name in TEXTS)]:
            for language, text in found.items():
                texts.setdefault(language, []).append((weight, text))
        return texts

    def facet_values(self) -> dict[str, list[str]]:
        """Return {facet of search: codes}, beside those every record has."""
        own = {"country": [self.country.code], "region": [self.country.region.code]} if self.country else {}
        return own | {"year": [self.start[:4]], "status": [self.status]}

    def citation_parts(self) -> list[str]:
        """Return who, when and what, each with its full stop."""
        year = self.start[:4]
        return [f"{self.provider_label}" + (f" ({year})." if year else "."), f"{self.title_shown[0]}."]

    def json_ld_parts(self) -> dict:
        """Return what schema.org's view has beside what every record has."""
        funders = [{"@type": "Organization", "name": name} for name in self.names_of(Participant.Role.FUNDER)]
        parts = {
            "@type": "Project",
            "foundingDate": self.start,
            "dissolutionDate": self.end,
            "parentOrganization": {"@type": "Organization", "name": self.lead_label} if self.lead_label else "",
            "funder": funders,
            "areaServed": {"@type": "Country", "name": str(self.country.label)} if self.country else "",
        }
        return {name: value for name, value in parts.items() if value}


class Participant(models.Model):
    """Who takes part in an initiative or pays for it: an organisation of the directory, or anybody by name."""

    class Role(models.TextChoices):
        PARTNER = "partner", _("partner")
        FUNDER = "funder", _("funder")

    initiative = models.ForeignKey(
        Initiative, models.CASCADE, related_name="participants", verbose_name=_("initiative")
    )
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)
    organisation = models.ForeignKey(
        "directory.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organization"),
    )
    name = models.CharField(_("name"), max_length=300, blank=True, default="")
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, name="") | Q(organisation=None) & ~Q(name=""),
                name="reporting_participant_is_named_once",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """What it is called."""
        return self.organisation.label if self.organisation else self.name
