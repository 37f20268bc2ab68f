"""Addresses of search and of the pages of themes, articles and targets."""

from django.urls import path

from chm_portal.search import saved_views, term_views
from chm_portal.search.views import SearchView, opensearch

app_name = "search"
urlpatterns = [
    path("search/", SearchView.as_view(), name="search"),
    path("search/opensearch.xml", opensearch, name="opensearch"),
    path("workspace/searches/", saved_views.saved_list, name="saved_list"),
    path("workspace/searches/save/", saved_views.search_save, name="search_save"),
    path("workspace/searches/<int:pk>/remove/", saved_views.saved_remove, name="saved_remove"),
    path("workspace/searches/not-found/", saved_views.miss_list, name="miss_list"),
    path("themes/", term_views.theme_list, name="theme_list"),
    path("themes/<slug:code>/", term_views.theme_detail, name="theme_detail"),
    path("articles/", term_views.article_list, name="article_list"),
    path("articles/<slug:code>/", term_views.article_detail, name="article_detail"),
    path("decisions/", term_views.decision_list, name="decision_list"),
    path("decisions/<str:code>/", term_views.decision_detail, name="decision_detail"),
    path("targets/", term_views.target_list, name="target_list"),
    path("targets/<slug:framework>/<slug:code>/", term_views.target_detail, name="target_detail"),
]
