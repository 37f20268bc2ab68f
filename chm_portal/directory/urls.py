"""Addresses of the directory: partners for everybody, roles, requests and teams in the workspace."""

from django.urls import path

from chm_portal.directory.views import invitations, merging, organisations, requests, roles, teams

app_name = "directory"
urlpatterns = [
    path("partners/", organisations.organisation_list, name="organisation_list"),
    path("partners/<slug:code>/", organisations.organisation_detail, name="organisation_detail"),
    path("workspace/organisations/merge/", merging.organisation_merge, name="organisation_merge"),
    path("workspace/roles/", roles.role_list, name="role_list"),
    path("workspace/roles/ask/", roles.role_request, name="role_request"),
    path("workspace/roles/ask/<slug:asking>/", roles.role_ask, name="role_ask"),
    path("workspace/roles/<int:pk>/end/", teams.role_end, name="role_end"),
    path("workspace/roles/<int:pk>/hand-over/", teams.role_hand_over, name="role_hand_over"),
    path("workspace/roles/<int:pk>/successor/", teams.successor_name, name="successor_name"),
    path("workspace/roles/of/<str:key>/", teams.role_history, name="role_history"),
    path("workspace/requests/", requests.request_list, name="request_list"),
    path("workspace/requests/<int:pk>/", requests.request_answer, name="request_answer"),
    path("workspace/requests/<int:pk>/withdraw/", requests.request_withdraw, name="request_withdraw"),
    path("workspace/invitations/<int:pk>/", invitations.invitation_answer, name="invitation_answer"),
    path("workspace/invitations/<int:pk>/cancel/", invitations.invitation_cancel, name="invitation_cancel"),
    path("workspace/teams/", teams.team_list, name="team_list"),
    path("workspace/teams/<str:key>/", teams.team_detail, name="team_detail"),
]
