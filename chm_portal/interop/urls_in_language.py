"""Feeds, in each language."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from chm_portal.interop.feeds import RecordFeed

app_name = "interop"
urlpatterns = [path("feeds/records.atom", login_not_required(RecordFeed()), name="record_feed")]
