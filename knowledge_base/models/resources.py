"""Resources of the knowledge base."""

from collections.abc import Sequence

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy as _

from chm_portal.common.dates import partial_date
from chm_portal.common.fields import PartialDateField, partial_date_constraint
from chm_portal.common.languages import listed, texts_of
from chm_portal.directory.models import OrganisationKind
from chm_portal.records.models import Record
from chm_portal.records.models.record import RecordQuerySet
from chm_portal.vocabularies.memory import vocabulary

SCHEMA_TYPES = {
    "report": "Report",
    "data-set": "Dataset",
    "book": "Book",
    "article": "Article",
    "map": "Map",
    "video": "VideoObject",
    "web-site": "WebSite",
    "training-material": "LearningResource",
    "legal-or-policy-document": "Legislation",
}


class ProviderKind(models.TextChoices):
    """Who can provide a resource: the founding paper's kinds of partner, Parties and the secretariat (R56)."""

    PARTY = "party", _("Party")
    UN_BODY = OrganisationKind.UN_BODY.value, OrganisationKind.UN_BODY.label
    INTERGOVERNMENTAL = OrganisationKind.INTERGOVERNMENTAL.value, OrganisationKind.INTERGOVERNMENTAL.label
    NON_GOVERNMENTAL = OrganisationKind.NON_GOVERNMENTAL.value, OrganisationKind.NON_GOVERNMENTAL.label
    PRIVATE_SECTOR = OrganisationKind.PRIVATE_SECTOR.value, OrganisationKind.PRIVATE_SECTOR.label
    ACADEMIA = OrganisationKind.ACADEMIA.value, OrganisationKind.ACADEMIA.label
    INDIGENOUS = OrganisationKind.INDIGENOUS.value, OrganisationKind.INDIGENOUS.label
    GOVERNMENT = OrganisationKind.GOVERNMENT.value, OrganisationKind.GOVERNMENT.label
    FINANCIAL_MECHANISM = OrganisationKind.FINANCIAL_MECHANISM.value, OrganisationKind.FINANCIAL_MECHANISM.label
    SECRETARIAT = "secretariat", _("Secretariat of the Convention")


class ResourceQuerySet(RecordQuerySet):
    def for_list(self) -> "ResourceQuerySet":
        """What a row of a list shows, its provider's name among it."""
        return super().for_list().select_related("provider_organisation")

    def with_facet(self, facet: str, codes: Sequence[str]) -> "ResourceQuerySet":
        """Resources that have one of these codes in a facet of search, asked while the index cannot be read."""
        if facet == "year":
            return self.annotate(year_of_date=Left("date", 4)).filter(year_of_date__in=codes)
        column = {"type": "type__code", "provider_kind": "provider_kind", "licence": "licence__code"}.get(facet)
        return self.filter(**{f"{column}__in": codes}) if column else self.none()

    def for_page(self) -> "ResourceQuerySet":
        """What a record's own page shows of its columns, in one query."""
        return self.select_related(
            "owner_country",
            "owner_organisation",
            "provider_organisation",
            "provider_country",
            "type",
            "licence",
            "current",
        )


class Resource(Record):
    """A guideline, strategy, report, case study, toolkit ...: a file, a link, or both (R55, R56, R64, R68)."""

    type = models.ForeignKey("vocabularies.ResourceType", models.PROTECT, related_name="+", verbose_name=_("type"))
    provider_kind = models.CharField(_("kind of provider"), max_length=20, choices=ProviderKind.choices)
    provider_organisation = models.ForeignKey(
        "directory.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="provided_resources",
        verbose_name=_("provider"),
    )
    provider_country = models.ForeignKey(
        "vocabularies.Country",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("provider (Party)"),
    )
    provider_name = models.CharField(_("provider"), max_length=300, blank=True, default="")
    authors = models.TextField(_("authors"), blank=True, default="")
    publisher = models.CharField(_("publisher"), max_length=300, blank=True, default="")
    date = PartialDateField(_("date of publication"), blank=True, default="")
    audiences = ArrayField(models.CharField(max_length=60), verbose_name=_("audience"), default=list, blank=True)
    licence = models.ForeignKey("vocabularies.Licence", models.PROTECT, related_name="+", verbose_name=_("licence"))

    objects = ResourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("resource")
        verbose_name_plural = _("resources")
        constraints = [
            models.CheckConstraint(
                condition=Q(provider_organisation=None) | Q(provider_country=None),
                name="knowledge_base_resource_has_one_provider",
            ),
            partial_date_constraint("date", name="knowledge_base_resource_date_is_partial"),
        ]

    @property
    def provider_label(self) -> str:
        """Who made it, in the reader's language: shown first on the record's page (R36)."""
        if self.provider_organisation:
            return self.provider_organisation.label
        if self.provider_country_id:
            return vocabulary("country").by_pk(self.provider_country_id).label
        return self.provider_name or ProviderKind(self.provider_kind).label

    @property
    def licence_term(self):
        """The licence in memory: label, SPDX identifier, address and explanation in the reader's language."""
        return vocabulary("licence").by_pk(self.licence_id)

    @property
    def type_label(self) -> str:
        """What it is, in the reader's language."""
        return vocabulary("resource_type").by_pk(self.type_id).label

    @property
    def year(self) -> str:
        """The year of publication, or nothing."""
        return self.date[:4]

    def facts(self) -> list[tuple]:
        """Return (label, value) of what the page tells in its aside."""
        return [
            (_("Provider"), self.provider_label),
            (_("Kind of provider"), ProviderKind(self.provider_kind).label),
            (_("Authors"), listed(self.authors.splitlines())),
            (_("Publisher"), self.publisher),
            (_("Date of publication"), partial_date(self.date)),
            (_("Languages"), vocabulary("language").listed(self.languages)),
            (_("Audience"), vocabulary("audience").listed(self.audiences)),
            (_("Licence"), self.licence_term.label),
        ]

    def row_facts(self) -> list[str]:
        """Return the line of facts under its title in lists: what, by whom, from when."""
        return [self.type_label, self.provider_label, partial_date(self.date)]

    def search_texts(self) -> dict[str, list[tuple[str, str]]]:
        """Return {language: [(weight, text)]} that search finds it by, beside what every record has."""
        texts = {"": [("C", name) for name in (self.authors, self.publisher, self.provider_name)]}
        labels = [vocabulary("resource_type").by_pk(self.type_id).labels]
        if self.provider_country_id:
            labels.append(vocabulary("country").by_pk(self.provider_country_id).labels)
        if self.provider_organisation:
            labels.append(texts_of(self.provider_organisation, "name"))
        for label in labels:
            for language, text in label.items():
                texts.setdefault(language, []).append(("C", text))
        return texts

    def facet_values(self) -> dict[str, list[str]]:
        """Return {facet of search: codes}, beside those every record has."""
        return {
            "type": [vocabulary("resource_type").by_pk(self.type_id).code],
            "provider_kind": [self.provider_kind],
            "licence": [self.licence_term.code],
            "year": [self.year],
        }

    def citation_parts(self) -> list[str]:
        """Return who, when and what, each with its full stop."""
        who = listed(self.authors.splitlines()) or self.provider_label
        return [
            f"{who}" + (f" ({self.year})." if self.year else "."),
            f"{self.title_shown[0]}.",
            f"{self.publisher}." if self.publisher else "",
        ]

    def json_ld_parts(self) -> dict:
        """Return what schema.org's view of a resource has beside what every record has."""
        licence = self.licence_term
        parts = {
            "@type": SCHEMA_TYPES.get(vocabulary("resource_type").by_pk(self.type_id).code, "CreativeWork"),
            "provider": {"@type": "Organization", "name": str(self.provider_label)},
            "license": str(licence.address or licence.label),
        }
        if self.date:
            parts["datePublished"] = self.date
        if self.authors:
            parts["author"] = [{"@type": "Person", "name": name} for name in self.authors.splitlines()]
        return parts
