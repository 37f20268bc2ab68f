"""Whether the addresses that published records lead to still answer (R90).

Which addresses those are is read from what is published, each time: nothing that was only drafted is ever fetched.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import CharField, Exists, F, OuterRef, QuerySet
from django.db.models.functions import MD5, Cast

from chm_portal.common import address_checks
from chm_portal.records import kinds
from chm_portal.records.models import Link, LinkCheck, Record
from chm_portal.records.models.record import RecordQuerySet

HOW_OFTEN = timedelta(days=7)
NEW_AT_ONCE = 2000  # addresses that one round takes in
MOST_SHOWN = 200


def check_links() -> int:
    """Follow what is published, then look at the addresses whose turn it is; return how many answered."""
    take_in()
    return address_checks.check(LinkCheck.objects.all(), HOW_OFTEN)


@transaction.atomic
def take_in() -> None:
    """Enter the addresses that published records lead to by now, and forget those that none leads to any more."""
    published = Record.objects.published()
    known, gone = LinkCheck.objects.annotate(key=MD5("address")), LinkCheck.objects.annotate(key=MD5("address"))
    for led_to in _led_to(published):
        gone = gone.exclude(Exists(led_to.filter(key=OuterRef("key"))))
        new = led_to.exclude(Exists(known.filter(key=OuterRef("key")))).values_list("to", flat=True).distinct()
        entries = [LinkCheck(address=address) for address in new.order_by()[:NEW_AT_ONCE]]
        LinkCheck.objects.bulk_create(entries, ignore_conflicts=True)
    gone.delete()


def _led_to(records: RecordQuerySet) -> Iterator[QuerySet]:
    """Yield sets of (record, to, key): the addresses these published records lead to, and the sums they are found by.

    Links, the original on the national CHM, and the columns that a kind names in LED_TO.
    """
    yield _pairs(Link.objects.filter(record__in=records), "record_id", "address")
    yield _pairs(records.exclude(original_url=""), "pk", "original_url")
    for kind in kinds.every():
        for column in getattr(kind.model, "LED_TO", ()):
            children = kind.model.objects.published().filter(pk__in=records.values("pk"))
            yield _pairs(children.exclude(**{column: ""}), "pk", column)


def _pairs(rows: QuerySet, record: str, address: str) -> QuerySet:
    to = Cast(F(address), CharField(max_length=1000))
    return rows.order_by().annotate(of=F(record), to=to, key=MD5(F(address))).values("of", "to", "key")


@dataclass(frozen=True)
class BrokenLink:
    """An address that does not answer, and the published record that leads its readers there."""

    record: Record
    address: str
    since: datetime


def broken_links(records: RecordQuerySet) -> list[BrokenLink]:
    """Return the links of these records that do not answer, what has failed longest first.

    One query where all links answer, and else one for each place where a record can have them.
    """
    failing = LinkCheck.objects.failing().annotate(key=MD5("address"))
    if not failing.exists():
        return []
    published = records.published()
    rows = [
        (row["of"], row["to"])
        for led_to in _led_to(published)
        for row in led_to.filter(Exists(failing.filter(key=OuterRef("key"))))[:MOST_SHOWN]
    ]
    checks = LinkCheck.objects.of({address for _pk, address in rows})
    shown = published.for_list().in_bulk({pk for pk, _address in rows})
    broken = [
        BrokenLink(shown[pk], address, checks[address].failing_since)
        for pk, address in dict.fromkeys(rows)
        if pk in shown and address in checks  # not withdrawn, nor forgotten, between two queries
    ]
    return sorted(broken, key=lambda link: link.since)[:MOST_SHOWN]
