"""Countries as topics: `country:be`; no query."""

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
