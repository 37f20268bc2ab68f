"""What the system check says of the search engine and the number of records and machines (docs/search.md)."""

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.db import DatabaseError

from chm_portal.records.models import Record

WHOOSH_HOLDS = 10_000  # records; beyond that its index takes seconds to read and hundreds of megabytes to hold


@register(Tags.compatibility)
def engine_fits_the_machines(app_configs, **kwargs) -> list[Error]:
    """Refuse what several web machines cannot share: an index in a folder, files on a disk of one of them."""
    if settings.WEB_HOSTS < 2:
        return []
    found = []
    if settings.SEARCH_ENGINE == "whoosh":
        found.append(
            Error(
                f"PORTAL_WEB_HOSTS={settings.WEB_HOSTS}, but the search index is a folder of one machine.",
                hint="Set PORTAL_SEARCH_ENGINE=postgres and run manage.py search_rebuild.",
                id="search.E001",
            )
        )
    if settings.STORAGES["default"]["BACKEND"].endswith("FileSystemStorage") and not settings.MEDIA_IS_SHARED:
        found.append(
            Error(
                f"PORTAL_WEB_HOSTS={settings.WEB_HOSTS}, but files that people upload stay on one machine's disk.",
                hint="Put the media folder on a disk that all machines share, and say so with PORTAL_MEDIA_SHARED=1.",
                id="search.E002",
            )
        )
    return found


@register(Tags.database)
def engine_fits_the_records(app_configs, databases=None, **kwargs) -> list[Warning]:
    """Warn when there are more records than the engine is made for."""
    if not databases or settings.SEARCH_ENGINE != "whoosh":
        return []
    try:
        number = Record.objects.published().count()
    except DatabaseError:  # nothing is migrated yet
        return []
    if number <= WHOOSH_HOLDS:
        return []
    return [
        Warning(
            f"{number} records are published; the Whoosh engine is made for {WHOOSH_HOLDS}.",
            hint="Set PORTAL_SEARCH_ENGINE=postgres and run manage.py search_rebuild.",
            id="search.W001",
        )
    ]
