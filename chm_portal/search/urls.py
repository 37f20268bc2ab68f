"""Addresses of search and of the pages of themes, articles and targets."""

from django.urls import path

from chm_portal.search import term_views
from chm_portal.search.views import SearchView, opensearch

app_name = "search"
urlpatterns = [
    path("search/", SearchView.as_view(), name="search"),
    path("search/opensearch.xml", opensearch, name="opensearch"),
    path("themes/", term_views.theme_list, name="theme_list"),
    path("themes/<slug:code>/", term_views.theme_detail, name="theme_detail"),
    path("articles/", term_views.article_list, name="article_list"),
    path("articles/<slug:code>/", term_views.article_detail, name="article_detail"),
    path("decisions/", term_views.decision_list, name="decision_list"),
    path("decisions/<str:code>/", term_views.decision_detail, name="decision_detail"),
    path("targets/", term_views.target_list, name="target_list"),
    path("targets/<slug:framework>/<slug:code>/", term_views.target_detail, name="target_detail"),
]
