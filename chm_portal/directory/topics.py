"""Organisations as topics: `organisation:iucn`."""

from chm_portal.common.languages import in_language
from chm_portal.common.topics import Topic, topics
from chm_portal.directory.models import Organisation


@topics("organisation")
def of_organisations(codes: list[str]) -> dict[str, Topic]:
    """Return the approved organisations among these."""
    found = {}
    for organisation in Organisation.objects.approved().filter(code__in=codes):
        name, language = in_language(organisation, "name")
        url = organisation.get_absolute_url()
        found[organisation.code] = Topic(f"organisation:{organisation.code}", name, language, url)
    return found
