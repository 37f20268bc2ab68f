"""The first page of the national information and web sites."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from chm_portal.directory.models import Designation
from chm_portal.directory.models.roles import FOCAL_POINT_ROLES
from chm_portal.vocabularies.memory import vocabulary

# Paragraphs 22 and 23 of UNEP/CBD/COP/9/23 (R51, R80).
PROMISES = (
    (_("Country pages"), _("Focal points, strategies, reports, initiatives and resources of one country on one page.")),
    (
        _("National clearing-houses"),
        _("The sites of the network with their state, and a simple site for countries without one."),
    ),
    (
        _("Contacts"),
        _("Who holds which role, since when, confirmed once a year; reached by a form, not by a public address."),
    ),
    (
        _("What countries learn from each other"),
        _("Experience of building a national clearing-house, and who can help with it."),
    ),
)


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what the service will hold, and how far the network reaches."""
    speaking = Designation.objects.current().filter(role__in=FOCAL_POINT_ROLES)
    facts = [
        (_("Governments"), len(vocabulary("country").codes())),
        (_("Regions"), len(vocabulary("region").codes())),
        (_("Parties with a focal point here"), speaking.values("country").distinct().count()),
    ]
    return render(request, "country_profiles/home.html", {"promises": PROMISES, "facts": facts})
