"""Addresses of the service planning and reporting."""

from django.urls import path

from reporting import views

app_name = "reporting"
urlpatterns = [path("reporting/", views.home, name="home")]
