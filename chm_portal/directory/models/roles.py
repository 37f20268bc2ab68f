"""What a person can be designated for, and which roles belong to a Party, to an organisation, or to neither."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person can be designated for."""

    CBD_FOCAL_POINT = "cbd_focal_point", _("CBD national focal point")
    CHM_FOCAL_POINT = "chm_focal_point", _("CHM national focal point")
    OTHER_FOCAL_POINT = "other_focal_point", _("other national focal point")
    CONTRIBUTOR = "contributor", _("contributor")
    PARTNER_CONTACT = "partner_contact", _("partner contact")
    CURATOR = "curator", _("curator of the secretariat")
    MODERATOR = "moderator", _("moderator")


class FocalPointCategory(models.TextChoices):
    """What a focal point other than those of the CBD and the CHM is responsible for."""

    SBSTTA = "sbstta", _("scientific, technical and technological advice (SBSTTA)")
    ABS = "abs", _("access and benefit-sharing")
    BIOSAFETY = "biosafety", _("Cartagena Protocol on Biosafety")
    PROTECTED_AREAS = "protected-areas", _("protected areas")
    TRADITIONAL_KNOWLEDGE = "traditional-knowledge", _("traditional knowledge (Article 8(j))")
    TAXONOMY = "taxonomy", _("Global Taxonomy Initiative")
    PLANT_CONSERVATION = "plant-conservation", _("Global Strategy for Plant Conservation")
    RESOURCE_MOBILIZATION = "resource-mobilization", _("resource mobilization")
    PUBLIC_AWARENESS = "public-awareness", _("communication, education and public awareness")


#: The roles that speak for their Party.
FOCAL_POINT_ROLES = (Role.CBD_FOCAL_POINT, Role.CHM_FOCAL_POINT)
PARTY_ROLES = (*FOCAL_POINT_ROLES, Role.OTHER_FOCAL_POINT, Role.CONTRIBUTOR)
ORGANISATION_ROLES = (Role.PARTNER_CONTACT, Role.CONTRIBUTOR)
SECRETARIAT_ROLES = (Role.CURATOR, Role.MODERATOR)
#: Who holds one of these publishes or moderates: a second factor is obligatory outside the demonstration.
PUBLISHING_ROLES = frozenset({*FOCAL_POINT_ROLES, *SECRETARIAT_ROLES})


def role_fits_owner(name: str) -> models.CheckConstraint:
    """Return the named constraint that keeps role, Party, organisation and category of a row in agreement."""
    for_party = Q(country__isnull=False, organisation__isnull=True, role__in=PARTY_ROLES)
    for_organisation = Q(country__isnull=True, organisation__isnull=False, role__in=ORGANISATION_ROLES)
    for_neither = Q(country__isnull=True, organisation__isnull=True, role__in=SECRETARIAT_ROLES)
    other = Q(role=Role.OTHER_FOCAL_POINT)
    return models.CheckConstraint(
        condition=(for_party | for_organisation | for_neither)
        & ((other & ~Q(category="")) | (~other & Q(category=""))),
        name=name,
        violation_error_message=_(
            "Role and owner do not fit: a focal point belongs to a Party (“other” also needs a category), a partner "
            "contact to an organization, a contributor to one of the two, a curator or moderator to neither."
        ),
    )


def role_in_words(role: str, category: str) -> str:
    """Return the role as a reader sees it, with its category where it has one."""
    label = str(Role(role).label)
    return f"{label}: {FocalPointCategory(category).label}" if category else label
