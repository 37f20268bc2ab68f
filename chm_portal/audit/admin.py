"""The audit trail in the admin: to read, never to write."""

from django.contrib import admin
from django.http import HttpRequest

from chm_portal.audit.models import AuditEvent


@admin.register(AuditEvent)
class AuditEventAdmin(admin.ModelAdmin):
    """Who did what, newest first."""

    list_display = ["at", "action", "subject", "actor", "details"]
    list_filter = ["action", "at"]
    search_fields = ["=subject", "actor__name"]
    date_hierarchy = "at"
    list_select_related = ["actor"]
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False
