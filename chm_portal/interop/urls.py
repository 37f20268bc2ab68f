"""Addresses for machines, which name no language."""

from django.contrib.sitemaps import views as sitemap_views
from django.urls import path

from chm_portal.interop import data_views, health
from chm_portal.interop.sitemaps import SITEMAPS, public_sitemap
from chm_portal.interop.vocabularies import views as vocabularies

app_name = "machines"
urlpatterns = [
    # ProbeMiddleware answers these two first; they stand here to have names.
    path("healthz", health.healthz, name="health"),
    path("readyz", health.readyz, name="ready"),
    path(
        "sitemap.xml",
        public_sitemap(sitemap_views.index),
        {"sitemaps": SITEMAPS, "sitemap_url_name": "machines:sitemap_part"},
        name="sitemap",
    ),
    path("sitemap-<section>.xml", public_sitemap(sitemap_views.sitemap), {"sitemaps": SITEMAPS}, name="sitemap_part"),
    path("data/records.json", data_views.dump_manifest, name="dump_manifest"),
    path("data/records.jsonl.gz", data_views.dump_file, name="dump_file"),
    *(
        path(
            f"vocabularies/<slug:slug>.{extension}",
            vocabularies.vocabulary_file,
            {"extension": extension},
            name=f"vocabulary_{extension}",
        )
        for extension in vocabularies.WRITERS
    ),
    path("vocabularies/<slug:slug>", vocabularies.vocabulary, name="vocabulary"),
    path("vocabularies/<slug:slug>/<str:code>", vocabularies.vocabulary_term, name="vocabulary_term"),
]
