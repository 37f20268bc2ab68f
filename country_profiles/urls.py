"""Addresses of the service country profiles."""

from django.urls import path

from country_profiles import views

app_name = "country_profiles"
urlpatterns = [path("countries/", views.home, name="home")]
