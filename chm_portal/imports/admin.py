"""Imports in the admin: who brought what for whom, and what came of it; rows are the team's own business."""

from django.contrib import admin

from chm_portal.imports.models import Import, ImportedKey
from chm_portal.outbox.admin import ToRead


@admin.register(Import)
class ImportAdmin(ToRead):
    """All imports with their counts."""

    list_display = ["name", "kind", "owner", "created_by", "created_at", "state", "new", "changed", "refused"]
    list_filter = ["state", "kind", "created_at"]
    list_select_related = ["country", "organisation", "created_by"]
    fields = [
        "name",
        "kind",
        "owner",
        "created_by",
        "created_at",
        "state",
        *("new", "changed", "unchanged", "refused", "skips_wrong"),
        *("confirmed_by", "confirmed_at", "done_at", "hand_in_by", "handed_in_at", "swept_at"),
    ]
    readonly_fields = ["owner"]


@admin.register(ImportedKey)
class ImportedKeyAdmin(ToRead):
    """Which record a row of a spreadsheet belongs to: asked when somebody's file makes a record twice."""

    list_display = ["key", "kind", "scope", "record", "updated_at"]
    list_filter = ["kind"]
    search_fields = ["=key", "=scope"]
