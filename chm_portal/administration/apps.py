from django.contrib.admin.apps import AdminConfig


class PortalAdminConfig(AdminConfig):
    default_site = "chm_portal.administration.site.PortalAdminSite"
