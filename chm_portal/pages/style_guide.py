"""The style page: every component of the portal on one page, for those who build and review pages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chm_portal.directory import access
from chm_portal.pages.style_examples import examples


def render_guide(request: HttpRequest) -> HttpResponse:
    """Return the page with every component, whoever asks: the browser tests look at it without an account."""
    return render(request, "pages/style_guide.html", examples())


@require_safe
def style_guide_show(request: HttpRequest) -> HttpResponse:
    """Show the style page to staff; 403 for anybody else."""
    access.require(request.user.is_staff)
    return render_guide(request)
