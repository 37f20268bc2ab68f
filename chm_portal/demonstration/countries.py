"""Enters the addresses of national clearing-houses that the secretariat knows of."""

from chm_portal.audit import trail
from chm_portal.demonstration import content
from chm_portal.vocabularies.memory import vocabulary
from country_profiles.models import NationalSite


def enter_sites(by) -> None:
    """Enter the addresses of countries whose profile does not give one; raises ValidationError."""
    for row in content.rows("national_sites"):
        country = vocabulary("country")[row["country"]]
        if NationalSite.objects.filter(country=country.pk).exists():
            continue
        site = NationalSite(country_id=country.pk, address=row["address"])
        site.full_clean()
        site.save()
        trail.record("nationalsite.added", by, f"nationalsite:{site.pk}", country=country.code)
