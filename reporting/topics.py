"""Reporting cycles as topics: `cycle:nr4`; no query."""

from django.urls import reverse

from chm_portal.common.topics import Topic, topics
from chm_portal.vocabularies.memory import vocabulary


@topics("cycle")
def of_cycles(codes: list[str]) -> dict[str, Topic]:
    """Return the reporting cycles among these."""
    found = {}
    for cycle in filter(None, map(vocabulary("cycle").get, codes)):
        label, language = cycle.label_in()
        found[cycle.code] = Topic(
            f"cycle:{cycle.code}", label, language, reverse("reporting:cycle_detail", args=[cycle.code])
        )
    return found
