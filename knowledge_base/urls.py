"""Addresses of the knowledge base; its records have theirs in records."""

from django.urls import path

from chm_portal.search.views import SearchView
from knowledge_base.views import suggestions

app_name = "knowledge_base"
urlpatterns = [
    path(
        "knowledge-base/",
        SearchView.as_view(kind="resource", template_name="knowledge_base/resource_list.html"),
        name="resource_list",
    ),
    path(
        "knowledge-base/sources/",
        SearchView.as_view(kind="information-source", template_name="knowledge_base/source_list.html"),
        name="source_list",
    ),
    path(
        "knowledge-base/collections/",
        SearchView.as_view(kind="collection", template_name="knowledge_base/collection_list.html"),
        name="collection_list",
    ),
    path(
        "knowledge-base/events/",
        SearchView.as_view(kind="event", template_name="knowledge_base/event_list.html"),
        name="event_list",
    ),
    path(
        "knowledge-base/calls/",
        SearchView.as_view(kind="call", template_name="knowledge_base/call_list.html"),
        name="call_list",
    ),
    path("knowledge-base/suggest/", suggestions.suggestion_write, name="suggestion_write"),
    path("knowledge-base/suggest/sent/", suggestions.suggestion_sent, name="suggestion_sent"),
    path("workspace/suggestions/", suggestions.suggestion_list, name="suggestion_list"),
    path("workspace/suggestions/<int:pk>/", suggestions.suggestion_detail, name="suggestion_detail"),
]
