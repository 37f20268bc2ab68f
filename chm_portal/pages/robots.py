"""What search engines and old addresses are told."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.views.decorators.http import require_safe

from chm_portal.common.languages import LANGUAGE_CODES

# Pages that only their owner sees, or that would make endless combinations of filters.
NOT_FOR_ROBOTS = ("accounts/", "workspace/")


@login_not_required
@require_safe
def robots_txt(request: HttpRequest) -> HttpResponse:
    """Tell robots what is not for them and where the list of addresses is."""
    lines = ["User-agent: *", "Disallow: /admin/"]
    lines += [f"Disallow: /{code}/{folder}" for folder in NOT_FOR_ROBOTS for code in LANGUAGE_CODES]
    lines += ["", f"Sitemap: {settings.PORTAL_ADDRESS}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
def chinese(request: HttpRequest, rest: str) -> HttpResponse:
    """Lead other codes for Chinese to the one that the portal uses; everything after it stays."""
    query = request.GET.urlencode()
    return HttpResponsePermanentRedirect(f"/zh-hans/{rest}" + (f"?{query}" if query else ""))
