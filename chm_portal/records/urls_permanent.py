"""Addresses that name no language and never change: identifiers, citations and files."""

from django.urls import path

from chm_portal.records.views import citing, public

app_name = "permanent"
urlpatterns = [
    path("records/<str:identifier>/", public.record_permanent, name="record_permanent"),
    path("records/<str:identifier>.bib", citing.record_bibtex, name="record_bibtex"),
    path("records/<str:identifier>.ris", citing.record_ris, name="record_ris"),
    path("files/<int:pk>/<str:name>", public.attachment_download, name="attachment_download"),
]
