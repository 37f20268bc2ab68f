"""Addresses of the service collaboration."""

from django.urls import path

from collaboration import views

app_name = "collaboration"
urlpatterns = [path("collaboration/", views.home, name="home")]
