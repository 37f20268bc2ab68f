"""The search indexes in the secretariat's admin: how far a build has come, and when the live one was built."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TabbedTranslationAdmin

from chm_portal.audit.audited_admin import AuditedAdmin
from chm_portal.common.languages import LANGUAGE_CODES, suffix
from chm_portal.search.models import IndexBuild, SynonymGroup


@admin.register(SynonymGroup)
class SynonymGroupAdmin(TabbedTranslationAdmin, AuditedAdmin):
    """What means the same: a change acts on the next search, no index is built anew for it."""

    list_display = ["shown_expressions", "is_active"]
    list_filter = ["is_active"]
    search_fields = [f"expressions_{suffix(code)}" for code in LANGUAGE_CODES]

    @admin.display(description=_("expressions"))
    def shown_expressions(self, group: SynonymGroup) -> str:
        """Return all expressions of the group in one line."""
        return str(group)


@admin.register(IndexBuild)
class IndexBuildAdmin(admin.ModelAdmin):
    """Read only: indexes are built by the indexer or by `manage.py search_rebuild`."""

    list_display = ["name", "started_at", "finished_at", "done", "total", "reason"]

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False
