"""What is for programs and speaks a language: the feeds, the same lists as tables, what there is."""

from django.urls import path

from chm_portal.interop import data_views, list_views
from chm_portal.interop.feeds import views as feeds
from chm_portal.interop.vocabularies import views as vocabularies

CSV, XLSX = {"extension": "csv"}, {"extension": "xlsx"}
app_name = "interop"
urlpatterns = [
    path("data/", data_views.data, name="data"),
    path("vocabularies/", vocabularies.vocabulary_list, name="vocabulary_list"),
    path("feeds/<slug:name>.atom", feeds.feed, name="feed"),
    path("feeds/<slug:name>/<str:code>.atom", feeds.feed_of, name="feed_of"),
    path("lists/<slug:name>.csv", list_views.list_file, CSV, name="list_csv"),
    path("lists/<slug:name>.xlsx", list_views.list_file, XLSX, name="list_xlsx"),
    path("lists/<slug:name>/<str:code>.csv", list_views.list_file_of, CSV, name="list_csv_of"),
    path("lists/<slug:name>/<str:code>.xlsx", list_views.list_file_of, XLSX, name="list_xlsx_of"),
]
