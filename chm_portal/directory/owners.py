"""Owners: whom a record or a role belongs to, a Party, a partner organisation or the secretariat."""

from dataclasses import dataclass, field
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chm_portal.directory.models.organisations import Organisation
from chm_portal.vocabularies.memory import vocabulary

OwnerKind = Literal["party", "organisation", "secretariat"]

PARTY: OwnerKind = "party"
ORGANISATION: OwnerKind = "organisation"
SECRETARIAT: OwnerKind = "secretariat"
SECRETARIAT_CODE = "SCBD"


@dataclass(frozen=True)
class Owner:
    """A Party, an approved organisation or the secretariat; owners with the same key are equal."""

    kind: OwnerKind
    slug: str = ""
    country_id: int | None = field(default=None, compare=False)
    organisation_id: int | None = field(default=None, compare=False)
    partner: Organisation | None = field(default=None, compare=False, repr=False)

    @classmethod
    def party(cls, country) -> "Owner":
        """Return a Party as owner, from its Country: the row or the one in memory."""
        return cls(PARTY, country.code, country_id=country.pk)

    @classmethod
    def organisation(cls, organisation: Organisation) -> "Owner":
        """Return an organisation as owner."""
        return cls(ORGANISATION, organisation.code or "", organisation_id=organisation.pk, partner=organisation)

    @classmethod
    def secretariat(cls) -> "Owner":
        """Return the secretariat as owner."""
        return cls(SECRETARIAT)

    @classmethod
    def parse(cls, key: str) -> "Owner":
        """Return the owner named by "party:be", "organisation:iucn" or "secretariat"; ValueError if there is none.

        The code of an organisation that was merged names the one that stays.
        """
        kind, _colon, slug = str(key).partition(":")
        if kind == SECRETARIAT and not slug:
            return cls.secretariat()
        if kind == PARTY and slug in vocabulary("country"):
            return cls.party(vocabulary("country")[slug])
        if kind == ORGANISATION and (organisation := Organisation.objects.named(slug).first()):
            return cls.organisation(organisation)
        raise ValueError(f"{key!r} names no Party, no approved organisation and not the secretariat")

    @classmethod
    def of(cls, row) -> "Owner":
        """Return the owner of a row with `country` and `organisation` columns, both empty for the secretariat."""
        if row.country_id:
            return cls.party(vocabulary("country").by_pk(row.country_id))
        return cls.organisation(row.organisation) if row.organisation_id else cls.secretariat()

    @property
    def key(self) -> str:
        """Return "party:be", "organisation:iucn" or "secretariat"."""
        return f"{self.kind}:{self.slug}" if self.slug else self.kind

    @property
    def code(self) -> str:
        """Return the part that identifiers carry: "BE", "IUCN", "SCBD"."""
        return self.slug.upper() or SECRETARIAT_CODE

    @property
    def label(self) -> str | Promise:
        """Return the name in the reader's language."""
        if self.kind == PARTY:
            return vocabulary("country")[self.slug].label
        return self.partner.label if self.partner else _("Secretariat of the Convention on Biological Diversity")

    @property
    def columns(self) -> dict[str, int | None]:
        """Return the columns by which a row belongs to this owner, to filter by or to create with."""
        return {"country_id": self.country_id, "organisation_id": self.organisation_id}

    def __str__(self) -> str:
        return str(self.label)
