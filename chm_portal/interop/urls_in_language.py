"""Feeds, in each language."""

from django.urls import path

from chm_portal.interop.feeds import RecordFeed

app_name = "interop"
urlpatterns = [path("feeds/records.atom", RecordFeed(), name="record_feed")]
