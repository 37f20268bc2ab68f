"""Addresses for machines, which name no language."""

from django.contrib.sitemaps import views as sitemap_views
from django.urls import path

from chm_portal.interop import health
from chm_portal.interop.sitemaps import SITEMAPS, public_sitemap

app_name = "machines"
urlpatterns = [
    path("healthz", health.healthz, name="health"),
    path(
        "sitemap.xml",
        public_sitemap(sitemap_views.index),
        {"sitemaps": SITEMAPS, "sitemap_url_name": "machines:sitemap_part"},
        name="sitemap",
    ),
    path("sitemap-<section>.xml", public_sitemap(sitemap_views.sitemap), {"sitemaps": SITEMAPS}, name="sitemap_part"),
]
