"""Records as topics: `record:12`, by primary key, as audit and outbox name them."""

from chm_portal.common.topics import Topic, topics
from chm_portal.records.models import Record

DIGITS = 18  # what a key of PostgreSQL can have


@topics("record")
def of_records(keys: list[str]) -> dict[str, Topic]:
    """Return the published records among these."""
    pks = [int(key) for key in keys if key.isdecimal() and len(key) <= DIGITS]
    found = {}
    for record in Record.objects.published().filter(pk__in=pks):
        title, language = record.title_shown
        found[str(record.pk)] = Topic(record.topic, title, language, record.get_absolute_url())
    return found
