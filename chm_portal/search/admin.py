"""The search indexes in the secretariat's admin: how far a build has come, and when the live one was built."""

from django.contrib import admin

from chm_portal.search.models import IndexBuild


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
