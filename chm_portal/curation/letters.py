"""One letter a month to who speaks for an owner, with the links of its records that do not answer (R90)."""

from collections import defaultdict

from django.db import transaction
from django.utils import timezone

from chm_portal.audit import trail
from chm_portal.curation.models import LinkLetter
from chm_portal.directory import access
from chm_portal.directory.owners import SECRETARIAT, Owner
from chm_portal.notifications.mail import tell
from chm_portal.records import link_checks
from chm_portal.records.models import Record

MOST_NAMED = 20  # in one letter; the page has them all


def write_due() -> int:
    """Write this month's letters that were not written yet; return to how many owners.

    The secretariat has its desk. An owner nobody speaks for gets its letter when somebody does.
    """
    of_owners: dict[Owner, list[link_checks.BrokenLink]] = defaultdict(list)
    for link in link_checks.broken_links(Record.objects.published()):
        of_owners[link.record.owner].append(link)
    return sum(_write(owner, links) for owner, links in of_owners.items() if owner.kind != SECRETARIAT)


@transaction.atomic
def _write(owner: Owner, links: list[link_checks.BrokenLink]) -> bool:
    people = access.voices_of(owner)
    if not people:
        return False
    month = f"{timezone.now():%Y-%m}"
    _letter, is_new = LinkLetter.objects.get_or_create(month=month, **owner.columns, defaults={"links": len(links)})
    if not is_new:
        return False
    context = {"owner": owner, "links": links[:MOST_NAMED], "more": max(0, len(links) - MOST_NAMED)}
    for person in people:
        tell(person, "curation/links_broken", context)
    trail.record("links.told", None, owner.key, month=month, links=len(links))
    return True
