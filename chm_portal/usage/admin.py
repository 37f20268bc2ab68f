"""The use of records in the admin: by day, to look something up."""

from django.contrib import admin

from chm_portal.outbox.admin import ToRead
from chm_portal.usage.models import DailyUse


@admin.register(DailyUse)
class DailyUseAdmin(ToRead):
    """How often records were read and their files taken."""

    list_display = ["day", "record", "views", "downloads"]
    search_fields = ["=record"]
    date_hierarchy = "day"
    ordering = ["-day", "-views", "pk"]
