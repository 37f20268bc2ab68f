"""The outbox in the admin: what waits, what failed, and in the demonstration the mail that would have been sent."""

from email.utils import getaddresses

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

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
    """Mail that was written. Bodies hold links that sign people in, so only the invented people's are shown.

    Addresses are for whoever runs the site; the secretariat sees at which servers mail waits.
    """

    list_display = ["created_at", "subject", "servers", "sent_at", "failed_at", "failure"]
    search_fields = ["subject"]
    list_filter = [("sent_at", admin.EmptyFieldListFilter), ("failed_at", admin.EmptyFieldListFilter)]

    def get_fields(self, request: HttpRequest, obj=None) -> list[str]:
        to = "recipients" if request.user.is_superuser else "servers"
        fields = ["created_at", "sent_at", "failed_at", "failure", to, "subject"]
        return [*fields, "body"] if Installation.is_demonstration() else fields

    @admin.display(description=_("to"))
    def servers(self, mail: OutgoingMail) -> str:
        """Return the addresses without the names before the sign: …@example.org."""
        addresses = getaddresses(mail.recipients.split(", "))
        return ", ".join(f"…@{address.rpartition('@')[2]}" for _name, address in addresses)

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        return [*self.search_fields, "recipients"] if request.user.is_superuser else self.search_fields
