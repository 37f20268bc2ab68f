"""The secretariat's home: Django admin with our sign-in, and what waits on its index."""

from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from chm_portal.common.workspace_entries import entries_for
from chm_portal.records.views import review

STEPS = {
    "claim": review.review_claim,
    "release": review.review_release,
    "endorse": review.review_endorse,
    "return": review.review_return,
    "publish": review.review_publish,
}


class PortalAdminSite(AdminSite):
    """Django's admin, entered through the portal's own sign-in (second factor and lock-out included)."""

    site_title = site_header = _("Clearing-House Mechanism: secretariat")
    index_title = _("What waits, and what can be edited")
    enable_nav_sidebar = False
    site_url = "/"

    def get_urls(self) -> list:
        """Add the review queue and the classification check, the same pages as in the workspace."""
        door = {"door": "admin"}
        views = [
            path("review/", review.review_queue, door, name="review_queue"),
            path("review/<int:pk>/", review.review_detail, door, name="review_detail"),
            *(path(f"review/<int:pk>/{step}/", view, door, name=f"review_{step}") for step, view in STEPS.items()),
        ]
        for view in views:
            view.callback = self.admin_view(view.callback)
        return views + super().get_urls()

    def index(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        """Show what waits, above what can be edited."""
        return super().index(request, {"entries": entries_for(request)} | (extra_context or {}))

    def app_index(self, request: HttpRequest, app_label: str, extra_context=None) -> HttpResponse:
        """Show the same above what can be edited of one app."""
        return super().app_index(request, app_label, {"entries": entries_for(request)} | (extra_context or {}))

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        """Send a visitor to the portal's sign-in, and from there on; who is signed in without the role gets 403."""
        wanted = request.GET.get("next", "")
        # Never back to this page, which would send a signed-in curator to sign-in, and that here again, for ever.
        if wanted.startswith(request.path) or not url_has_allowed_host_and_scheme(wanted, None):
            wanted = reverse("admin:index")
        if not request.user.is_authenticated:
            return redirect_to_login(wanted, reverse("account_login"))
        if not self.has_permission(request):
            raise PermissionDenied
        return redirect(wanted)

    def password_change(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        """Lead to the portal's own page, which counts guesses, ends other sessions and writes a letter."""
        return redirect("account_change_password")
