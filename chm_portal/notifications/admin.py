"""Events in the admin: what happened, to look into why somebody was told or was not. Who follows what is nobody's."""

from django.contrib import admin

from chm_portal.notifications.models import Event
from chm_portal.outbox.admin import ToRead


@admin.register(Event)
class EventAdmin(ToRead):
    """What happened."""

    list_display = ["created_at", "verb", "subject", "topics"]
    list_filter = ["verb"]
    search_fields = ["subject"]
