"""National reports and strategies: documents of a Party, registered with where they can be read (R81, R90)."""

from collections.abc import Sequence

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left, Length
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chm_portal.common.dates import partial_date
from chm_portal.common.facts import linked
from chm_portal.common.fields import PartialDateField, partial_date_constraint
from chm_portal.common.languages import listed
from chm_portal.directory.owners import PARTY
from chm_portal.records.models import Record
from chm_portal.records.models.record import RecordQuerySet
from chm_portal.vocabularies.memory import RememberedTerm, vocabulary


class NationalDocumentQuerySet(RecordQuerySet):
    def for_page(self) -> "NationalDocumentQuerySet":
        """What a document's own page shows of its columns, in one query."""
        return self.select_related("owner_country", "owner_organisation", "current")

    def of_party(self, party: RememberedTerm) -> "NationalDocumentQuerySet":
        """Documents of one Party."""
        return self.filter(party_id=party.pk)

    def with_facet(self, facet: str, codes: Sequence[str]) -> "NationalDocumentQuerySet":
        """Documents that have one of these codes in a facet of search, asked while the index cannot be read."""
        if facet == "year":
            return self.annotate(year_of_date=Left(self.model.DATE, 4)).filter(year_of_date__in=codes)
        if facet == "country":
            return self.filter(party__code__in=codes)
        return self.filter(party__region__code__in=codes) if facet == "region" else self.none()


class NationalDocument(Record):
    """What a report and a strategy have in common: a Party, a period, an adoption, files or links."""

    period_start = PartialDateField(_("beginning of the period"), blank=True, default="")
    period_end = PartialDateField(_("end of the period"), blank=True, default="")
    adopted = PartialDateField(
        _("adopted"), blank=True, default="", help_text=_("When the government or another body approved it.")
    )
    adopting_body = models.CharField(
        _("adopted by"), max_length=300, blank=True, default="", help_text=_("Such as “Council of Ministers”.")
    )

    objects = NationalDocumentQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            partial_date_constraint("period_start", name="%(app_label)s_%(class)s_period_start_is_partial"),
            partial_date_constraint("period_end", name="%(app_label)s_%(class)s_period_end_is_partial"),
            partial_date_constraint("adopted", name="%(app_label)s_%(class)s_adopted_is_partial"),
            models.CheckConstraint(
                # An end of 2010 is not before a start of 2010-04.
                condition=Q(period_end="") | Q(period_end__gte=Left(F("period_start"), Length(F("period_end")))),
                name="%(app_label)s_%(class)s_period_ends_after_it_starts",
                violation_error_code="period_end",
                violation_error_message=_("The period ends before it begins."),
            ),
        ]

    @property
    def country(self) -> RememberedTerm:
        """The Party whose document it is."""
        return vocabulary("country").by_pk(self.party_id)

    @property
    def provider_label(self) -> str | Promise:
        """The Party: it is its word, whoever has registered it."""
        return self.country.label

    @property
    def period(self) -> str:
        """The period in words, or nothing."""
        ends = [partial_date(end) for end in (self.period_start, self.period_end)]
        return " – ".join(ends) if any(ends) else ""

    @property
    def date(self) -> str:
        """The partial date that a register shows for it."""
        raise NotImplementedError

    @property
    def languages_shown(self) -> str:
        """The languages in which the document can be read."""
        return vocabulary("language").listed(self.languages)

    def facts(self) -> list[tuple]:
        """Return (label, value) of what the page tells in its aside."""
        country = self.country
        return [
            (_("Party"), linked(country.label, "country_profiles:country_detail", country.code)),
            *self.own_facts(),
            (_("Period"), self.period),
            (_("Adopted"), listed([partial_date(self.adopted), self.adopting_body])),
            (_("Languages"), self.languages_shown),
        ]

    def own_facts(self) -> list[tuple]:
        """Return the facts that only this kind of document has."""
        return []

    def search_texts(self) -> dict[str, list[tuple[str, str]]]:
        """Return {language: [(weight, text)]} that search finds it by, beside what every record has."""
        texts = {"": [("C", self.adopting_body)]}
        for labels in self.labels_found_by():
            for language, label in labels.items():
                texts.setdefault(language, []).append(("C", label))
        return texts

    def labels_found_by(self) -> list[dict[str, str]]:
        """Return names in every language by which the document is found: its Party's, and what it is."""
        return [self.country.labels]

    def facet_values(self) -> dict[str, list[str]]:
        """Return {facet of search: codes}, beside those every record has."""
        return {"country": [self.country.code], "region": [self.country.region.code], "year": [self.date[:4]]}

    def citation_parts(self) -> list[str]:
        """Return who, when and what, each with its full stop."""
        year = self.date[:4]
        return [f"{self.country.label}" + (f" ({year})." if year else "."), f"{self.title_shown[0]}."]

    def json_ld_parts(self) -> dict:
        """Return what schema.org's view has beside what every record has."""
        parts = {"@type": "Report", "provider": {"@type": "Country", "name": str(self.country.label)}}
        return parts | ({"datePublished": self.date} if self.date else {})


class NationalReport(NationalDocument):
    """A Party's report on what it has done (Article 26), one for each cycle (R81)."""

    cycle = models.ForeignKey("vocabularies.Cycle", models.PROTECT, related_name="+", verbose_name=_("reporting cycle"))
    submitted = PartialDateField(_("submitted to the secretariat"), blank=True, default="")

    DATE = "submitted"

    class Meta(NationalDocument.Meta):
        verbose_name = _("national report")
        verbose_name_plural = _("national reports")
        constraints = [
            *NationalDocument.Meta.constraints,
            partial_date_constraint("submitted", name="reporting_nationalreport_submitted_is_partial"),
        ]

    @property
    def cycle_term(self) -> RememberedTerm:
        """The cycle in memory: label, number, day due."""
        return vocabulary("cycle").by_pk(self.cycle_id)

    @property
    def is_by_party(self) -> bool:
        """Whether the Party itself has published what readers see; what it took over only is not its word yet."""
        if self.owner_kind != PARTY:
            return False
        return self.taken_over_at is None or self.current.decided_at > self.taken_over_at

    @property
    def date(self) -> str:
        """When it was submitted, or else adopted; never the day on which it was entered here."""
        return self.submitted or self.adopted

    def own_facts(self) -> list[tuple]:
        cycle = self.cycle_term
        undated = _("date not given") if self.is_by_party else ""
        return [
            (_("Reporting cycle"), linked(cycle.label, "reporting:cycle_detail", cycle.code)),
            (_("Submitted to the secretariat"), partial_date(self.submitted) or undated),
        ]

    def row_facts(self) -> list[str]:
        """Return the line of facts under its title in lists: what, of whom, from when."""
        return [self.cycle_term.label, self.country.label, partial_date(self.date)]

    def labels_found_by(self) -> list[dict[str, str]]:
        return [*super().labels_found_by(), self.cycle_term.labels]


class StrategyKind(models.TextChoices):
    """What a strategy is about as a whole (R93, R113)."""

    NBSAP = "nbsap", _("national biodiversity strategy and action plan (NBSAP)")
    CHM = "chm-strategy", _("strategy of the national clearing-house mechanism")
    OTHER = "other", pgettext_lazy("a strategy", "other national strategy")


class Strategy(NationalDocument):
    """A Party's national strategy and action plan (Article 6), or one for its clearing-house; each version is one."""

    strategy_kind = models.CharField(_("kind of strategy"), max_length=20, choices=StrategyKind.choices)

    DATE = "adopted"

    class Meta(NationalDocument.Meta):
        verbose_name = _("strategy")
        verbose_name_plural = _("strategies")

    @property
    def date(self) -> str:
        """When it was adopted, or else the beginning of its period."""
        return self.adopted or self.period_start

    def own_facts(self) -> list[tuple]:
        return [(_("Kind of strategy"), StrategyKind(self.strategy_kind).label)]

    def row_facts(self) -> list[str]:
        """Return the line of facts under its title in lists: what, of whom, for when."""
        return [StrategyKind(self.strategy_kind).label, self.country.label, self.period or partial_date(self.date)]
