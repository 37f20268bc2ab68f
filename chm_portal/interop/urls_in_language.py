"""Feeds, in each language."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.decorators.http import require_safe

from chm_portal.interop.feeds import CountryFeed, RecordFeed

app_name = "interop"
urlpatterns = [
    path("feeds/records.atom", login_not_required(require_safe(RecordFeed())), name="record_feed"),
    path("feeds/countries/<str:code>.atom", login_not_required(require_safe(CountryFeed())), name="country_feed"),
]
