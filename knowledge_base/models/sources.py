"""Information sources: databases and services of scientific and other relevant information (R24)."""

from collections.abc import Sequence

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chm_portal.common.dates import partial_date
from chm_portal.common.fields import PartialDateField, partial_date_constraint
from chm_portal.records.models import Record
from chm_portal.records.models.record import RecordQuerySet
from chm_portal.vocabularies.memory import RememberedTerm, vocabulary


class Access(models.TextChoices):
    """Under which condition the information can be had."""

    OPEN = "open", _("open to everybody")
    REGISTRATION = "registration", _("after free registration")
    REQUEST = "request", _("on request")
    FEE = "fee", _("for a fee")


class UpdateCycle(models.TextChoices):
    """How often the information is renewed."""

    CONTINUOUS = "continuous", pgettext_lazy("updated", "continuously")
    WEEKLY = "weekly", pgettext_lazy("updated", "every week or more often")
    MONTHLY = "monthly", pgettext_lazy("updated", "every month")
    YEARLY = "yearly", pgettext_lazy("updated", "every year or several times a year")
    IRREGULAR = "irregular", pgettext_lazy("updated", "at irregular intervals")
    ENDED = "ended", pgettext_lazy("updated", "no longer")


class InformationSourceQuerySet(RecordQuerySet):
    def with_facet(self, facet: str, codes: Sequence[str]) -> "InformationSourceQuerySet":
        """Sources that have one of these codes in a facet of search, asked while the index cannot be read."""
        return self.filter(licence__code__in=codes) if facet == "licence" else self.none()

    def for_page(self) -> "InformationSourceQuerySet":
        """What a source's own page shows of its columns, in one query."""
        return self.select_related("owner_country", "owner_organisation", "current")


class InformationSource(Record):
    """A database or service: what it covers, who may use it how, where people and programs reach it (R24)."""

    holder = models.CharField(_("kept by"), max_length=300)
    address = models.URLField(_("address of the source"), max_length=1000)
    access = models.CharField(_("access"), max_length=20, choices=Access.choices)
    licence = models.ForeignKey("vocabularies.Licence", models.PROTECT, related_name="+", verbose_name=_("licence"))
    conditions_url = models.URLField(_("conditions of use"), max_length=1000, blank=True, default="")
    update_cycle = models.CharField(_("updated"), max_length=20, choices=UpdateCycle.choices)
    period_start = PartialDateField(_("beginning of the time it covers"), blank=True, default="")
    period_end = PartialDateField(_("end of the time it covers"), blank=True, default="")
    api_url = models.URLField(_("address for programs"), max_length=1000, blank=True, default="")
    feed_url = models.URLField(_("news feed"), max_length=1000, blank=True, default="")
    contact = models.CharField(_("contact"), max_length=300, blank=True, default="")
    contact_url = models.URLField(_("contact page"), max_length=1000, blank=True, default="")

    objects = InformationSourceQuerySet.as_manager()

    LED_TO = ("address", "api_url", "feed_url", "conditions_url", "contact_url")  # looked at, whether they answer

    class Meta:
        verbose_name = _("information source")
        verbose_name_plural = _("information sources")
        constraints = [
            partial_date_constraint("period_start", name="knowledge_base_source_period_start_is_partial"),
            partial_date_constraint("period_end", name="knowledge_base_source_period_end_is_partial"),
        ]

    @property
    def provider_label(self) -> str:
        """Who keeps the source: shown first on the record's page (R36)."""
        return self.holder

    @property
    def licence_term(self) -> RememberedTerm:
        """The licence in memory: label, SPDX identifier, address and explanation in the reader's language."""
        return vocabulary("licence").by_pk(self.licence_id)

    @property
    def period(self) -> str:
        """The time it covers, in words, or nothing."""
        ends = [partial_date(end) for end in (self.period_start, self.period_end)]
        return " – ".join(ends) if any(ends) else ""

    @property
    def doors(self) -> list[tuple[str | Promise, str]]:
        """Return (label, address) of every way to it that was given, the site for people first."""
        doors = [
            (_("Address of the source"), self.address),
            (_("Address for programs (API)"), self.api_url),
            (_("News feed"), self.feed_url),
            (_("Conditions of use"), self.conditions_url),
            (_("Contact page"), self.contact_url),
        ]
        return [(label, address) for label, address in doors if address]

    def facts(self) -> list[tuple]:
        """Return (label, value) of what the page tells in its aside."""
        return [
            (_("Kept by"), self.holder),
            (_("Access"), Access(self.access).label),
            (_("Updated"), UpdateCycle(self.update_cycle).label),
            (_("Time covered"), self.period),
            (_("Languages"), vocabulary("language").listed(self.languages)),
            (_("Contact"), self.contact),
            (_("Licence"), self.licence_term.label),
        ]

    def row_facts(self) -> list[str | Promise]:
        """Return the line of facts under its title in lists: who keeps it, who may use it."""
        return [self.holder, Access(self.access).label]

    def search_texts(self) -> dict[str, list[tuple[str, str]]]:
        """Return {language: [(weight, text)]} that search finds it by, beside what every record has."""
        return {"": [("C", self.holder)]}

    def facet_values(self) -> dict[str, list[str]]:
        """Return {facet of search: codes}, beside those every record has."""
        return {"licence": [self.licence_term.code]}

    def citation_parts(self) -> list[str]:
        """Return who and what, each with its full stop, and where."""
        return [f"{self.holder}.", f"{self.title_shown[0]}.", f"{self.address}."]

    def json_ld_parts(self) -> dict:
        """Return what schema.org's view of a source has beside what every record has."""
        licence = self.licence_term
        return {
            "@type": "DataCatalog",
            "provider": {"@type": "Organization", "name": self.holder},
            "license": str(licence.address or licence.label),
            "sameAs": self.address,
            "isAccessibleForFree": self.access != Access.FEE,
        }
