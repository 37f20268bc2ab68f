"""Every address of the portal: pages carry the language, machines' addresses and identifiers do not."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("chm_portal.interop.urls")),
    path("", include("chm_portal.records.urls_permanent")),
    path("", include("chm_portal.pages.urls_root")),
    *i18n_patterns(
        path("accounts/", include("chm_portal.accounts.urls")),
        path("", include("chm_portal.directory.urls")),
        path("", include("chm_portal.notifications.urls")),
        path("", include("chm_portal.records.urls")),
        path("", include("chm_portal.imports.urls")),
        path("", include("chm_portal.search.urls")),
        path("", include("chm_portal.curation.urls")),
        path("", include("knowledge_base.urls")),
        path("", include("collaboration.urls")),
        path("", include("reporting.urls")),
        path("", include("country_profiles.urls")),
        path("", include("chm_portal.interop.urls_in_language")),
        path("", include("chm_portal.pages.urls")),
        prefix_default_language=True,
    ),
]
handler400 = "chm_portal.pages.errors.bad_request"
handler403 = "chm_portal.pages.errors.permission_denied"
handler404 = "chm_portal.pages.errors.not_found"
handler500 = "chm_portal.pages.errors.server_error"
