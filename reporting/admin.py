"""Reports, strategies, initiatives and reminders in the admin: to find; records are edited through the workflow."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from chm_portal.outbox.admin import ToRead
from reporting.models import DueReminder, Initiative, NationalReport, Strategy


class NationalDocumentAdmin(ToRead):
    """What is published now; a row leads to its record."""

    list_filter = ["owner_kind", "party__region", "updated_at", "is_demonstration"]
    search_fields = ["identifier", "title_en", "title_fr", "title_es", "title_ru", "title_ar", "title_zh_hans"]
    list_select_related = ["party", "owner_country", "owner_organisation"]
    actions = None

    @admin.display(description=NationalReport._meta.get_field("title").verbose_name, ordering="title_en")
    def title_shown(self, document) -> str:
        return document.title_shown[0]

    def change_view(self, request: HttpRequest, object_id, form_url="", extra_context=None):
        """Lead to the record, where what can be done is listed."""
        return HttpResponseRedirect(reverse("admin:records_record_change", args=[object_id]))


@admin.register(NationalReport)
class NationalReportAdmin(NationalDocumentAdmin):
    """National reports."""

    list_display = ["identifier", "title_shown", "party", "cycle", "submitted", "owner_kind", "updated_at"]
    list_filter = ["cycle", *NationalDocumentAdmin.list_filter]
    list_select_related = [*NationalDocumentAdmin.list_select_related, "cycle"]


@admin.register(Strategy)
class StrategyAdmin(NationalDocumentAdmin):
    """Strategies."""

    list_display = ["identifier", "title_shown", "party", "strategy_kind", "adopted", "owner_kind", "updated_at"]
    list_filter = ["strategy_kind", *NationalDocumentAdmin.list_filter]


@admin.register(Initiative)
class InitiativeAdmin(NationalDocumentAdmin):
    """Initiatives."""

    list_display = ["identifier", "title_shown", "party", "owner_organisation", "status", "start", "updated_at"]
    list_filter = ["status", "extent", *NationalDocumentAdmin.list_filter]


@admin.register(DueReminder)
class DueReminderAdmin(ToRead):
    """Which Party was reminded of which report, and when."""

    list_display = ["country", "cycle", "days_before", "sent_at"]
    list_filter = ["cycle", "days_before"]
    list_select_related = ["country", "cycle"]
