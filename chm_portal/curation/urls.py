"""Addresses of the editors' desk, in the workspace."""

from django.urls import path

from chm_portal.curation.views import desk, pairs

app_name = "curation"
urlpatterns = [
    path("workspace/desk/", desk.desk_home, name="desk_home"),
    path("workspace/desk/merge/", pairs.record_merge, name="record_merge"),
    path("workspace/desk/pairs/<int:pk>/tell-apart/", pairs.pair_tell_apart, name="pair_tell_apart"),
    path("workspace/desk/<slug:slug>/", desk.desk_list, name="desk_list"),
]
