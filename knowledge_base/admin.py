"""Published resources and sources in the admin: to find and compare; they are edited through the workflow."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from chm_portal.outbox.admin import ToRead
from chm_portal.records.models import Record
from knowledge_base.models import Call, Collection, Event, InformationSource, Resource, Suggestion


class PublishedAdmin(ToRead):
    """What is published now; a row leads to its record."""

    search_fields = ["identifier", "title_en", "title_fr", "title_es", "title_ru", "title_ar", "title_zh_hans"]
    actions = None

    def get_queryset(self, request: HttpRequest):
        return super().get_queryset(request).order_by("-updated_at", "-pk")

    @admin.display(description=Resource._meta.get_field("title").verbose_name, ordering="title_en")
    def title_shown(self, record: Record) -> str:
        return record.title_shown[0]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Lead to the record, where what can be done is listed."""
        return HttpResponseRedirect(reverse("admin:records_record_change", args=[object_id]))


@admin.register(Resource)
class ResourceAdmin(PublishedAdmin):
    """What the knowledge base holds now."""

    list_display = ["identifier", "title_shown", "type", "provider_label", "date", "licence", "updated_at"]
    list_filter = ["type", "provider_kind", "licence", "owner_kind", "updated_at", "is_demonstration"]
    search_fields = [*PublishedAdmin.search_fields, "publisher"]
    list_select_related = ["type", "licence", "provider_organisation", "owner_country", "owner_organisation"]

    @admin.display(description=Resource._meta.get_field("provider_organisation").verbose_name)
    def provider_label(self, resource: Resource) -> str:
        return str(resource.provider_label)


@admin.register(InformationSource)
class InformationSourceAdmin(PublishedAdmin):
    """Databases and services that partners offer."""

    list_display = ["identifier", "title_shown", "holder", "access", "update_cycle", "licence", "updated_at"]
    list_filter = ["access", "update_cycle", "licence", "owner_kind", "updated_at", "is_demonstration"]
    search_fields = [*PublishedAdmin.search_fields, "holder"]
    list_select_related = ["licence", "owner_country", "owner_organisation"]


@admin.register(Collection)
class CollectionAdmin(PublishedAdmin):
    """Collections that editors keep."""

    list_display = ["identifier", "title_shown", "owner_kind", "updated_at"]
    list_filter = ["owner_kind", "updated_at", "is_demonstration"]


@admin.register(Event)
class EventAdmin(PublishedAdmin):
    """Workshops and meetings with their materials."""

    list_display = ["identifier", "title_shown", "start", "place", "organisers", "updated_at"]
    list_filter = ["owner_kind", "updated_at", "is_demonstration"]


@admin.register(Call)
class CallAdmin(PublishedAdmin):
    """What Parties and partners are asked to send, until when."""

    list_display = ["identifier", "title_shown", "opens", "deadline", "updated_at"]
    list_filter = ["deadline", "owner_kind", "is_demonstration"]
    date_hierarchy = "deadline"


@admin.register(Suggestion)
class SuggestionAdmin(ToRead):
    """What people outside suggest; a row leads to the page on which it is decided."""

    list_display = ["title", "language", "created_at", "state", "decided_by", "decided_at", "record"]
    list_filter = ["state", "language", "created_at"]
    list_select_related = ["decided_by", "record"]
    search_fields = ["title", "place"]
    actions = None

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Lead to the page of the queue."""
        return HttpResponseRedirect(reverse("knowledge_base:suggestion_detail", args=[object_id]))
