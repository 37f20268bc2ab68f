"""Archives that anybody can ask for: made by a worker, at most once for each change, kept a week (R38)."""

import secrets
from datetime import timedelta
from tempfile import TemporaryFile

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chm_portal.outbox import queue
from chm_portal.records.refusals import Refusal
from chm_portal.vocabularies.memory import RememberedTerm, vocabulary
from country_profiles.exports import archive
from country_profiles.exports.contents import fingerprint, web_limits
from country_profiles.models import CountryExport
from country_profiles.models.exports import KEPT

WAITING_AT_MOST = 20  # archives of the whole site, so that asking for all of them does not keep workers from mail
WORKED_ON_AT_MOST = timedelta(seconds=settings.CELERY_TASK_TIME_LIMIT)


def export_of(country: RememberedTerm, language: str) -> CountryExport | None:
    """Return the archive of a country in a language, ready, waiting or out of date."""
    return CountryExport.objects.filter(country=country.pk, language=language).first()


def current_of(country: RememberedTerm, language: str) -> CountryExport | None:
    """Return the archive if it holds what is published now, so that nothing withdrawn is given away."""
    found = export_of(country, language)
    return found if found and found.is_of(fingerprint(country)) else None


def is_needed(country: RememberedTerm, language: str) -> bool:
    """Whether there is something to ask for: no archive that holds what is published now, and none on its way."""
    found = export_of(country, language)
    return found is None or not (found.is_waiting or found.is_of(fingerprint(country)))


@transaction.atomic
def ask(country: RememberedTerm, language: str) -> None:
    """Have a worker make the archive; what waits already is not asked for twice. Raises Refusal when too many wait."""
    waiting = CountryExport.objects.waiting()
    if waiting.filter(country=country.pk, language=language).exists():
        return
    if waiting.count() >= WAITING_AT_MOST:
        raise Refusal(_("Many archives are being made at this moment. Try again in some minutes."), code="busy")
    CountryExport.objects.update_or_create(
        country_id=country.pk, language=language, defaults={"asked_at": timezone.now()}
    )
    queue.enqueue("country-export", f"{country.code}:{language}")


def make(key: str) -> None:
    """Make the archive named "be:fr", unless the one there is good or somebody makes it; tried once for each asking."""
    code, _colon, language = key.partition(":")
    country = vocabulary("country").get(code)
    export = export_of(country, language) if country else None
    if export is None or not _is_claimed(export):
        return
    started, digest = timezone.now(), fingerprint(country)
    if export.is_of(digest):
        CountryExport.objects.filter(pk=export.pk).update(asked_at=F("made_at"), claimed_at=None)
        return
    with TemporaryFile() as file:
        archive.write(country, language, file, started, web_limits())
        size = file.tell()
        file.seek(0)
        name = export.file.storage.save(f"exports/{code}-{language}-{secrets.token_hex(8)}.zip", File(file))
    told = {"made_at": timezone.now(), "fingerprint": digest, "file": name, "size": size, "claimed_at": None}
    CountryExport.objects.filter(pk=export.pk).update(**told)
    if export.file:
        export.file.storage.delete(export.file.name)


def _is_claimed(export: CountryExport) -> bool:
    """Take the work, unless a worker has it: the outbox hands a row out again long before a large archive is made."""
    now = timezone.now()
    is_free = Q(claimed_at=None) | Q(claimed_at__lt=now - WORKED_ON_AT_MOST)
    return bool(CountryExport.objects.filter(is_free, pk=export.pk).update(claimed_at=now))


def sweep() -> int:
    """Delete the archives that nobody has asked for in a week, and return how many."""
    old = CountryExport.objects.filter(asked_at__lt=timezone.now() - KEPT)
    for export in old:
        export.delete()
        if export.file:
            export.file.storage.delete(export.file.name)
    return len(old)
