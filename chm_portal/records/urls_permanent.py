"""Addresses that name no language and never change: identifiers and files."""

from django.urls import path

from chm_portal.records.views import public

app_name = "permanent"
urlpatterns = [
    path("records/<str:identifier>/", public.record_permanent, name="record_permanent"),
    path("files/<int:pk>/<str:name>", public.attachment_download, name="attachment_download"),
]
