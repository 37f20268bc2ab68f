"""Addresses of imports, in the workspace."""

from django.urls import path

from chm_portal.imports import views

app_name = "imports"
urlpatterns = [
    path("workspace/imports/", views.import_list, name="import_list"),
    path("workspace/imports/new/<slug:kind>/", views.import_new, name="import_new"),
    path("workspace/imports/template/<slug:kind>.csv", views.template_csv, name="template_csv"),
    path("workspace/imports/template/<slug:kind>.xlsx", views.template_xlsx, name="template_xlsx"),
    path("workspace/imports/<int:pk>/", views.import_detail, name="import_detail"),
    path("workspace/imports/<int:pk>/rows.csv", views.import_rows_csv, name="import_rows_csv"),
    path("workspace/imports/<int:pk>/confirm/", views.import_confirm, name="import_confirm"),
    path("workspace/imports/<int:pk>/cancel/", views.import_cancel, name="import_cancel"),
    path("workspace/imports/<int:pk>/submit/", views.import_hand_in, name="import_hand_in"),
]
