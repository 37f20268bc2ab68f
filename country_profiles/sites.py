"""Where a country's own clearing-house is: the profile's word takes the place of what the secretariat knew."""

from country_profiles.models import CountryProfile, NationalSite


def follow_profile(profile: CountryProfile) -> None:
    """Take the address that a published profile gives; a profile that gives none leaves what is known."""
    if not profile.chm_address:
        return
    site = NationalSite.objects.filter(country=profile.party_id).first() or NationalSite(country_id=profile.party_id)
    site.move_to(profile.chm_address)
    site.save()
