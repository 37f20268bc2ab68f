"""The dumps of everything public in the admin, to read."""

from django.contrib import admin

from chm_portal.interop.models import PublicDump
from chm_portal.outbox.admin import ToRead


@admin.register(PublicDump)
class PublicDumpAdmin(ToRead):
    """When each was made, how large it is, and whether one is under way."""

    list_display = ["begun_at", "made_at", "records", "size", "sha256"]
    fields = ["begun_at", "made_at", "records", "size", "sha256"]
