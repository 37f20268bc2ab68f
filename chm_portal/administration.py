"""The secretariat's home: Django admin with our sign-in, and what waits on its index."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class PortalAdminConfig(AdminConfig):
    default_site = "chm_portal.administration.PortalAdminSite"


class PortalAdminSite(AdminSite):
    """Django's admin, entered through the portal's own sign-in (second factor and lock-out included)."""

    site_title = site_header = _("Clearing-House Mechanism: secretariat")
    index_title = _("What waits, and what can be edited")
    enable_nav_sidebar = False
    site_url = "/"

    def login(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        """Send a visitor to the portal's sign-in; who is signed in without the role gets 403."""
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied
        return redirect_to_login(request.get_full_path(), reverse("account_login"))
