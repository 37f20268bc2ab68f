"""Countries and regions as topics: `country:be`, `region:africa`; no query."""

from django.urls import reverse

from chm_portal.common.topics import Topic, topics
from chm_portal.vocabularies.memory import vocabulary


@topics("country")
def of_countries(codes: list[str]) -> dict[str, Topic]:
    """Return the countries among these."""
    found = {}
    for country in filter(None, map(vocabulary("country").get, codes)):
        label, language = country.label_in()
        url = reverse("country_profiles:country_detail", args=[country.code])
        found[country.code] = Topic(f"country:{country.code}", label, language, url)
    return found


@topics("region")
def of_regions(codes: list[str]) -> dict[str, Topic]:
    """Return the regions among these; each leads to its part of the list of countries."""
    found = {}
    for region in filter(None, map(vocabulary("region").get, codes)):
        label, language = region.label_in()
        url = f"{reverse('country_profiles:home')}#{region.code}"
        found[region.code] = Topic(f"region:{region.code}", label, language, url)
    return found
