"""Published resources in the admin: to find and compare; they are edited as records, through the workflow."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from chm_portal.outbox.admin import ToRead
from knowledge_base.models import Resource


@admin.register(Resource)
class ResourceAdmin(ToRead):
    """What the knowledge base holds now; a row leads to its record."""

    list_display = ["identifier", "title_shown", "type", "provider_label", "date", "licence", "updated_at"]
    list_filter = ["type", "provider_kind", "licence", "owner_kind", "updated_at", "is_demonstration"]
    search_fields = [
        "identifier",
        "title_en",
        "title_fr",
        "title_es",
        "title_ru",
        "title_ar",
        "title_zh_hans",
        "publisher",
    ]
    list_select_related = ["type", "licence", "provider_organisation", "owner_country", "owner_organisation"]
    actions = None

    def get_queryset(self, request: HttpRequest):
        return super().get_queryset(request).order_by("-updated_at", "-pk")

    @admin.display(description=Resource._meta.get_field("title").verbose_name, ordering="title_en")
    def title_shown(self, resource: Resource) -> str:
        return resource.title_shown[0]

    @admin.display(description=Resource._meta.get_field("provider_organisation").verbose_name)
    def provider_label(self, resource: Resource) -> str:
        return str(resource.provider_label)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Lead to the record, where what can be done is listed."""
        return HttpResponseRedirect(reverse("admin:records_record_change", args=[object_id]))
