"""The outbox in the admin: what waits, what failed, and in the demonstration the mail that would have been sent."""

from django.contrib import admin
from django.http import HttpRequest

from chm_portal.common.models import Installation
from chm_portal.outbox.models import OutboxItem, OutgoingMail


class ToRead(admin.ModelAdmin):
    """Base of admin pages that only show."""

    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False


@admin.register(OutboxItem)
class OutboxItemAdmin(ToRead):
    """Work that follows commits."""

    list_display = ["kind", "key", "created_at", "attempts", "next_try", "done_at", "last_error"]
    list_filter = ["kind", ("done_at", admin.EmptyFieldListFilter)]
    search_fields = ["=key"]


@admin.register(OutgoingMail)
class OutgoingMailAdmin(ToRead):
    """Mail that was written. Bodies hold links that sign people in, so only the invented people's are shown."""

    list_display = ["created_at", "subject", "recipients", "sent_at", "failed_at", "failure"]
    search_fields = ["recipients", "subject"]
    list_filter = [("sent_at", admin.EmptyFieldListFilter), ("failed_at", admin.EmptyFieldListFilter)]

    def get_fields(self, request: HttpRequest, obj=None) -> list[str]:
        fields = ["created_at", "sent_at", "failed_at", "failure", "recipients", "subject"]
        return [*fields, "body"] if Installation.is_demonstration() else fields
