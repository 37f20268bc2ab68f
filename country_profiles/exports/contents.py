"""What an archive of a country holds, and how to tell that it is no longer what is published."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Max, Q, Sum

from chm_portal.records import kinds
from chm_portal.records.models import Record, RecordCountry, Relation, Revision, Translation
from chm_portal.records.page_batches import PageParts, parts_of
from chm_portal.vocabularies.memory import RememberedTerm
from chm_portal.vocabularies.models import VocabularyVersion
from country_profiles import people
from country_profiles.models import NationalSite, SectionConfirmation
from country_profiles.page import by_country, records_of

BATCH = 100  # records whose texts are in memory at once
FORMAT = 1  # of the archive; raised when its content or shape changes
BY, ABOUT = "by", "about"


@dataclass(frozen=True)
class Limits:
    """How much one archive may hold; None: everything."""

    records: int | None
    file_bytes: int | None


def web_limits() -> Limits:
    """Return how much an archive may hold that anybody can ask for."""
    return Limits(settings.EXPORT_MAX_RECORDS, settings.EXPORT_MAX_FILE_BYTES)


@dataclass(frozen=True)
class Key:
    """One published record of an archive: by or about the country, of which kind, which."""

    which: str
    kind: str
    pk: int
    identifier: str


@dataclass(frozen=True)
class Exported:
    """A record on its way into the archive, with all its page shows."""

    key: Key
    parts: PageParts


def keys_of(country: RememberedTerm) -> list[Key]:
    """Return every published record by the country, then those about it, kind by kind, the newest first."""
    ranks = {kind.slug: rank for rank, kind in enumerate(kinds.every())}
    keys = []
    for which in (BY, ABOUT):
        found = records_of(country, which).order_by("-published_at", "-pk").values_list("kind", "pk", "identifier")
        keys += sorted((Key(which, *row) for row in found), key=lambda key: ranks[key.kind])
    return keys


def records_in(keys: list[Key]) -> Iterator[Exported]:
    """Yield the records of these keys, a batch in memory at a time; what was withdrawn meanwhile is left out."""
    for start in range(0, len(keys), BATCH):
        batch = {key.pk: key for key in keys[start : start + BATCH]}
        for parts in parts_of([(key.kind, key.pk) for key in batch.values()]):
            yield Exported(batch[parts.record.pk], parts)


def fingerprint(country: RememberedTerm) -> str:
    """Return a digest that changes with what the archive would say: an archive of another one is never given away.

    The same in every language: workers and readers may have different ones. Few queries, none of which reads a text.
    What the secretariat classifies or renames shows through the vocabularies' versions or, at the latest, when the
    archive is a day old.
    """
    told = _state_of_records(country)
    confirmed = SectionConfirmation.objects.filter(country=country.pk).aggregate(Max("confirmed_at"))
    site = NationalSite.objects.filter(country=country.pk).values_list("address").first()
    points = [(one.designation.pk, one.designation.user.name) for one in people.focal_points(country)]
    versions = list(VocabularyVersion.objects.order_by("pk").values_list("pk", "number"))
    parts = [FORMAT, settings.PORTAL_ADDRESS, settings.PORTAL_SERVICES, told, confirmed, site, points, versions]
    limits = [settings.EXPORT_MAX_RECORDS, settings.EXPORT_MAX_FILE_BYTES]
    return hashlib.sha256(json.dumps([*parts, limits], default=str).encode()).hexdigest()


def _state_of_records(country: RememberedTerm) -> list[dict]:
    """Return how many records there are, which, and when they and what they name were last published."""
    own = by_country(country)
    about = RecordCountry.objects.filter(term=country.pk).values("record")
    records = Record.objects.published().filter(own | Q(pk__in=about))
    pks = records.order_by().values("pk")
    related = Relation.objects.filter(
        Q(source__in=pks, target__state="published") | Q(target__in=pks, source__state="published")
    )
    return [
        records.aggregate(Count("pk"), Sum("pk"), Max("updated_at"), own=Count("pk", filter=own)),
        Revision.objects.published().filter(record__in=pks).aggregate(Count("pk"), Sum("pk")),
        Translation.objects.filter(record__in=pks).aggregate(Count("pk"), Max("at")),
        related.aggregate(Count("pk"), Sum("pk"), Max("target__updated_at"), Max("source__updated_at")),
    ]
