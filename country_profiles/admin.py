"""Countries in the admin: addresses of national clearing-houses to keep, profiles and confirmations to find."""

from django.contrib import admin
from django.contrib.admin.widgets import AdminURLFieldWidget
from django.db import models
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from chm_portal.audit.audited_admin import AuditedAdmin
from chm_portal.common.public_address import require_public_address
from chm_portal.outbox.admin import ToRead
from country_profiles.models import (
    ConfirmationRequest,
    CountryProfile,
    NationalSite,
    PartySilence,
    SectionConfirmation,
)


@admin.register(NationalSite)
class NationalSiteAdmin(AuditedAdmin):
    """Where national clearing-houses are, and what the last check found."""

    list_display = ["country", "address", "checked_at", "seen_at", "failing_since", "reason"]
    list_filter = ["country__region", ("failing_since", admin.EmptyFieldListFilter)]
    search_fields = ["address", "country__label_en", "=country__code"]
    list_select_related = ["country"]
    autocomplete_fields = ["country"]
    readonly_fields = ["checked_at", "seen_at", "failures", "failing_since", "reason"]
    formfield_overrides = {
        models.URLField: {
            "assume_scheme": "https",
            "widget": AdminURLFieldWidget,
            "validators": [require_public_address],
        }
    }

    def save_model(self, request: HttpRequest, obj: NationalSite, form, change: bool) -> None:
        """Save; of another address nothing is known yet."""
        if change and "address" in form.changed_data:
            new, obj.address = obj.address, form.initial["address"]
            obj.move_to(new)
        super().save_model(request, obj, form, change)


@admin.register(CountryProfile)
class CountryProfileAdmin(ToRead):
    """Profiles; a row leads to its record."""

    list_display = ["identifier", "party", "owner_kind", "languages", "updated_at"]
    list_filter = ["owner_kind", "party__region", "updated_at", "is_demonstration"]
    search_fields = ["identifier", "title_en"]
    list_select_related = ["party"]
    actions = None

    def change_view(self, request: HttpRequest, object_id, form_url="", extra_context=None):
        """Lead to the record, where what can be done is listed."""
        return HttpResponseRedirect(reverse("admin:records_record_change", args=[object_id]))


@admin.register(SectionConfirmation)
class SectionConfirmationAdmin(ToRead):
    """When each section of a profile was last confirmed."""

    list_display = ["country", "section", "confirmed_at", "confirmed_by"]
    list_filter = ["section", "confirmed_at"]
    list_select_related = ["country", "confirmed_by"]


@admin.register(ConfirmationRequest)
class ConfirmationRequestAdmin(ToRead):
    """When countries were asked to confirm."""

    list_display = ["country", "sent_at"]
    list_select_related = ["country"]


@admin.register(PartySilence)
class PartySilenceAdmin(ToRead):
    """Parties from which nothing is heard, and those from which something was heard again."""

    list_display = ["country", "reason", "since", "noticed_at", "written_at", "ended_at"]
    list_filter = [("ended_at", admin.EmptyFieldListFilter), "reason", "country__region"]
    search_fields = ["country__label_en", "=country__code"]
    list_select_related = ["country"]
    ordering = ["since", "country"]
