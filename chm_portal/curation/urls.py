"""Addresses of the editors' desk, in the workspace."""

from django.urls import path

from chm_portal.curation.views import desk, pairs, terms

app_name = "curation"
urlpatterns = [
    path("workspace/desk/", desk.desk_home, name="desk_home"),
    path("workspace/desk/merge/", pairs.record_merge, name="record_merge"),
    path("workspace/desk/pairs/<int:pk>/tell-apart/", pairs.pair_tell_apart, name="pair_tell_apart"),
    path("workspace/desk/terms/", terms.terms_change, name="terms_change"),
    path("workspace/desk/terms/changes/", terms.terms_list, name="terms_list"),
    path("workspace/desk/terms/changes/<int:pk>/", terms.terms_changed, name="terms_changed"),
    path("workspace/desk/terms/changes/<int:pk>/undo/", terms.terms_undo, name="terms_undo"),
    path("workspace/desk/<slug:slug>/", desk.desk_list, name="desk_list"),
]
